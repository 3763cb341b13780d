import type { EntityDescription, FormDescription, JsonValue, LinkageRule, Values } from '@/api/types';
import { evaluateTo, holdsIn, scopeOf } from './evaluate';
import type { FormContext } from './evaluate';

export type Remark = NonNullable<LinkageRule['refuse']>;

export interface FormState {
  hidden: ReadonlySet<string>;
  required: ReadonlySet<string>;
  locked: ReadonlySet<string>;
  /** Values that rules set now. */
  set: Values;
  /** The choices that are left of narrowed fields. */
  offered: Readonly<Record<string, readonly string[]>>;
  /** Conditions on what references may point to. */
  picked: Readonly<Record<string, readonly string[]>>;
  /** What the form refuses the record for as it is, and what it warns of. */
  refused: readonly Remark[];
  warned: readonly Remark[];
}

const MOST_PASSES = 8;

/** What a form does for given values: the same rules as on the server, in the same order. */
export function formState(
  form: Pick<FormDescription, 'linkage'>,
  entity: EntityDescription,
  values: Values,
  context: FormContext,
): FormState {
  let current = values;
  let set: Values = {};
  let holding = form.linkage;
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    const scope = scopeOf(entity, current, context);
    holding = form.linkage.filter((rule) => !rule.when || holdsIn(scope, rule.when));
    const next: Values = {};
    current = { ...current };
    for (const rule of holding) {
      for (const [key, tree] of Object.entries(rule.set ?? {})) {
        next[key] = evaluateTo(tree, entity, current, context, key);
        current[key] = next[key] ?? null;
      }
    }
    const quiet = JSON.stringify(next) === JSON.stringify(set);
    set = next;
    if (quiet) break;
  }
  const shownBySome = new Set(form.linkage.flatMap((rule) => rule.show ?? []));
  const shownNow = new Set(holding.flatMap((rule) => rule.show ?? []));
  const hidden = new Set(holding.flatMap((rule) => rule.hide ?? []));
  for (const key of shownBySome) if (!shownNow.has(key)) hidden.add(key);
  return {
    hidden,
    required: new Set(holding.flatMap((rule) => rule.require ?? [])),
    locked: new Set(holding.flatMap((rule) => rule.lock ?? [])),
    set,
    ...narrowed(holding),
    refused: holding.flatMap((rule) => rule.refuse ?? []),
    warned: holding.flatMap((rule) => rule.warn ?? []),
  };
}

function narrowed(holding: LinkageRule[]): Pick<FormState, 'offered' | 'picked'> {
  const offered: Record<string, string[]> = {};
  const picked: Record<string, string[]> = {};
  for (const rule of holding) {
    for (const [key, choices] of Object.entries(rule.offer ?? {}))
      offered[key] = offered[key]?.filter((choice) => choices.includes(choice)) ?? [...choices];
    for (const [key, text] of Object.entries(rule.pick ?? {})) (picked[key] ??= []).push(text);
  }
  return { offered, picked };
}

/** A value without the choices that are not offered: null, or the rest of a list. */
export function within(value: JsonValue, choices: readonly string[]): JsonValue {
  if (Array.isArray(value)) {
    const rest = value.filter((one) => choices.includes(String(one)));
    return rest.length === value.length ? value : rest;
  }
  return typeof value === 'string' && !choices.includes(value) ? null : value;
}
