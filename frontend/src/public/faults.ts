import type { FormState } from './linkage';
import { questionOf } from './questions';
import { empty, say, type Answers, type Language, type PublicFormDescription } from './types';
import { WORDS } from './words';

/** What keeps an answer from being sent, by question; `form` is what is wrong with the whole. */
export function faultsOf(
  form: PublicFormDescription,
  answers: Answers,
  { hidden, required, oneOf, refused }: FormState,
  language: Language,
  only: ReadonlySet<string> | null,
): Record<string, string> {
  const words = WORDS[language];
  const nameOf = (key: string) => say(language, form.fields.find((field) => field.key === key)?.label);
  const faults: Record<string, string> = {};
  for (const field of form.fields) {
    if (hidden.has(field.key) || (only && !only.has(field.key))) continue;
    const answer = answers[field.key];
    const several = oneOf.get(field.key);
    // Said once, at the first of them.
    if (several?.[0] === field.key)
      faults[field.key] = words.oneNeeded.replace('{fields}', several.map(nameOf).join(words.or));
    else if (!several && required.has(field.key) && empty(answer)) faults[field.key] = words.required;
    const wrong = answer === undefined ? '' : questionOf(field).fault?.(answer, field, words);
    if (wrong) faults[field.key] = wrong;
  }
  for (const { field, text } of refused) {
    const place = field ?? 'form';
    if (!only || only.has(place)) faults[place] = say(language, text);
  }
  return faults;
}

/** Questions in which something stands that the browser cannot read, such as half a date: no answer tells of it. */
export function unfinished(page: ParentNode, language: Language): Record<string, string> {
  const inputs = [...page.querySelectorAll<HTMLInputElement>('[data-field] input')];
  return Object.fromEntries(
    inputs.flatMap((input) => {
      const key = input.closest<HTMLElement>('[data-field]')?.dataset.field;
      return key && input.validity.badInput ? [[key, WORDS[language].unfinished]] : [];
    }),
  );
}

/** Faults as the server told them: at their questions, and what has no place on the page in one text. */
export function toldFaults(
  errors: readonly { pointer: string; message: string }[],
  shown: ReadonlySet<string>,
): { placed: Record<string, string>; rest: string } {
  const placed: Record<string, string> = {};
  const rest: string[] = [];
  for (const { pointer, message } of errors) {
    const key = pointer.split('/')[1] ?? '';
    if (!shown.has(key)) rest.push(message);
    else placed[key] = placed[key] ? `${placed[key]} ${message}` : message;
  }
  return { placed, rest: [...new Set(rest)].join(' ') };
}

const CONTROLS = ':is(input, select, textarea, button):not(:disabled)';

/** Lead to the first of the marked questions, as a browser does with what it finds wrong itself. */
export function leadTo(faults: Record<string, string>): void {
  const questions = [...document.querySelectorAll<HTMLElement>('[data-field]')];
  const first = questions.find(({ dataset }) => dataset.field !== undefined && dataset.field in faults);
  first?.scrollIntoView({ block: 'center' });
  first?.querySelector<HTMLElement>(CONTROLS)?.focus({ preventScroll: true });
}
