import type { FieldRequirement, RegistrationFieldDefinition } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { Present } from '../../../core/sdk-operation.ts';

type Field = Present<RegistrationFieldDefinition>;

/** Title and description, as the console shows them. */
type Hints = readonly [title: string, description: string];

/** Anything but white space alone. */
const NOT_BLANK = '^(?=\\s*\\S)[\\s\\S]+$';

export function textField(
  path: string,
  requirement: FieldRequirement,
  maxLength: number,
  hints: Hints,
): Field {
  return {
    ...fieldOf(path, requirement, hints),
    FieldType: 'TEXT',
    TextValidation: { MinLength: 1, MaxLength: maxLength, Pattern: NOT_BLANK },
  };
}

export function selectField(
  path: string,
  requirement: FieldRequirement,
  options: readonly string[],
  hints: Hints,
): Field {
  return {
    ...fieldOf(path, requirement, hints),
    FieldType: 'SELECT',
    SelectValidation: { MinChoices: 1, MaxChoices: 1, Options: [...options] },
  };
}

export function attachmentField(path: string, requirement: FieldRequirement, hints: Hints): Field {
  return { ...fieldOf(path, requirement, hints), FieldType: 'ATTACHMENT' };
}

function fieldOf(FieldPath: string, FieldRequirement: FieldRequirement, [Title, ShortDescription]: Hints) {
  const [SectionPath = ''] = FieldPath.split('.');
  return { SectionPath, FieldPath, FieldRequirement, DisplayHints: { Title, ShortDescription } };
}

/** `messagingUseCase.monthlyMessageVolume` of every form. */
export const MONTHLY_VOLUMES: readonly string[] = [
  '10',
  '100',
  '1,000',
  '10,000',
  '100,000',
  '250,000',
  '500,000',
  '750,000',
  '1,000,000',
  '5,000,000',
  '10,000,000+',
];
