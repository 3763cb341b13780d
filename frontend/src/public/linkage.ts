import { answerOf, questionOf } from './questions';
import {
  empty,
  type Answer,
  type Answers,
  type PublicChoice,
  type PublicField,
  type PublicFormDescription,
  type PublicLook,
  type Text,
} from './types';

export type Remark = { text: Text; field: string | null };

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
  /** The records that may be chosen now, by question. */
  choices: Readonly<Record<string, readonly PublicChoice[]>>;
}

const SOMETHING = '1';
const MOST_PASSES = 4;

export type Evaluate = (tree: never, scope: Record<string, unknown>) => unknown;

/** What the rules do for these answers, by the server's look where it was asked; it applies them again. */
export function formState(
  form: PublicFormDescription,
  answers: Answers,
  evaluate: Evaluate | null,
  look: PublicLook | null = null,
): FormState {
  if (look) return lookedAt(form, look);
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
  return { ...present, oneOf, choices: {} };
}

/** The state of a form that the server played, because its rules speak of what only the server knows. */
function lookedAt(form: PublicFormDescription, look: PublicLook): FormState {
  const needed = form.fields.flatMap(({ key, required }) => (required ? [key] : []));
  return {
    hidden: new Set(look.hidden),
    required: new Set([...needed, ...look.required]),
    locked: new Set(look.locked),
    set: answersOf(form, look.set),
    offered: look.offer,
    refused: look.refuse as Remark[],
    warned: look.warn as Remark[],
    oneOf: new Map(),
    choices: look.choices,
  };
}

/** Values of the API as answers. */
export function answersOf(form: PublicFormDescription, values: Readonly<Record<string, unknown>>): Answers {
  return Object.fromEntries(
    form.fields.flatMap((field) =>
      field.key in values ? [[field.key, answerOf(field, values[field.key])]] : [],
    ),
  );
}

/** What an address says of the questions that it may answer. */
export function prefilled(form: PublicFormDescription, given: URLSearchParams): Answers {
  return Object.fromEntries(
    form.fields.flatMap((field) => {
      const text = form.prefill.includes(field.key) ? given.get(field.key) : null;
      return text === null ? [] : [[field.key, questionOf(field).fromText?.(text) ?? text]];
    }),
  );
}

function asked(
  form: PublicFormDescription,
  answers: Answers,
  evaluate: Evaluate | null,
): Omit<FormState, 'oneOf' | 'choices'> {
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
      for (const [key, tree] of Object.entries(rule.set))
        next[key] = given(form, key, evaluated(run(tree, scope)));
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
  const own = Object.fromEntries(fields.map((field) => [field.key, typed(field, answers[field.key])]));
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
function evaluated(value: unknown): Answer {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(String);
  if (typeof value === 'object' && 'toFixed' in value && typeof value.toFixed === 'function')
    return String((value as { toFixed: () => string }).toFixed());
  return '';
}

function given(form: PublicFormDescription, key: string, answer: Answer): Answer {
  const field = form.fields.find((one) => one.key === key);
  return (field && questionOf(field).fromScope?.(answer)) ?? answer;
}

function typed(field: PublicField, answer: Answer | undefined): unknown {
  if (answer === undefined || empty(answer)) return null;
  const { toScope } = questionOf(field);
  return toScope ? toScope(answer, field) : answer;
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
    if (hidden.has(field.key) || locked.has(field.key) || answer === undefined || empty(answer)) continue;
    values[field.key] = questionOf(field).toJson?.(answer, field) ?? answer;
  }
  return values;
}
