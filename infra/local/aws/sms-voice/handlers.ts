import { accountHandlers } from './account/account.ts';
import { verifiedDestinationHandlers } from './account/verified-destinations.ts';
import { configurationSetHandlers } from './configuration-sets/configuration-sets.ts';
import { eventDestinationHandlers } from './configuration-sets/event-destinations.ts';
import { protectConfigurationHandlers } from './configuration-sets/protect-configurations.ts';
import { sendingHandlers } from './messages/sending.ts';
import { keywordHandlers } from './originators/keywords.ts';
import { optOutListHandlers } from './originators/opt-out-lists.ts';
import { phoneNumberHandlers } from './originators/phone-numbers.ts';
import { poolMemberHandlers } from './originators/pool-members.ts';
import { poolHandlers } from './originators/pools.ts';
import { senderIdHandlers } from './originators/sender-ids.ts';
import { registrationAssociationHandlers } from './registrations/associations.ts';
import { registrationAttachmentHandlers } from './registrations/attachments.ts';
import { registrationFieldHandlers } from './registrations/fields.ts';
import { registrationFormHandlers } from './registrations/form-handlers.ts';
import { registrationHandlers } from './registrations/registrations.ts';
import { registrationVersionHandlers } from './registrations/versions.ts';
import { tagHandlers } from './requests/tags.ts';

/**
 * Every operation that is modelled. The others (RCS agents, Notify, resource policies, carrier look-up, number search,
 * number overrides of protect configurations) are validated, authorized and then answered with "not simulated".
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
