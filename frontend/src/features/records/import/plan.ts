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
  /** What a row does whose record is there already. */
  policy: Policy;
  /** Whether records are looked for as the entity finds duplicates. */
  duplicates: boolean;
  /** References that make the records which they do not find. */
  create_missing: string[];
}

export type Policy = 'update' | 'skip' | 'fill' | 'create';

export const emptyPlan: ImportPlan = {
  mapping: {},
  match: [],
  rules: true,
  values: {},
  policy: 'update',
  duplicates: false,
  create_missing: [],
};

/** What is proposed for a file nobody like it was imported before: fields by name, duplicates found and left out. */
export function suggestedPlan(preview: ImportPreview): ImportPlan {
  const mapping = preview.columns.map(({ name, suggested }) => [name, suggested ? [suggested] : []]);
  const duplicates = preview.duplicates.length > 0;
  return {
    ...emptyPlan,
    mapping: Object.fromEntries(mapping) as Record<string, string[]>,
    duplicates,
    policy: duplicates ? 'skip' : 'update',
  };
}

/** What was asked of the last file with these columns, without fields that are gone; null for none. */
export function rememberedPlan(preview: ImportPreview, fields: string[]): ImportPlan | null {
  const found = preview.remembered;
  if (!found) return null;
  const known = (keys: string[]) => keys.filter((key) => fields.includes(key));
  const mapping = Object.entries(found.mapping).map(([column, keys]) => [column, known(keys)] as const);
  const values = Object.entries(found.values).map(
    ([field, meanings]) =>
      [
        field,
        Object.fromEntries(Object.entries(meanings).map(([value, meant]) => [value, meant || null])),
      ] as const,
  );
  return {
    ...found,
    mapping: Object.fromEntries(mapping),
    values: Object.fromEntries(values),
    match: known(found.match),
    create_missing: known(found.create_missing).filter((key) => preview.creatable.includes(key)),
  };
}

/** What values meant in the last import of a file with these columns. */
export function rememberedMeanings(preview: ImportPreview | null): ValueMeanings {
  return preview ? (rememberedPlan(preview, [])?.values ?? {}) : {};
}

/** The meanings without one of them: the value stands for itself again. */
export function withoutMeaning(chosen: ValueMeanings, field: string, value: string): ValueMeanings {
  const rest = Object.entries(chosen[field] ?? {}).filter(([one]) => one !== value);
  return { ...chosen, [field]: Object.fromEntries(rest) };
}

/** The plan as the server takes it: columns that fill nothing left out, an empty meaning as an empty text. */
export function asAsked(plan: ImportPlan) {
  const mapped = new Set(Object.values(plan.mapping).flat());
  const kept = (keys: string[]) => keys.filter((key) => mapped.has(key));
  const values = Object.entries(plan.values)
    .filter(([field]) => mapped.has(field))
    .map(([field, meanings]) => [
      field,
      Object.fromEntries(Object.entries(meanings).map(([value, meant]) => [value, meant ?? ''])),
    ]);
  return {
    ...plan,
    mapping: Object.fromEntries(Object.entries(plan.mapping).filter(([, keys]) => keys.length > 0)),
    values: Object.fromEntries(values) as Record<string, Record<string, string>>,
    match: kept(plan.match),
    create_missing: kept(plan.create_missing),
  };
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

/** The unknown values of a field of which nobody said, and nothing proposed, what they mean. */
export function stillOpen(unknown: Unknown[], values: ValueMeanings, field: string): Unknown[] {
  return unknown.filter((one) => one.field === field && values[field]?.[one.value] === undefined);
}

/** The meanings with one and the same for several values; undefined has each of them refused. */
export function forTheRest(
  chosen: ValueMeanings,
  left: Unknown[],
  meant: string | null | undefined,
): ValueMeanings {
  const all = structuredClone(chosen);
  for (const { field, value } of left) (all[field] ??= {})[value] = meant === undefined ? value : meant;
  return all;
}
