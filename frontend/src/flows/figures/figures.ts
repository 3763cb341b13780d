import type { Language } from '@/api/types';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A time of so many seconds in its two largest units' worth: 45 min, 3.5 h, 2.1 d. */
export function spanText(seconds: number | null, language: Language): string {
  if (seconds === null) return '–';
  const [unit, name] =
    seconds < HOUR ? [MINUTE, 'minute'] : seconds < 2 * DAY ? [HOUR, 'hour'] : [DAY, 'day'];
  return new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
    style: 'unit',
    unit: name as string,
    unitDisplay: 'short',
    maximumFractionDigits: unit === MINUTE ? 0 : 1,
  }).format(seconds / (unit as number));
}

/** A share as a percentage, without decimals. */
export const shareText = (share: number | null): string =>
  share === null ? '–' : `${Math.round(share * 100)}%`;
