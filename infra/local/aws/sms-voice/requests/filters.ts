interface Filter {
  readonly Name: string;
  readonly Values: readonly string[];
}

/** An item's value for a filter; a list matches when one of its values does. */
export type FilterValue = string | boolean | readonly string[] | undefined;

/**
 * The items that every filter matches, with one of its values.
 *
 * @param attributeOf the item's value for the filter of that name
 */
export function filtered<T, Name extends string>(
  items: readonly T[],
  filters: readonly (Filter & { readonly Name: Name })[] | undefined,
  attributeOf: Readonly<Record<Name, (item: T) => FilterValue>>,
): readonly T[] {
  return items.filter((item) =>
    (filters ?? []).every(({ Name, Values }) => {
      const offered = [attributeOf[Name](item)].flat().map(String);
      return Values.some((value) => offered.includes(value));
    }),
  );
}
