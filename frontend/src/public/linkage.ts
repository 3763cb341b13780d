import type { Answers, PublicFormDescription } from './types';

export interface FormState {
  hidden: ReadonlySet<string>;
  required: ReadonlySet<string>;
  /** Empty questions of which one answer is enough, each with all of them, in the order of the form. */
  oneOf: ReadonlyMap<string, readonly string[]>;
}

const SOMETHING = '1';

export type Evaluate = (tree: never, scope: Record<string, unknown>) => unknown;

/** What is hidden and required for these answers; the server applies the same rules again. */
export function formState(
  form: PublicFormDescription,
  answers: Answers,
  evaluate: Evaluate | null,
): FormState {
  const present = asked(form, answers, evaluate);
  const oneOf = new Map<string, string[]>();
  const open = form.fields.flatMap(({ key, required }) =>
    !required && present.required.has(key) && !present.hidden.has(key) && empty(answers[key]) ? [key] : [],
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
  const hidden = new Set<string>();
  const required = new Set(form.fields.filter((field) => field.required).map((field) => field.key));
  if (!evaluate) return { hidden, required };
  const scope = scopeOf(form, answers);
  const holds = form.linkage.map(
    (rule) => rule.when === null || evaluate(rule.when as never, scope) === true,
  );
  form.linkage.forEach((rule) => rule.show.forEach((key) => hidden.add(key)));
  form.linkage.forEach((rule, index) => {
    if (!holds[index]) return;
    rule.show.forEach((key) => hidden.delete(key));
    rule.require.forEach((key) => required.add(key));
  });
  form.linkage.forEach((rule, index) => {
    if (holds[index]) rule.hide.forEach((key) => hidden.add(key));
  });
  return { hidden, required };
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

function typed(answer: Answers[string] | undefined): unknown {
  if (answer === undefined || answer === '') return null;
  return answer;
}

/** The values to send: what is filled in and shown, in the form of the API. */
export function toValues(
  form: PublicFormDescription,
  answers: Answers,
  hidden: ReadonlySet<string>,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const field of form.fields) {
    const answer = answers[field.key];
    if (hidden.has(field.key) || answer === undefined || answer === '') continue;
    const whole = field.type === 'number' && (field.settings.precision ?? 0) === 0;
    values[field.key] = whole && /^-?\d{1,15}$/.test(String(answer)) ? Number(answer) : answer;
  }
  return values;
}
