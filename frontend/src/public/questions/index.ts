import type { Answer, PublicField } from '../types';
import { MULTI_SELECT, RATING, SELECT, SLIDER, SWITCH, TAGS } from './choices';
import { ATTACHMENT, AUDIO, IMAGE, SIGNATURE } from './files';
import type { QuestionKind } from './kind';
import { DATE_RANGE, DURATION, LOCATION } from './parts';
import { MONEY, NUMBER, PERCENT } from './numbers';
import { RECORD, RECORDS } from './records';
import { DATE, DATETIME, EMAIL, LONG_TEXT, PHONE, RICH_TEXT, SCAN, TEXT, TIME, URL_LINE } from './texts';
import { ADDRESS, CASCADE } from './trees';

/** How each type of field is asked of a visitor; the server says which of them a form may ask. */
export const QUESTIONS: Readonly<Record<string, QuestionKind>> = {
  text: TEXT,
  long_text: LONG_TEXT,
  rich_text: RICH_TEXT,
  email: EMAIL,
  phone: PHONE,
  url: URL_LINE,
  code: TEXT,
  scan: SCAN,
  number: NUMBER,
  percent: PERCENT,
  money: MONEY,
  rating: RATING,
  slider: SLIDER,
  date: DATE,
  datetime: DATETIME,
  time: TIME,
  date_range: DATE_RANGE,
  duration: DURATION,
  select: SELECT,
  multi_select: MULTI_SELECT,
  cascade: CASCADE,
  switch: SWITCH,
  tags: TAGS,
  reference: RECORD,
  tree_parent: RECORD,
  member: RECORD,
  department: RECORD,
  references: RECORDS,
  members: RECORDS,
  departments: RECORDS,
  attachment: ATTACHMENT,
  image: IMAGE,
  signature: SIGNATURE,
  audio: AUDIO,
  address: ADDRESS,
  location: LOCATION,
};

export const questionOf = ({ type }: Pick<PublicField, 'type'>): QuestionKind => QUESTIONS[type] ?? TEXT;

/** A value of the API as an answer to a question. */
export function answerOf(field: PublicField, value: unknown): Answer {
  const { fromJson } = questionOf(field);
  if (value === null || value === undefined) return '';
  if (fromJson) return fromJson(value, field);
  if (typeof value === 'boolean') return value;
  return Array.isArray(value) ? value.map(String) : String(value as string | number);
}
