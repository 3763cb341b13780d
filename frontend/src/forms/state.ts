import type { EntityDescription, FormDescription, Values } from '@/api/types';
import { evaluateTo, holds } from './evaluate';
import type { FormContext } from './evaluate';

export interface FormState {
  hidden: ReadonlySet<string>;
  required: ReadonlySet<string>;
  locked: ReadonlySet<string>;
  /** Values that rules set now. */
  set: Values;
}

const MOST_PASSES = 8;

/** What a form hides, requires, locks and sets for given values: the same rules as on the server, in the same order. */
export function formState(
  form: FormDescription,
  entity: EntityDescription,
  values: Values,
  context: FormContext,
): FormState {
  let current = values;
  let set: Values = {};
  let holding = form.linkage;
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    holding = form.linkage.filter((rule) => !rule.when || holds(rule.when, entity, current, context));
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
  };
}
