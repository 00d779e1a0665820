import type { FieldRequirement, RegistrationFieldDefinition } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { Present } from '../../../core/schema/sdk-operation.ts';

type Field = Present<RegistrationFieldDefinition>;

/** Title and description in the console. */
type Hints = readonly [title: string, description: string];

/** Any text except white space alone. */
const NOT_BLANK = '^(?=\\s*\\S)[\\s\\S]+$';
/** Two upper-case letters, ISO 3166-1. */
export const COUNTRY_CODE = '^[A-Z]{2}$';
/** Without white space at either end. */
export const TRIMMED = '^\\S[\\s\\S]*\\S$';

/** @param length the maximum length, or the minimum and the maximum */
export function textField(
  path: string,
  requirement: FieldRequirement,
  length: number | readonly [min: number, max: number],
  hints: Hints,
  pattern = NOT_BLANK,
): Field {
  const [MinLength, MaxLength] = typeof length === 'number' ? [1, length] : length;
  return {
    ...fieldOf(path, requirement, hints),
    FieldType: 'TEXT',
    TextValidation: { MinLength, MaxLength, Pattern: pattern },
  };
}

export function selectField(
  path: string,
  requirement: FieldRequirement,
  options: readonly string[],
  hints: Hints,
  maxChoices = 1,
): Field {
  return {
    ...fieldOf(path, requirement, hints),
    FieldType: 'SELECT',
    SelectValidation: { MinChoices: 1, MaxChoices: maxChoices, Options: [...options] },
  };
}

export function attachmentField(path: string, requirement: FieldRequirement, hints: Hints): Field {
  return { ...fieldOf(path, requirement, hints), FieldType: 'ATTACHMENT' };
}

function fieldOf(FieldPath: string, FieldRequirement: FieldRequirement, [Title, ShortDescription]: Hints) {
  const [SectionPath = ''] = FieldPath.split('.');
  return { SectionPath, FieldPath, FieldRequirement, DisplayHints: { Title, ShortDescription } };
}

export function section(SectionPath: string, Title: string, ShortDescription: string) {
  return { SectionPath, DisplayHints: { Title, ShortDescription } };
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

/** `contactInfo.vertical` and `campaignInfo.vertical` of the 10DLC forms. */
export const VERTICALS: readonly string[] = [
  ...['AGRICULTURE', 'COMMUNICATION', 'CONSTRUCTION', 'EDUCATION', 'ENERGY', 'ENTERTAINMENT', 'FINANCIAL'],
  ...['GAMBLING', 'GOVERNMENT', 'HEALTHCARE', 'HOSPITALITY', 'INSURANCE', 'MANUFACTURING', 'NGO'],
  ...['REAL_ESTATE', 'RETAIL', 'TECHNOLOGY'],
];
