/** What an import does with a file: which column fills which fields, and what unknown values mean. */
import type { EntityDescription, ImportPreview, ImportResult } from '@/api/types';
import { fieldOf } from '@/fields';

/** What values mean, by field and value; null leaves the field empty, a value itself is refused as before. */
export type ValueMeanings = Record<string, Record<string, string | null>>;

export interface ImportPlan {
  /** The fields that each column fills; a column may fill several, a field has one column. */
  mapping: Record<string, string[]>;
  match: string[];
  rules: boolean;
  values: ValueMeanings;
}

export const emptyPlan: ImportPlan = { mapping: {}, match: [], rules: true, values: {} };

export function suggestedPlan(preview: ImportPreview): ImportPlan {
  const mapping = preview.columns.map(({ name, suggested }) => [name, suggested ? [suggested] : []]);
  return { ...emptyPlan, mapping: Object.fromEntries(mapping) as Record<string, string[]> };
}

type Unknown = ImportResult['unknown_values'][number];

/** What may be meant by an unknown value: keys of options, or titles of records, the likeliest first. */
export function meaningsOf(type: EntityDescription, unknown: Unknown): string[] {
  const options = fieldOf(type, unknown.field)?.options ?? [];
  return unknown.suggestions.map(
    (item) =>
      options.find(({ key, label }) => key === item || Object.values(label).includes(item))?.key ?? item,
  );
}

/** The meanings that hold for the next run: what a person chose, and what is proposed where nobody chose. */
export function withSuggestions(
  type: EntityDescription,
  values: ValueMeanings,
  unknown: Unknown[],
): ValueMeanings {
  const all = structuredClone(values);
  for (const each of unknown) {
    const [likeliest] = meaningsOf(type, each);
    const known = (all[each.field] ??= {});
    if (!(each.value in known) && likeliest !== undefined) known[each.value] = likeliest;
  }
  return Object.fromEntries(Object.entries(all).filter(([, meanings]) => Object.keys(meanings).length > 0));
}

/** Whether two sets of meanings come to the same, in whatever order they were chosen. */
export function sameMeanings(one: ValueMeanings, other: ValueMeanings): boolean {
  const flat = (values: ValueMeanings) =>
    JSON.stringify(
      Object.entries(values)
        .flatMap(([field, meanings]) =>
          Object.entries(meanings).map(([value, meant]) => [field, value, meant] as const),
        )
        .sort(([a, b], [c, e]) => (`${a}\n${b}` < `${c}\n${e}` ? -1 : 1)),
    );
  return flat(one) === flat(other);
}
