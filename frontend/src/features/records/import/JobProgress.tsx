import type { Job } from '@/api/types';
import { words } from '../words';
import css from './import.module.css';

export function JobProgress({ job, dry }: { job: Job | undefined; dry: boolean }) {
  const t = words.use();
  const done = job?.progress?.done ?? 0;
  const total = job?.progress?.total ?? 0;
  const text = t(dry ? 'importChecking' : 'importRunning', { done, total });
  return (
    <div role="status" aria-live="polite">
      <p>{text}</p>
      <progress
        className={css.progress}
        value={total > 0 ? done : undefined}
        max={total || undefined}
        aria-label={text}
      />
    </div>
  );
}
