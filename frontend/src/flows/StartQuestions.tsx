import type { ReactNode } from 'react';
import type { Foresight } from '@/api/types';
import css from './flows.module.css';
import { Picks } from './Picks';
import type { usePicks } from './Picks';

export interface StartQuestionsProps {
  choose: Foresight['choose'];
  picks: ReturnType<typeof usePicks>;
  /** What keeps the request from being started. */
  fault: string;
  /** The way that it would take. */
  children: ReactNode;
}

/** What is asked and shown before requests start: who is picked, the way they would take, what is lacking. */
export function StartQuestions({ choose, picks, fault, children }: StartQuestionsProps) {
  return (
    <div className={css.act}>
      <Picks choose={choose} of={picks} />
      {children}
      {fault && (
        <p role="alert" className={css.refused}>
          {fault}
        </p>
      )}
    </div>
  );
}
