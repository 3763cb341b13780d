import type { Language, Localised } from '@/api/types';

export type { Language, PublicField, PublicFormDescription } from '@/api/types';

export type Text = Exclude<Localised, string>;
export type Answer = string | boolean | string[];
export type Answers = Record<string, Answer>;

/** A text in the language asked for, or in the other one. */
export function say(language: Language, text: Text | null | undefined): string {
  return text?.[language] || text?.[language === 'zh' ? 'en' : 'zh'] || '';
}
