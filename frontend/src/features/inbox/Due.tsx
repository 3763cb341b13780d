import { RelativeTime, StateTag } from '@/ui';
import { minutesUntil } from '@/ui/dates';
import { useMinute } from '@/ui/useMinute';
import { words } from './words';

/** How long is left until the time limit, or since when it has passed. */
export function Due({ at }: { at: string }) {
  const t = words.use();
  useMinute();
  const left = minutesUntil(at);
  return (
    <StateTag colour={left < 0 ? 'red' : left < 120 ? 'amber' : 'grey'}>
      {t(left < 0 ? 'overdue' : 'timeLimit')} <RelativeTime value={at} />
    </StateTag>
  );
}
