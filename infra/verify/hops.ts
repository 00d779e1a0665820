import type { Check } from './check.ts';
import { bucketPolicy, grantedAccounts, grantReach } from './hops/bucket-policy.ts';
import { deliveredEvent, eventLines, loggedEvent, otherRegion } from './hops/events.ts';
import { functionUrl, unsignedUrl } from './hops/function-url.ts';
import { managementStack } from './hops/management-stack.ts';
import { read, send } from './hops/messages.ts';
import { invocationPolicy, tenantInvokes, urlCallerInvokes } from './hops/refused-invocations.ts';
import { forgedToken, otherAction, unknownTenant, withoutToken } from './hops/refused-requests.ts';
import { operatorAssumes, routerAssumes } from './hops/refused-roles.ts';
import { otherWriter } from './hops/refused-writes.ts';
import { envelopeAccount, tenantRecord } from './hops/registration.ts';
import { routerLog } from './hops/router-log.ts';
import { deliveryStream, tenantStack } from './hops/tenant-account.ts';
import { otherScope, token } from './hops/token.ts';

/** The whole way in its order, then what must be refused. */
export const HOPS: readonly Check[] = [
  managementStack,
  tenantRecord,
  envelopeAccount,
  tenantStack,
  bucketPolicy,
  grantedAccounts,
  deliveryStream,
  token,
  read,
  send,
  loggedEvent,
  deliveredEvent,
  eventLines,
  otherRegion,
  functionUrl,
  routerLog,
  withoutToken,
  forgedToken,
  otherScope,
  unknownTenant,
  otherAction,
  unsignedUrl,
  invocationPolicy,
  tenantInvokes,
  urlCallerInvokes,
  operatorAssumes,
  routerAssumes,
  grantReach,
  otherWriter,
];
