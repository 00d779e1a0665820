import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { LOCAL_ORGANIZATION_ID } from '@pinpoint-tenant-router/local-aws/accounts';
import { synthesize } from '../../infra/app.ts';
import type { Context } from '../../infra/context/read-context.ts';
import { MANAGEMENT_STACK_NAME, TENANT_STACK_NAME } from '../../registrar/contract/names.ts';

const TENANT = {
  tenantId: 'acme',
  managementAccountId: '111111111111',
  eventStreamingBucketName: 'pinpoint-event-stream-data-111111111111-us-east-1',
  targetEventBusArn: 'arn:aws:events:us-east-1:111111111111:event-bus/PinpointTenantAccountBus',
};

/** As they are deployed by default, and with the context that adds most. */
const DEPLOYMENTS: Readonly<Record<string, readonly [stackName: string, context: Context]>> = {
  management: [MANAGEMENT_STACK_NAME, { organizationId: LOCAL_ORGANIZATION_ID }],
  'management-with-domain': [
    MANAGEMENT_STACK_NAME,
    {
      organizationId: LOCAL_ORGANIZATION_ID,
      apiTempPassword: 'Temporary-password-1',
      apiHostName: 'sms.example.com',
      parentHostedZoneId: 'Z0123456789ABCDEFGHIJ',
      parentHostedZoneName: 'example.com',
    },
  ],
  tenant: [TENANT_STACK_NAME, TENANT],
  'tenant-with-media': [
    TENANT_STACK_NAME,
    {
      ...TENANT,
      mediaBucketArns: 'arn:aws:s3:::acme-media',
      passableRoleArns: 'arn:aws:iam::222222222222:role/OwnEvents',
    },
  ],
};

/** Synthesizes this repository's templates. @returns their folder */
export function synthesizeTemplates(directory: string): string {
  mkdirSync(directory);
  for (const [name, [stackName, context]] of Object.entries(DEPLOYMENTS)) {
    const assembly = join(directory, `${name}.assembly`);
    synthesize(stackName, context, assembly, { region: 'us-east-1', checks: false });
    copyFileSync(join(assembly, `${stackName}.template.json`), join(directory, `${name}.template.json`));
  }
  return directory;
}
