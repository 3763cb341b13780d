import type { Implementation } from './registry';
import type { Value } from './types';
import { bytes, Decimal, isError, MAX_TEXT_BYTES, numberText, unsigned, VALUE, wholePart } from './values';

const MAX_INTERMEDIATE_BYTES = 1_048_576;

/** One letter for one: letters without a single capital stay. */
export function upper(text: string): string {
  return [...text].map((letter) => single(letter, letter.toUpperCase())).join('');
}

/** One letter for one. */
export function lower(text: string): string {
  return [...text].map((letter) => (letter === 'İ' ? 'i' : single(letter, letter.toLowerCase()))).join('');
}

function single(letter: string, changed: string): string {
  return [...changed].length > 1 ? letter : changed;
}

function isLetter(letter: string): boolean {
  return lower(letter) !== upper(letter) || letter === 'ß';
}

function proper(text: string): string {
  const letters = [...text];
  return letters
    .map((letter, index) => (isLetter(letters[index - 1] ?? '') ? lower(letter) : upper(letter)))
    .join('');
}

function left(text: string, count: Decimal): Value {
  if (count.lt(0)) return VALUE;
  return [...text].slice(0, wholePart(count)).join('');
}

function right(text: string, count: Decimal): Value {
  if (count.lt(0)) return VALUE;
  const letters = [...text];
  return letters.slice(letters.length - Math.min(wholePart(count), letters.length)).join('');
}

function middle(text: string, start: Decimal, count: Decimal): Value {
  if (start.lt(1) || count.lt(0)) return VALUE;
  const first = wholePart(start) - 1;
  return [...text].slice(first, first + wholePart(count)).join('');
}

function find(part: string, text: string, start: Decimal): Value {
  const first = wholePart(start);
  const letters = [...text];
  if (start.lt(1) || first > letters.length + 1) return VALUE;
  const before = letters.slice(0, first - 1).join('');
  const found = text.indexOf(part, before.length);
  return found < 0 ? VALUE : new Decimal([...text.slice(0, found)].length + 1);
}

function replace(text: string, start: Decimal, count: Decimal, fresh: string): Value {
  if (start.lt(1) || count.lt(0)) return VALUE;
  const letters = [...text];
  const first = wholePart(start) - 1;
  return letters.slice(0, first).join('') + fresh + letters.slice(first + wholePart(count)).join('');
}

function substitute(text: string, old: string, fresh: string): Value {
  if (old === '') return text;
  const size = bytes(text);
  const worst = size + Math.trunc(size / bytes(old)) * bytes(fresh);
  return worst > MAX_INTERMEDIATE_BYTES ? VALUE : text.split(old).join(fresh);
}

function repeat(text: string, count: Decimal): Value {
  const times = wholePart(count);
  return count.lt(0) || bytes(text) * times > MAX_TEXT_BYTES ? VALUE : text.repeat(times);
}

function trimSpaces(text: string): string {
  return text.replace(/^ +| +$/g, '');
}

function value(text: string): Value {
  const trimmed = trimSpaces(text);
  if (trimmed === '') return null;
  if (trimmed.length > 38 || !/^[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)([.][0-9]+)?$/.test(trimmed))
    return VALUE;
  return unsigned(new Decimal(trimmed.replace(/,/g, '').replace(/^\+/, '')));
}

const patterns = new Map<string, RegExp>();

function matches(text: string, pattern: string): boolean {
  let compiled = patterns.get(pattern);
  if (!compiled) {
    compiled = new RegExp(pattern, 'u');
    patterns.set(pattern, compiled);
  }
  return compiled.test(text);
}

function join(separator: string, ignoreBlank: boolean, ...texts: string[]): string {
  return texts.filter((text) => text !== '' || !ignoreBlank).join(separator);
}

const RMB_STEPS: [RegExp, string][] = [
  [/0[仟佰拾]/g, '0'],
  [/0+/g, '0'],
  [/^(0[亿万])+/g, ''],
  [/^0/g, ''],
  [/亿0万/g, '亿0'],
  [/0+/g, '0'],
  [/0([亿万元])/g, '$1'],
  [/^元/g, ''],
  [/0角0分$/g, '整'],
  [/0分$/g, '整'],
  [/0角/g, '0'],
  [/^0/g, ''],
  [/^整$/g, '0元整'],
];

function rmbUpper(amount: Decimal): Value {
  const cents = amount.abs().toDecimalPlaces(2).times(100);
  if (cents.gte('1e14')) return { error: '#NUM!' };
  const digits = cents.toFixed(0).padStart(14, '0');
  const spelled = digits.replace(/^(....)(....)(....)(.)(.)$/, '$1亿$2万$3元$4角$5分');
  let text = spelled.replace(/([0-9])([0-9])([0-9])([0-9])/g, '$1仟$2佰$3拾$4');
  for (const [pattern, replacement] of RMB_STEPS) text = text.replace(pattern, replacement);
  text = text.replace(/[0-9]/g, (digit) => '零壹贰叁肆伍陆柒捌玖'.charAt(Number(digit)));
  return amount.isNegative() && cents.gt(0) ? `负${text}` : text;
}

function checkText(text: string): Value {
  return text.length > MAX_TEXT_BYTES / 4 && bytes(text) > MAX_TEXT_BYTES ? VALUE : text;
}

/** The forms of functions/text.py and functions/business.py. */
export const TEXT: Record<string, Implementation> = {
  LEFT: left,
  RIGHT: right,
  MID: middle,
  LEN: (text: string) => new Decimal([...text].length),
  TRIM: (text: string) => trimSpaces(text.replace(/ +/g, ' ')),
  UPPER: upper,
  LOWER: lower,
  PROPER: proper,
  FIND: find,
  SEARCH: (part: string, text: string, start: Decimal) => find(lower(part), lower(text), start),
  CONTAINS: (text: string, part: string) => lower(text).includes(lower(part)),
  STARTSWITH: (text: string, part: string) => text.startsWith(part),
  ENDSWITH: (text: string, part: string) => text.endsWith(part),
  REPLACE: replace,
  SUBSTITUTE: substitute,
  REPT: repeat,
  VALUE: value,
  REGEX: matches,
  JOIN: join,
  CHECK_TEXT: checkText,
  NUMBER_TEXT: (number: Decimal | null) => (number === null || isError(number) ? '' : numberText(number)),
  BOOLEAN_TEXT: (value: boolean) => (value ? 'TRUE' : 'FALSE'),
  '&': (...texts: string[]) => texts.join(''),
  RMBUPPER: rmbUpper,
};
