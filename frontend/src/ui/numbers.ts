import type { Language } from '@/api/types';

const locale = (language: Language) => (language === 'zh' ? 'zh-CN' : 'en-GB');

function groupThousands(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** A decimal text, its thousands grouped unless said otherwise; never goes through a float. */
export function formatDecimal(value: string | number, precision?: number, thousands = true): string {
  const text = typeof value === 'number' ? plainNumber(value) : value;
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) return text;
  const [, sign = '', whole = '0', fraction = ''] = match;
  const write = thousands ? groupThousands : String;
  if (precision === undefined) {
    const shown = fraction.replace(/0+$/, '');
    return sign + write(whole) + (shown ? `.${shown}` : '');
  }
  const [ones, places] = roundDecimal(whole, fraction, precision);
  const zero = /^0*$/.test(ones + places);
  return (zero ? '' : sign) + write(ones) + (places && `.${places}`);
}

function plainNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(10).replace(/0+$/, '');
}

/** The digits before and behind the point. */
function roundDecimal(whole: string, fraction: string, precision: number): [string, string] {
  const digits = BigInt(whole + fraction.padEnd(precision, '0').slice(0, precision));
  const up = (fraction[precision] ?? '0') >= '5' ? 1n : 0n;
  const text = (digits + up).toString().padStart(precision + 1, '0');
  const cut = text.length - precision;
  return [text.slice(0, cut), text.slice(cut)];
}

const symbols: Record<string, string> = { CNY: '¥', USD: '$', EUR: '€', GBP: '£', JPY: 'JP¥', HKD: 'HK$' };

/** What stands before an amount; nothing when it is in no known currency. */
function symbolOf(currency: string): string {
  return symbols[currency] ?? (currency && `${currency} `);
}

export function formatMoney(amount: string | number, currency: string, precision = 2): string {
  const text = formatDecimal(amount, precision);
  const symbol = symbolOf(currency);
  return text.startsWith('-') ? `-${symbol}${text.slice(1)}` : `${symbol}${text}`;
}

/** Large amounts for heads of columns and figures: 1.2M, 120万. */
export function formatCompact(value: string | number, language: Language, digits?: number): string {
  const places = digits ? { maximumSignificantDigits: digits } : { maximumFractionDigits: 1 };
  return new Intl.NumberFormat(locale(language), { notation: 'compact', ...places }).format(Number(value));
}

/** Large amounts of money on axes: ¥1.2M, ¥120万. */
export function formatCompactMoney(
  value: string | number,
  currency: string,
  language: Language,
  digits?: number,
): string {
  const text = formatCompact(value, language, digits);
  const symbol = symbolOf(currency);
  return text.startsWith('-') ? `-${symbol}${text.slice(1)}` : `${symbol}${text}`;
}

/** "0.25" → "25%". */
export function formatPercent(value: string | number, precision = 0): string {
  const text = typeof value === 'number' ? plainNumber(value) : value;
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) return text;
  const [, sign = '', whole = '0', fraction = ''] = match;
  const padded = fraction.padEnd(2, '0');
  const shifted = `${whole}${padded.slice(0, 2)}`.replace(/^0+(?=\d)/, '');
  const rest = padded.slice(2).replace(/0+$/, '');
  return `${sign}${formatDecimal(rest ? `${shifted}.${rest}` : shifted, Math.max(precision, Math.min(rest.length, 2)))}%`;
}
