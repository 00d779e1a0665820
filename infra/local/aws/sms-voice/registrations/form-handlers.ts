import { invalid } from '../errors.ts';
import type { Handlers } from '../operation.ts';
import { filtered } from '../requests/filters.ts';
import { paged } from '../requests/paging.ts';
import { formOf, REGISTRATION_FORMS } from './definitions.ts';

type Names =
  | 'DescribeRegistrationFieldDefinitions'
  | 'DescribeRegistrationSectionDefinitions'
  | 'DescribeRegistrationTypeDefinitions';

/** The `items` with the given paths, each of which must exist; all items when there are no paths. */
function chosen<T>(
  items: readonly T[],
  paths: readonly string[] | undefined,
  pathOf: (item: T) => string,
  reason: 'UNKNOWN_REGISTRATION_FIELD' | 'UNKNOWN_REGISTRATION_SECTION',
): readonly T[] {
  if (paths === undefined || paths.length === 0) return items;
  return paths.map((path) => {
    const found = items.find((item) => pathOf(item) === path);
    if (found === undefined) throw invalid(reason, { [path]: 'The registration type does not have it.' });
    return found;
  });
}

export const registrationFormHandlers: Handlers<Names> = {
  DescribeRegistrationTypeDefinitions(_operation, input) {
    const named = input.RegistrationTypes ?? [];
    const forms = named.length === 0 ? REGISTRATION_FORMS : named.map(formOf);
    const { items, NextToken } = paged(
      filtered(
        forms.map(({ type }) => type),
        input.Filters,
        {
          'supported-association-resource-type': (type) =>
            (type.SupportedAssociations ?? []).map(({ ResourceType }) => ResourceType),
          'supported-association-iso-country-code': (type) =>
            (type.SupportedAssociations ?? []).flatMap(({ IsoCountryCode }) => IsoCountryCode ?? []),
        },
      ),
      input,
    );
    return { RegistrationTypeDefinitions: items, NextToken };
  },

  DescribeRegistrationSectionDefinitions(_operation, input) {
    const { RegistrationType } = input;
    const { sections } = formOf(RegistrationType);
    const pathOf = ({ SectionPath }: (typeof sections)[number]) => SectionPath;
    const wanted = chosen(sections, input.SectionPaths, pathOf, 'UNKNOWN_REGISTRATION_SECTION');
    const { items, NextToken } = paged(wanted, input);
    return { RegistrationType, RegistrationSectionDefinitions: items, NextToken };
  },

  DescribeRegistrationFieldDefinitions(_operation, input) {
    const { RegistrationType, SectionPath } = input;
    const form = formOf(RegistrationType);
    if (SectionPath !== undefined && !form.sections.some((section) => section.SectionPath === SectionPath))
      throw invalid('UNKNOWN_REGISTRATION_SECTION', { SectionPath: 'The type has no such section.' });
    const pathOf = ({ FieldPath }: (typeof form.fields)[number]) => FieldPath;
    const wanted = chosen(form.fields, input.FieldPaths, pathOf, 'UNKNOWN_REGISTRATION_FIELD');
    const { items, NextToken } = paged(
      wanted.filter((field) => SectionPath === undefined || field.SectionPath === SectionPath),
      input,
    );
    return { RegistrationType, RegistrationFieldDefinitions: items, NextToken };
  },
};
