import { Aws, CfnRule, Fn, RemovalPolicy } from 'aws-cdk-lib';
import { EndpointType, type RestApi, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import type { CfnUserPoolDomain } from 'aws-cdk-lib/aws-cognito';
import { Role } from 'aws-cdk-lib/aws-iam';
import {
  ARecord,
  CfnRecordSet,
  CrossAccountZoneDelegationRecord,
  HostedZone,
  PublicHostedZone,
  RecordTarget,
  ZoneDelegationRecord,
} from 'aws-cdk-lib/aws-route53';
import { ApiGatewayDomain } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import type { CustomDomainConfig } from '../../config.ts';

/** The hosted zone id of every CloudFront alias, see "AliasTarget" in Route 53's API reference. */
const CLOUDFRONT_ZONE_ID = 'Z2FDTNDATAQYW2';

/**
 * The API under the operator's host name, in a hosted zone of its own that the parent zone delegates to, and the
 * sign-in at `auth.<host name>`.
 */
export class CustomDomain extends Construct {
  readonly authHostName: string;
  readonly authCertificateArn: string;
  readonly #zone: PublicHostedZone;
  readonly #hostName: string;
  readonly #certificate: Certificate;
  #apiRecord: ARecord | undefined;

  constructor(scope: Construct, id: string, props: CustomDomainConfig) {
    super(scope, id);
    this.#hostName = props.hostName;
    this.authHostName = `auth.${props.hostName}`;
    this.#zone = new PublicHostedZone(this, 'Zone', { zoneName: props.hostName });
    // ACM leaves its validation records in the zone, and Route 53 deletes no zone with records. Without this, a failed
    // deployment could not roll back, and the stack could not be deleted.
    this.#zone.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const { authCertificateArn } = props;
    this.#certificate = new Certificate(this, 'Certificate', {
      domainName: props.hostName,
      ...(authCertificateArn === undefined && { subjectAlternativeNames: [this.authHostName] }),
      validation: CertificateValidation.fromDns(this.#zone),
    });
    // ACM issues the certificate only after the zone is delegated.
    this.#certificate.node.addDependency(this.#delegate(props));
    this.authCertificateArn = authCertificateArn ?? this.#certificate.certificateArn;
    if (authCertificateArn === undefined) this.#demandUsEast1();
  }

  /** Serves the API at the root of the host name. */
  serveApi(api: RestApi): void {
    const domain = api.addDomainName('DomainName', {
      domainName: this.#hostName,
      certificate: this.#certificate,
      endpointType: EndpointType.REGIONAL,
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    this.#apiRecord = new ARecord(this, 'ApiRecord', {
      zone: this.#zone,
      target: RecordTarget.fromAlias(new ApiGatewayDomain(domain)),
    });
  }

  /** Serves the sign-in at `auth.<host name>`. Cognito requires that the parent's A record exists. */
  serveAuth(domain: CfnUserPoolDomain): void {
    if (this.#apiRecord !== undefined) domain.node.addDependency(this.#apiRecord);
    new CfnRecordSet(this, 'AuthRecord', {
      hostedZoneId: this.#zone.hostedZoneId,
      name: this.authHostName,
      type: 'A',
      aliasTarget: { dnsName: domain.attrCloudFrontDistribution, hostedZoneId: CLOUDFRONT_ZONE_ID },
    });
  }

  #delegate({ delegation, parentHostedZoneId, hostName }: CustomDomainConfig): Construct {
    if (delegation.kind === 'cross-account') {
      return new CrossAccountZoneDelegationRecord(this, 'Delegation', {
        delegatedZone: this.#zone,
        parentHostedZoneId,
        delegationRole: Role.fromRoleArn(this, 'DelegationRole', delegation.roleArn),
      });
    }
    const parent = HostedZone.fromHostedZoneAttributes(this, 'ParentZone', {
      hostedZoneId: parentHostedZoneId,
      zoneName: delegation.parentHostedZoneName,
    });
    return new ZoneDelegationRecord(this, 'Delegation', {
      zone: parent,
      recordName: hostName,
      nameServers: this.#zone.hostedZoneNameServers ?? [],
    });
  }

  /** The Region may be unknown when the context is read, so the template checks it again. */
  #demandUsEast1(): void {
    new CfnRule(this, 'AuthCertificateRegion', {
      assertions: [
        {
          assert: Fn.conditionEquals(Aws.REGION, 'us-east-1'),
          assertDescription:
            'Outside us-east-1, auth.<apiHostName> needs a certificate made in us-east-1: set -c authCertificateArn=…',
        },
      ],
    });
  }
}
