import type { Answer, Answers, PublicField, PublicFormDescription, Text } from './types';

export interface Remark {
  text: Text;
  field: string | null;
}

export interface FormState {
  hidden: ReadonlySet<string>;
  required: ReadonlySet<string>;
  locked: ReadonlySet<string>;
  /** What rules answer by themselves. */
  set: Answers;
  /** The choices that are left of narrowed questions. */
  offered: Readonly<Record<string, readonly string[]>>;
  refused: readonly Remark[];
  warned: readonly Remark[];
  /** Empty questions of which one answer is enough, each with all of them, in the order of the form. */
  oneOf: ReadonlyMap<string, readonly string[]>;
}

const SOMETHING = '1';
const MOST_PASSES = 4;

export type Evaluate = (tree: never, scope: Record<string, unknown>) => unknown;

/** What the rules do for these answers; the server applies them again. */
export function formState(
  form: PublicFormDescription,
  answers: Answers,
  evaluate: Evaluate | null,
): FormState {
  const present = asked(form, answers, evaluate);
  const now = { ...answers, ...present.set };
  const oneOf = new Map<string, string[]>();
  const open = form.fields.flatMap(({ key, required }) =>
    !required && present.required.has(key) && !present.hidden.has(key) && empty(now[key]) ? [key] : [],
  );
  for (const key of open) {
    const instead = asked(form, { ...answers, [key]: SOMETHING }, evaluate).required;
    for (const other of open)
      if (other !== key && !instead.has(other)) oneOf.set(other, [...(oneOf.get(other) ?? []), key]);
  }
  for (const [key, others] of oneOf)
    oneOf.set(
      key,
      open.filter((one) => one === key || others.includes(one)),
    );
  return { ...present, oneOf };
}

/** Nothing was said to a question. */
export function empty(answer: Answers[string] | undefined): boolean {
  return answer === undefined || answer === '' || (Array.isArray(answer) && answer.length === 0);
}

function asked(
  form: PublicFormDescription,
  answers: Answers,
  evaluate: Evaluate | null,
): Omit<FormState, 'oneOf'> {
  const required = new Set(form.fields.filter((field) => field.required).map((field) => field.key));
  const nothing = { hidden: new Set<string>(), locked: new Set<string>(), set: {}, offered: {} };
  if (!evaluate) return { ...nothing, required, refused: [], warned: [] };
  const run = (tree: unknown, scope: Record<string, unknown>): unknown => {
    try {
      return evaluate(tree as never, scope);
    } catch {
      return null; // It speaks of what only the server knows.
    }
  };
  let set: Answers = {};
  let holding = form.linkage;
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    const scope = scopeOf(form, { ...answers, ...set });
    holding = form.linkage.filter((rule) => rule.when === null || run(rule.when, scope) === true);
    const next: Answers = {};
    for (const rule of holding)
      for (const [key, tree] of Object.entries(rule.set)) next[key] = answerOf(run(tree, scope));
    const quiet = JSON.stringify(next) === JSON.stringify(set);
    set = next;
    if (quiet) break;
  }
  const of = (name: 'show' | 'hide' | 'require' | 'lock') => holding.flatMap((rule) => rule[name]);
  const hidden = new Set(form.linkage.flatMap((rule) => rule.show));
  for (const key of of('show')) hidden.delete(key);
  for (const key of of('hide')) hidden.add(key);
  for (const key of of('require')) required.add(key);
  const offered: Record<string, string[]> = {};
  for (const rule of holding)
    for (const [key, choices] of Object.entries(rule.offer))
      offered[key] = offered[key]?.filter((choice) => choices.includes(choice)) ?? [...choices];
  return {
    hidden,
    required,
    locked: new Set(of('lock')),
    set,
    offered,
    refused: holding.flatMap((rule) => rule.refuse ?? []),
    warned: holding.flatMap((rule) => rule.warn ?? []),
  };
}

/** What the rules may name: the questions, settings of the app, today where the form belongs, working days. */
export function scopeOf(
  { fields, settings, clock }: PublicFormDescription,
  answers: Answers,
  now = new Date(),
): Record<string, unknown> {
  const own = Object.fromEntries(fields.map((field) => [field.key, typed(answers[field.key])]));
  return {
    ...own,
    this: own,
    settings,
    user: null,
    $today: new Intl.DateTimeFormat('en-CA', { timeZone: clock.zone, dateStyle: 'short' }).format(now),
    $now: now.toISOString(),
    $zone: clock.zone,
    $holidays: clock.holidays,
    $workdays: clock.workdays,
  };
}

/** A value of the evaluator as an answer: numbers as they are typed. */
function answerOf(value: unknown): Answer {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(String);
  if (typeof value === 'object' && 'toFixed' in value && typeof value.toFixed === 'function')
    return String((value as { toFixed: () => string }).toFixed());
  return '';
}

function typed(answer: Answers[string] | undefined): unknown {
  if (answer === undefined || answer === '') return null;
  return answer;
}

/** The choices of a question that are left. */
export function choicesOf(field: PublicField, state: FormState): PublicField['options'] {
  const left = state.offered[field.key];
  return left ? field.options.filter((option) => left.includes(option.key)) : field.options;
}

/** Answers without choices that are not offered any more. */
export function within(answers: Answers, state: FormState): Answers {
  let result = answers;
  for (const [key, left] of Object.entries(state.offered)) {
    const answer = result[key];
    const rest = Array.isArray(answer)
      ? answer.filter((one) => left.includes(one))
      : typeof answer === 'string' && answer !== '' && !left.includes(answer)
        ? ''
        : answer;
    const same =
      Array.isArray(rest) && Array.isArray(answer) ? rest.length === answer.length : rest === answer;
    if (!same && rest !== undefined) result = { ...result, [key]: rest };
  }
  return result;
}

/** The values to send: what is filled in and shown, in the form of the API. */
export function toValues(
  form: PublicFormDescription,
  answers: Answers,
  { hidden, locked }: Pick<FormState, 'hidden' | 'locked'>,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const field of form.fields) {
    const answer = answers[field.key];
    if (hidden.has(field.key) || locked.has(field.key) || answer === undefined || answer === '') continue;
    values[field.key] = valueOf(field, answer);
  }
  return values;
}

function valueOf(field: PublicField, answer: Answer): unknown {
  const { precision = 0, currency } = field.settings;
  const plain = typeof answer === 'string' ? answer.trim() : answer;
  switch (field.type) {
    case 'number':
    case 'rating':
    case 'slider':
      return precision === 0 && /^-?\d{1,15}$/.test(String(plain)) ? Number(plain) : plain;
    case 'money':
      return currency ? { amount: plain, currency } : { amount: plain };
    case 'tags':
      return typeof plain === 'string'
        ? plain.split(/[,，、;；]/).flatMap((word) => word.trim() || [])
        : plain;
    case 'datetime':
      return typeof plain === 'string' && !/[Zz+]/.test(plain) ? new Date(plain).toISOString() : plain;
    default:
      return answer;
  }
}
