import type {
  RegistrationFieldDefinition,
  RegistrationSectionDefinition,
  RegistrationTypeDefinition,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { Present } from '../../../core/sdk-operation.ts';

/** One registration type: what it is for, its sections and its fields. */
export interface RegistrationForm {
  readonly type: Present<RegistrationTypeDefinition>;
  readonly sections: readonly Present<RegistrationSectionDefinition>[];
  readonly fields: readonly Present<RegistrationFieldDefinition>[];
}
