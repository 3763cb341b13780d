import type { FormulaTree } from '@/api/types';

export type Language = 'en' | 'zh';
export type Text = { en?: string; zh?: string };

export interface PublicField {
  key: string;
  type: string;
  label: Text;
  required: boolean;
  help?: Text | null;
  options: { key: string; label: Text }[];
  settings: { maxLength?: number; minimum?: number | string; maximum?: number | string; precision?: number };
}

export interface PublicLinkage {
  when: FormulaTree | null;
  show: string[];
  hide: string[];
  require: string[];
}

export interface PublicFormDescription {
  name: Text;
  description: Text | null;
  organisation: string;
  language: Language;
  fields: PublicField[];
  sections: { title: Text | null; fields: string[] }[];
  linkage: PublicLinkage[];
  prefill: string[];
  consent: Text | null;
}

export type Answer = string | boolean | string[];
export type Answers = Record<string, Answer>;

/** A text in the language asked for, or in the other one. */
export function say(language: Language, text: Text | null | undefined): string {
  return text?.[language] || text?.[language === 'zh' ? 'en' : 'zh'] || '';
}
