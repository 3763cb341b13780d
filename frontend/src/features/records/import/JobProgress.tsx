import type { Job } from '@/api/types';
import css from './import.module.css';

export interface JobProgressProps {
  job: Job | undefined;
  say: (done: number, total: number) => string;
}

export function JobProgress({ job, say }: JobProgressProps) {
  const done = job?.progress?.done ?? 0;
  const total = job?.progress?.total ?? 0;
  const text = say(done, total);
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
