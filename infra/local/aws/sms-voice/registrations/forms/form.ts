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
  /** When conditional fields are required. The definitions of AWS's API do not say it. */
  readonly conditions?: readonly Condition[];
}

/** As soon as the field has one of the choices, the others need a value. */
export interface Condition {
  readonly fieldPath: string;
  readonly choices: readonly string[];
  readonly requires: readonly string[];
}
