import { useLanguage } from '@/i18n';
import { common } from '@/i18n/words';
import { exactDateTime, minutesUntil, shortDate, shortDateTime } from './dates';
import { formatMoney } from './numbers';
import css from './kit.module.css';
import { colours } from './StateTag';

export interface MoneyValue {
  amount: string | number;
  currency: string;
}

export function Money({ value, precision }: { value: MoneyValue; precision?: number }) {
  return <span className="figures">{formatMoney(value.amount, value.currency, precision)}</span>;
}

export function DateText({ value }: { value: string }) {
  const language = useLanguage();
  return (
    <time dateTime={value} title={value} className="figures">
      {shortDate(value, language)}
    </time>
  );
}

export function DateTimeText({ value }: { value: string }) {
  const language = useLanguage();
  return (
    <time dateTime={value} title={exactDateTime(value, language)} className="figures">
      {shortDateTime(value, language)}
    </time>
  );
}

/** "3 min ago", "in 2 h"; the exact time on hover. */
export function RelativeTime({ value }: { value: string }) {
  const language = useLanguage();
  const t = common.use();
  const minutes = minutesUntil(value);
  const size = Math.abs(minutes);
  const span =
    size < 60
      ? t('minutes', { count: size })
      : size < 48 * 60
        ? t('hours', { count: Math.round(size / 60) })
        : t('days', { count: Math.round(size / 1440) });
  const text =
    size < 1 ? t('justNow') : minutes > 0 ? t('inFuture', { time: span }) : t('ago', { time: span });
  return (
    <time dateTime={value} title={exactDateTime(value, language)} className="figures">
      {text}
    </time>
  );
}

function initials(name: string): string {
  const trimmed = name.trim();
  if (/[\u4e00-\u9fff]/.test(trimmed)) return trimmed.slice(-1);
  const parts = trimmed.split(/\s+/);
  return ((parts[0]?.[0] ?? '') + (parts.length > 1 ? (parts.at(-1)?.[0] ?? '') : '')).toUpperCase() || '?';
}

function colourFor(name: string): string {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return colours[1 + (sum % (colours.length - 1))] ?? 'blue';
}

export function Avatar({ name, size = 22 }: { name: string; size?: number }) {
  const colour = colourFor(name);
  return (
    <span
      className={css.avatar}
      aria-hidden
      style={{
        width: size,
        height: size,
        fontSize: Math.round(size * 0.5),
        background: `var(--${colour}-tint)`,
        color: `var(--${colour}-shade)`,
      }}
    >
      {initials(name)}
    </span>
  );
}

export function PersonName({ name }: { name: string }) {
  return (
    <span className={css.person}>
      <Avatar name={name} />
      <span className="truncate">{name}</span>
    </span>
  );
}

/** An absent value: quiet, but said to a screen reader. */
export function Blank() {
  const t = common.use();
  return (
    <span className="muted">
      <span aria-hidden>–</span>
      <span className="visually-hidden">{t('emptyValue')}</span>
    </span>
  );
}
