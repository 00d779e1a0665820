import type { RegistrationFieldDefinition } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { Present } from '../../core/schema/sdk-operation.ts';
import { idOf } from '../arns.ts';
import { conflict, invalid } from '../errors.ts';
import type { Handlers, Input, Operation } from '../operation.ts';
import { find, findRegistration } from '../requests/finding.ts';
import { paged } from '../requests/paging.ts';
import type { FieldValue, Registration, RegistrationVersion } from '../state.ts';
import { formOf } from './definitions.ts';
import { replaceVersion, versionOf } from './versions.ts';

type Names = 'DeleteRegistrationFieldValue' | 'DescribeRegistrationFieldValues' | 'PutRegistrationFieldValue';
type PutInput = Input<'PutRegistrationFieldValue'>;

export const registrationFieldHandlers: Handlers<Names> = {
  PutRegistrationFieldValue(operation, input) {
    const registration = findRegistration(operation, input.RegistrationId);
    const version = editableVersion(registration);
    const definition = fieldOf(registration, input.FieldPath);
    const value = readValue(operation, definition, input);
    const values = new Map(version.values).set(input.FieldPath, value);
    replaceVersion(operation, registration, { ...version, values });
    return { ...registration, VersionNumber: version.VersionNumber, ...value };
  },

  DeleteRegistrationFieldValue(operation, { RegistrationId, FieldPath }) {
    const registration = findRegistration(operation, RegistrationId);
    const version = editableVersion(registration);
    fieldOf(registration, FieldPath);
    const value = version.values.get(FieldPath);
    if (value === undefined)
      throw invalid('REGISTRATION_FIELD_CANNOT_BE_DELETED', { FieldPath: 'The field has no value.' });
    const values = new Map([...version.values].filter(([path]) => path !== FieldPath));
    replaceVersion(operation, registration, { ...version, values });
    return { ...registration, VersionNumber: version.VersionNumber, ...value };
  },

  DescribeRegistrationFieldValues(operation, input) {
    const registration = findRegistration(operation, input.RegistrationId);
    const { VersionNumber, values } = versionOf(registration, input.VersionNumber);
    const paths = input.FieldPaths ?? [];
    for (const path of paths) fieldOf(registration, path);
    const found = [...values.values()].filter(
      ({ FieldPath }) =>
        (paths.length === 0 || paths.includes(FieldPath)) &&
        (input.SectionPath === undefined || FieldPath.startsWith(`${input.SectionPath}.`)),
    );
    const { items, NextToken } = paged(found, input);
    return { ...registration, VersionNumber, RegistrationFieldValues: items, NextToken };
  },
};

function editableVersion(registration: Registration): RegistrationVersion {
  const version = versionOf(registration);
  if (version.RegistrationVersionStatus !== 'DRAFT')
    throw conflict('EDIT_REGISTRATION_FIELD_VALUES_NOT_ALLOWED', 'registration', registration.RegistrationId);
  return version;
}

function fieldOf(registration: Registration, path: string): Present<RegistrationFieldDefinition> {
  const { fields } = formOf(registration.RegistrationType);
  const field = fields.find(({ FieldPath }) => FieldPath === path);
  if (field === undefined)
    throw invalid('UNKNOWN_REGISTRATION_FIELD', {
      FieldPath: `${registration.RegistrationType} has no field ${path}.`,
    });
  return field;
}

/** The one value of the field, checked against the field's definition. */
function readValue(
  operation: Operation,
  field: Present<RegistrationFieldDefinition>,
  { SelectChoices, TextValue, RegistrationAttachmentId }: PutInput,
): FieldValue {
  const given = Object.entries({ SelectChoices, TextValue, RegistrationAttachmentId }).filter(
    ([, value]) => value !== undefined,
  );
  if (given.length > 1)
    throw invalid('PARAMETERS_CANNOT_BE_USED_TOGETHER', {
      FieldPath: `A field has one value, got ${given.map(([name]) => name).join(' and ')}.`,
    });
  const { FieldPath } = field;
  switch (field.FieldType) {
    case 'TEXT':
      return { FieldPath, TextValue: textFor(field, TextValue) };
    case 'SELECT':
      return { FieldPath, SelectChoices: choicesFor(field, SelectChoices) };
    case 'ATTACHMENT':
      return { FieldPath, RegistrationAttachmentId: attachmentFor(operation, RegistrationAttachmentId) };
  }
}

function textFor({ TextValidation }: Present<RegistrationFieldDefinition>, text: string | undefined): string {
  if (text === undefined) throw invalid('MISSING_PARAMETER', { TextValue: 'The field needs a text.' });
  const { MinLength = 0, MaxLength = Number.POSITIVE_INFINITY, Pattern = '' } = TextValidation ?? {};
  if (text.length < MinLength || text.length > MaxLength)
    throw invalid('INVALID_PARAMETER', {
      TextValue: `The text has ${text.length} characters; the field takes ${MinLength} to ${MaxLength}.`,
    });
  if (!new RegExp(Pattern).test(text))
    throw invalid('INVALID_PARAMETER', { TextValue: `The text does not match ${Pattern}.` });
  return text;
}

function choicesFor(
  { SelectValidation }: Present<RegistrationFieldDefinition>,
  choices: string[] | undefined,
): string[] {
  if (choices === undefined)
    throw invalid('MISSING_PARAMETER', { SelectChoices: 'The field needs choices.' });
  const { MinChoices = 0, MaxChoices = Number.POSITIVE_INFINITY, Options = [] } = SelectValidation ?? {};
  if (choices.length < MinChoices || choices.length > MaxChoices)
    throw invalid('INVALID_PARAMETER', {
      SelectChoices: `The field takes ${MinChoices} to ${MaxChoices} choices.`,
    });
  const unknown = choices.find((choice) => !Options.includes(choice));
  if (unknown !== undefined)
    throw invalid('INVALID_PARAMETER', { SelectChoices: `${unknown} is not one of ${Options.join(', ')}.` });
  return choices;
}

function attachmentFor(operation: Operation, idOrArn: string | undefined): string {
  if (idOrArn === undefined)
    throw invalid('MISSING_PARAMETER', { RegistrationAttachmentId: 'The field needs an attachment.' });
  const { attachments } = operation.state;
  find(operation, attachments, 'registration-attachment', idOrArn);
  return idOf(operation.home, 'registration-attachment', idOrArn);
}
