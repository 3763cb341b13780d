import { common } from '@/i18n/words';

/** How long it was between two moments, or is until now: “5 min”, “3 h”, “2 days”; nothing under a minute. */
export function useSpan(): (from: string, to: string | null) => string | null {
  const t = common.use();
  return (from, to) => {
    const end = to === null ? Date.now() : new Date(to).getTime();
    const minutes = Math.round((end - new Date(from).getTime()) / 60_000);
    if (minutes < 1) return null;
    if (minutes < 60) return t('minutes', { count: minutes });
    if (minutes < 48 * 60) return t('hours', { count: Math.round(minutes / 60) });
    return t('days', { count: Math.round(minutes / 1440) });
  };
}
