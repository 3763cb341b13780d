import type { Language, Localised } from '@/api/types';

export type { Language, PublicChoice, PublicField, PublicFormDescription, PublicLook } from '@/api/types';

export type Text = Exclude<Localised, string>;
/** An answer of several parts, such as the two days of a span. */
export type Parts = Readonly<Record<string, string | string[]>>;
export type Answer = string | boolean | string[] | Parts;
export type Answers = Record<string, Answer>;

/** A text in the language asked for, or in the other one. */
export function say(language: Language, text: Text | null | undefined): string {
  return text?.[language] || text?.[language === 'zh' ? 'en' : 'zh'] || '';
}

export const isParts = (answer: Answer | undefined): answer is Parts =>
  typeof answer === 'object' && !Array.isArray(answer);

/** Nothing was said to a question. */
export function empty(answer: Answer | undefined): boolean {
  if (isParts(answer)) return Object.values(answer).every((part) => part.length === 0);
  return answer === undefined || answer === '' || (Array.isArray(answer) && answer.length === 0);
}
