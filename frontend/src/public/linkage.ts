import type { Answers, PublicFormDescription } from './types';

export interface FormState {
  hidden: ReadonlySet<string>;
  required: ReadonlySet<string>;
}

export type Evaluate = (tree: never, scope: Record<string, unknown>) => unknown;

/** What is hidden and required for these answers; the server applies the same rules again. */
export function formState(
  form: PublicFormDescription,
  answers: Answers,
  evaluate: Evaluate | null,
): FormState {
  const hidden = new Set<string>();
  const required = new Set(form.fields.filter((field) => field.required).map((field) => field.key));
  if (!evaluate) return { hidden, required };
  const scope = Object.fromEntries(form.fields.map((field) => [field.key, typed(answers[field.key])]));
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
