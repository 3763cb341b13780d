import { useLanguage } from '@/i18n';
import { common } from '@/i18n/words';
import { Avatar } from './Avatar';
import { exactDateTime, minutesUntil, shortDate, shortDateTime } from './dates';
import { formatMoney } from './numbers';
import css from './kit.module.css';
import { useMinute } from './useMinute';

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
  useMinute();
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
