import { accountHandlers } from './account.ts';
import { configurationSetHandlers } from './configuration-sets.ts';
import { eventDestinationHandlers } from './event-destinations.ts';
import { keywordHandlers } from './keywords.ts';
import { optOutListHandlers } from './opt-out-lists.ts';
import { phoneNumberHandlers } from './phone-numbers.ts';
import { poolMemberHandlers } from './pool-members.ts';
import { poolHandlers } from './pools.ts';
import { protectConfigurationHandlers } from './protect-configurations.ts';
import { registrationAssociationHandlers } from './registration-associations.ts';
import { registrationAttachmentHandlers } from './registration-attachments.ts';
import { registrationFieldHandlers } from './registration-fields.ts';
import { registrationFormHandlers } from './registration-form-handlers.ts';
import { registrationVersionHandlers } from './registration-versions.ts';
import { registrationHandlers } from './registrations.ts';
import { senderIdHandlers } from './sender-ids.ts';
import { sendingHandlers } from './sending.ts';
import { tagHandlers } from './tags.ts';
import { verifiedDestinationHandlers } from './verified-destinations.ts';

/**
 * Every operation that is modelled. The others (RCS agents, Notify, resource policies, carrier look-up, number search,
 * number overrides of protect configurations) are validated, authorized and then answered "not simulated".
 */
export const HANDLERS = {
  ...accountHandlers,
  ...configurationSetHandlers,
  ...eventDestinationHandlers,
  ...keywordHandlers,
  ...optOutListHandlers,
  ...phoneNumberHandlers,
  ...poolHandlers,
  ...poolMemberHandlers,
  ...protectConfigurationHandlers,
  ...registrationAssociationHandlers,
  ...registrationAttachmentHandlers,
  ...registrationFieldHandlers,
  ...registrationFormHandlers,
  ...registrationHandlers,
  ...registrationVersionHandlers,
  ...senderIdHandlers,
  ...sendingHandlers,
  ...tagHandlers,
  ...verifiedDestinationHandlers,
};

export type ModelledOperation = keyof typeof HANDLERS;

export function isModelled(operation: string): operation is ModelledOperation {
  return Object.hasOwn(HANDLERS, operation);
}
