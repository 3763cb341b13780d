import type { ComponentType } from 'react';
import type { Answer, Language, PublicChoice, PublicField } from '../types';
import type { Words } from '../words';

/** What every native input of a question carries. */
export interface Common {
  id: string;
  name: string;
  required: boolean;
  disabled?: boolean;
  placeholder?: string;
  'aria-label'?: string;
  'aria-required': boolean;
  'aria-invalid'?: true;
  'aria-describedby'?: string;
}

export interface QuestionProps {
  field: PublicField;
  language: Language;
  words: Words;
  label: string;
  common: Common;
  value: Answer | undefined;
  /** The records to choose among now. */
  choices: readonly PublicChoice[];
  /** Looks for records by their name. */
  find?: (text: string) => Promise<readonly PublicChoice[]>;
  /** Sends a file and gives its id; without it none can be sent. */
  upload?: (file: File) => Promise<string>;
  onChange: (answer: Answer) => void;
}

/** How fields of a type are asked, and what an answer is for the server and for rules. */
export interface QuestionKind {
  Input: ComponentType<QuestionProps>;
  /** Has several inputs under one heading. */
  grouped?: boolean;
  /** Is a record, of those that the form lets visitors choose. */
  chosen?: boolean;
  /** Says its label itself. */
  labelled?: boolean;
  /** The answer in the form of the API; as it is when not given. */
  toJson?: (answer: Answer, field: PublicField) => unknown;
  /** A value of the API as an answer. */
  fromJson?: (value: unknown, field: PublicField) => Answer;
  /** What an address says, as an answer. */
  fromText?: (text: string) => Answer;
  /** The answer as rules see it, where that is not the answer itself. */
  toScope?: (answer: Answer, field: PublicField) => unknown;
  /** What a rule gives as an answer, where that is not the answer itself. */
  fromScope?: (given: Answer) => Answer;
  /** What is wrong with an answer before it is sent; blank for nothing. */
  fault?: (answer: Answer, field: PublicField, words: Words) => string;
}

export const textOf = (answer: Answer | undefined): string => (typeof answer === 'string' ? answer : '');
export const listOf = (answer: Answer | undefined): string[] => (Array.isArray(answer) ? answer : []);
export const words = (text: string): string[] => text.split(/[,，、;；]/).flatMap((one) => one.trim() || []);

/** A number as it is sent: a whole one as a JSON number where the field keeps such, all others as texts. */
export const numberJson = (plain: string, precision: number | undefined): number | string =>
  precision === 0 && /^-?\d{1,15}(\.0*)?$/.test(plain) ? Number(plain) : plain;

/** What is said of an answer with more letters than are taken; nothing is cut off silently. */
export function tooLong(answer: Answer, field: PublicField, told: Words): string {
  const most = field.settings.maxLength;
  if (!most || typeof answer !== 'string' || [...answer].length <= most) return '';
  return told.tooLong.replace('{most}', String(most)).replace('{count}', String([...answer].length));
}
