/** What the form of a record says of one value that is edited where it stands, before it is saved. */
import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { api } from '@/api/client';
import { keys, recordsPath, useApp, useMe } from '@/api/queries';
import type { EntityDescription, JsonValue, RecordItem, Values } from '@/api/types';
import { fieldOf } from '@/fields';
import { currentLanguage, textIn } from '@/i18n';
import { listed } from '@/i18n/lists';
import { useIsPhone } from '@/ui/useMedia';
import { formNames, hopsOf } from './evaluate';
import type { FormContext } from './evaluate';
import { pickerFilter } from './pickers';
import { formState } from './state';
import type { FormState, Remark } from './state';
import { fieldsIn, formOf } from './store';
import { isBlank } from './validate';
import { usedForm, variantOn, varied } from './variants';
import type { FormUsed } from './variants';
import { words } from './words';

export interface InPlace {
  used: FormUsed;
  /** All that the rules ask about has been read. */
  ready: boolean;
  /** What the form does with the record as it stands, once that is known. */
  state: FormState | null;
  /** Why the field is closed as the record stands; null when it is open. */
  closed: (key: string) => string | null;
  /** What the form would say if the field had a value. */
  told: (key: string, value: JsonValue) => Told;
}

export interface Told {
  /** Why it would be refused. */
  refused: string[];
  /** What it would warn of, and what else would change. */
  warned: string[];
  offered: readonly string[] | undefined;
  filter: string;
}

const FREE: Told = { refused: [], warned: [], offered: undefined, filter: '' };

/** The rules of a record's form for values that are edited in place; a list has not read all that they ask about. */
export function useInPlace(app: string, entity: EntityDescription, record: RecordItem): InPlace {
  const me = useMe().data?.person;
  const description = useApp(app).data;
  const phone = useIsPhone();
  const form = useMemo(() => formOf(entity), [entity]);
  const variant = variantOn(form, phone);
  const ruled = useMemo(() => varied(form, variant), [form, variant]);
  const filtered = useMemo(() => filtersIn(form.layout), [form]);
  const rules = ruled.linkage.length > 0 || filtered.size > 0;
  const along = useMemo(() => alongOf(ruled), [ruled]);
  const whole = useQuery({
    queryKey: [...keys.record(app, entity.key, record.id), 'in-place', record.version],
    queryFn: ({ signal }) =>
      api.get<RecordItem>(recordsPath(app, entity.key, `/${record.id}`), {
        signal,
        query: { expand: along.length > 0 ? along.join(',') : undefined },
      }),
    enabled: rules,
    staleTime: 30_000,
    gcTime: 60_000,
  });
  const known = whole.data;
  const context = useMemo<FormContext | null>(
    () =>
      known && description
        ? {
            me,
            ...formNames(description),
            entity,
            old: known.values,
            referenced: (known.expanded ?? {}) as Record<string, RecordItem | null>,
          }
        : null,
    [known, description, me, entity],
  );
  const played = useCallback(
    (values: Values): FormState | null =>
      context && known ? formState(ruled, entity, { ...known.values, ...values }, context) : null,
    [context, known, ruled, entity],
  );
  const before = useMemo(() => played({}), [played]);
  return {
    state: before,
    used: usedForm(form, variant, true),
    ready: !rules || whole.isFetched,
    closed: (key) =>
      before?.hidden.has(key)
        ? words.say('hiddenByForm')
        : before?.locked.has(key)
          ? words.say('lockedByForm')
          : null,
    told: (key, value) => {
      const state = played({ [key]: value });
      if (!state || !before || !known || !context) return FREE;
      const name = (field: string) => textIn(currentLanguage(), fieldOf(entity, field)?.label) || field;
      const values = { ...known.values, [key]: value, ...state.set };
      const lacking = [...state.required].filter(
        (each) =>
          !state.hidden.has(each) &&
          isBlank(values[each]) &&
          (each === key || !before.required.has(each) || !isBlank(known.values[each])),
      );
      const said = (remarks: readonly Remark[]) => remarks.map(({ text }) => textIn(currentLanguage(), text));
      const moved = Object.keys(state.set).filter(
        (each) =>
          each !== key && JSON.stringify(state.set[each]) !== JSON.stringify(known.values[each] ?? null),
      );
      const names = (keys: string[]) => listed(keys.map(name));
      return {
        refused: [
          ...said(state.refused),
          ...(lacking.includes(key) ? [words.say('required')] : []),
          ...(lacking.some((each) => each !== key)
            ? [words.say('needsToo', { fields: names(lacking.filter((each) => each !== key)) })]
            : []),
        ],
        warned: [
          ...said(state.warned.filter((one) => !before.warned.includes(one))),
          ...(moved.length > 0 ? [words.say('setsToo', { fields: names(moved) })] : []),
        ],
        offered: state.offered[key],
        filter: pickerFilter([filtered.get(key), ...(state.picked[key] ?? [])], entity, values, context),
      };
    },
  };
}

/** The form whose rules hold for values of an entity that are changed without it: on a board, a plan, in many records. */
export function useFormInPlace(entity: EntityDescription): FormUsed {
  const phone = useIsPhone();
  return useMemo(() => {
    const form = formOf(entity);
    return usedForm(form, variantOn(form, phone), true);
  }, [entity, phone]);
}

type Layout = Parameters<typeof fieldsIn>[0];

/** Conditions that places of a layout put on what may be picked there, by field. */
function filtersIn(layout: Layout, found = new Map<string, string>()): Map<string, string> {
  for (const node of layout) {
    if (node.field && node.filter) found.set(node.field, node.filter);
    for (const inner of [node.items, node.tabs, node.steps]) filtersIn(inner ?? [], found);
  }
  return found;
}

/** The references that rules look through, as they are asked for with the record. */
function alongOf(form: Parameters<typeof usedForm>[0]): string[] {
  return [...hopsOf([form.linkage, form.layout])].flatMap(([key, further]) => [
    key,
    ...further.map((rest) => `${key}.${rest}`),
  ]);
}
