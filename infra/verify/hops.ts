import type { Check } from './check.ts';
import { bucketPolicy, grantedAccounts, grantReach } from './hops/bucket-policy.ts';
import { deliveredEvent, eventLines, loggedEvent, otherRegion } from './hops/events/events.ts';
import { firehoseLists, firehoseTrust } from './hops/events/firehose-role.ts';
import { inboundDelivery } from './hops/events/inbound.ts';
import { trail } from './hops/events/trail.ts';
import { functionUrl, unsignedUrl } from './hops/function-url.ts';
import { leftTable } from './hops/left-table.ts';
import { managementStack } from './hops/management-stack.ts';
import { read, send } from './hops/messages.ts';
import { invocationPolicy, tenantInvokes, urlCallerInvokes } from './hops/refused/invocations.ts';
import { refusedRemovals } from './hops/refused/removals.ts';
import { forgedToken, otherAction, unknownTenant, withoutToken } from './hops/refused/requests.ts';
import { operatorAssumes, routerAssumes } from './hops/refused/roles.ts';
import { otherWriter } from './hops/refused/writes.ts';
import { envelopeAccount, tenantRecord } from './hops/registration.ts';
import { routerEnters } from './hops/router-enters.ts';
import { routerLog } from './hops/router-log.ts';
import { deliveryStream, tenantStack } from './hops/tenant-account.ts';
import { otherScope, token } from './hops/token.ts';

/** All hops in their order, then the requests that must be refused. */
export const HOPS: readonly Check[] = [
  leftTable,
  managementStack,
  tenantRecord,
  envelopeAccount,
  tenantStack,
  bucketPolicy,
  grantedAccounts,
  deliveryStream,
  firehoseTrust,
  routerEnters,
  token,
  read,
  trail,
  send,
  loggedEvent,
  deliveredEvent,
  firehoseLists,
  eventLines,
  otherRegion,
  inboundDelivery,
  functionUrl,
  routerLog,
  withoutToken,
  forgedToken,
  otherScope,
  unknownTenant,
  otherAction,
  refusedRemovals,
  unsignedUrl,
  invocationPolicy,
  tenantInvokes,
  urlCallerInvokes,
  operatorAssumes,
  routerAssumes,
  grantReach,
  otherWriter,
];
