import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  STSClient,
  type STSClientConfig,
} from '@aws-sdk/client-sts';

/** Access to one AWS account: the configuration of any SDK client. */
export interface AwsAccess {
  readonly region: string;
  readonly credentials: NonNullable<STSClientConfig['credentials']>;
  /** @default - AWS's own */
  readonly endpoint?: string;
}

/** The same account and principal, in another Region. */
export function inRegion(access: AwsAccess, region: string): AwsAccess {
  return { ...access, region };
}

/** Access with session credentials of a role; `access` itself stays unchanged. */
export async function assume(
  access: AwsAccess,
  input: Pick<AssumeRoleCommandInput, 'RoleArn' | 'ExternalId'>,
  roleSessionName = 'verify',
): Promise<AwsAccess> {
  const command = new AssumeRoleCommand({ ...input, RoleSessionName: roleSessionName, DurationSeconds: 900 });
  const { Credentials: session } = await new STSClient(access).send(command);
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = session ?? {};
  const credentials = {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  };
  return { ...access, credentials };
}
