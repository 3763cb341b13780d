import { say } from '../types';
import type { Answer, Language, PublicField } from '../types';
import { numberJson, textOf, type QuestionKind, type QuestionProps } from './kind';

/** Which currencies the signs that visitors write beside an amount may mean. */
const SIGNS: Readonly<Record<string, RegExp>> = {
  '¥': /^(CNY|JPY)$/,
  元: /^CNY$/,
  $: /D$/,
  '€': /^EUR$/,
  '£': /^GBP$/,
};
const WIDE_POINT = /。/g;
const MARK = /[A-Z]{3}|[¥元$€£]/g;

/** A number as visitors write it (1,200.50, wide digits) as a plain decimal text; null for anything else. */
function plainOf(text: string): string | null {
  const bare = text.normalize('NFKC').replace(WIDE_POINT, '.').replace(/\s/g, '');
  const found = /^([+-]?)(\d+|\d{1,3}(?:,\d{3})+)?(?:\.(\d*))?$/.exec(bare);
  if (!found || (!found[2] && !found[3])) return null;
  const fraction = found[3] ? `.${found[3]}` : '';
  return `${found[1] === '-' ? '-' : ''}${(found[2] ?? '0').replaceAll(',', '')}${fraction}`;
}

/** A plain decimal text with its point moved to the right (to the left when negative). */
function shifted(plain: string, places: number): string {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d*))?$/.exec(plain) ?? [];
  const digits =
    places < 0 ? whole.padStart(1 - places, '0') + fraction : whole + fraction.padEnd(places, '0');
  const point = (places < 0 ? Math.max(whole.length, 1 - places) : whole.length) + places;
  const head = digits.slice(0, point).replace(/^0+(?=\d)/, '');
  const tail = digits.slice(point).replace(/0+$/, '');
  return sign + head + (tail ? `.${tail}` : '');
}

const percentOf = (text: string) => plainOf(text.normalize('NFKC').trim().replace(/%$/, ''));

/** The amount of what is written, its sign or code left out; null when that names another currency. */
function amountOf(text: string, currency = ''): string | null {
  const wide = text.normalize('NFKC').toUpperCase();
  for (const [mark] of wide.matchAll(MARK))
    if (mark !== currency && !SIGNS[mark]?.test(currency)) return null;
  return plainOf(wide.replace(MARK, ''));
}

interface Reading {
  /** What is written as a plain number in the unit that is shown; null when it is none. */
  read: (text: string, field: PublicField) => string | null;
  /** How far the point of what is kept stands to the left of what is shown. */
  places?: number;
  wrong: 'numberWrong' | 'percentWrong' | 'amountWrong';
  /** What stands beside the input. */
  unit: (field: PublicField, language: Language) => string;
  toJson: (kept: string, field: PublicField) => unknown;
  fromJson?: (value: unknown) => unknown;
}

/** A question whose answer is the number as it was typed; what is kept, compared and bounded is read from it. */
function quantity({
  read,
  places = 0,
  wrong,
  unit,
  toJson,
  fromJson = (value) => value,
}: Reading): QuestionKind {
  const kept = (answer: Answer, field: PublicField) => {
    const plain = read(textOf(answer), field);
    return plain === null ? null : places ? shifted(plain, -places) : plain;
  };
  const shown = (value: unknown) => {
    const text = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
    const plain = plainOf(text);
    return plain === null || !places ? text : shifted(plain, places);
  };
  function Quantity({ field, language, common, value, onChange }: QuestionProps) {
    const beside = unit(field, language);
    const described = [common['aria-describedby'], beside && `${common.id}-unit`].filter(Boolean).join(' ');
    return (
      <span className="measured">
        <input
          {...common}
          aria-describedby={described || undefined}
          type="text"
          inputMode="decimal"
          autoComplete="off"
          value={textOf(value)}
          onChange={(event) => onChange(event.target.value)}
        />
        {beside ? <span id={`${common.id}-unit`}>{beside}</span> : null}
      </span>
    );
  }
  return {
    Input: Quantity,
    toJson: (answer, field) => toJson(kept(answer, field) ?? textOf(answer).trim(), field),
    fromJson: (value) => shown(fromJson(value)),
    fromScope: (answer) => (typeof answer === 'string' ? shown(answer) : answer),
    toScope: kept,
    fault: (answer, field, words) => {
      if (textOf(answer).trim() === '') return '';
      const { minimum, maximum, precision } = field.settings;
      const number = read(textOf(answer), field);
      const whole = precision === 0 && wrong === 'numberWrong';
      if (number === null || (whole && /\.\d*[1-9]/.test(number))) return words[whole ? 'wholeWrong' : wrong];
      const bound = (limit: number | string) => shown(limit) + (places ? '%' : '');
      if (minimum !== undefined && Number(number) < Number(shown(minimum)))
        return words.atLeast.replace('{limit}', bound(minimum));
      if (maximum !== undefined && Number(number) > Number(shown(maximum)))
        return words.atMost.replace('{limit}', bound(maximum));
      return '';
    },
  };
}

export const NUMBER = quantity({
  read: plainOf,
  wrong: 'numberWrong',
  unit: ({ settings: { unit } }, language) => (typeof unit === 'string' ? unit : say(language, unit)),
  toJson: (kept, { settings: { precision } }) => numberJson(kept, precision),
});

/** Typed in hundredths and kept as a share: 8 is 0.08, as for people of the app. */
export const PERCENT = quantity({
  read: percentOf,
  places: 2,
  wrong: 'percentWrong',
  unit: () => '%',
  toJson: (kept) => kept,
});

/** What a currency is called, or its code where it has no name. */
function currencyName(currency: string, language: Language): string {
  try {
    return new Intl.DisplayNames(language === 'zh' ? 'zh-CN' : 'en', { type: 'currency' }).of(currency) ?? '';
  } catch {
    return currency;
  }
}

export const MONEY = quantity({
  read: (text, { settings: { currency } }) => amountOf(text, currency),
  wrong: 'amountWrong',
  unit: ({ settings: { currency } }, language) => (currency ? currencyName(currency, language) : ''),
  toJson: (amount, { settings: { currency } }) => (currency ? { amount, currency } : { amount }),
  fromJson: (value) => (value as { amount?: unknown } | null)?.amount ?? value,
});
