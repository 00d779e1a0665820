import type {
  RegistrationFieldDefinition,
  RegistrationSectionDefinition,
  RegistrationTypeDefinition,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { Present } from '../../../core/schema/sdk-operation.ts';

/** One registration type: its purpose, its sections and its fields. */
export interface RegistrationForm {
  readonly type: Present<RegistrationTypeDefinition>;
  readonly sections: readonly Present<RegistrationSectionDefinition>[];
  readonly fields: readonly Present<RegistrationFieldDefinition>[];
  /** When conditional fields are required. AWS's API does not define it. */
  readonly conditions?: readonly Condition[];
}

/** When the field has one of the choices, the others need a value. */
export interface Condition {
  readonly fieldPath: string;
  readonly choices: readonly string[];
  readonly requires: readonly string[];
}
