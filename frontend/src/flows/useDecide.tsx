import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { api, newIdempotencyKey } from '@/api/client';
import { isProblem } from '@/api/problem';
import { keys } from '@/api/queries';
import type { Values } from '@/api/types';
import { toast } from '@/ui';
import { CommentDialog } from './CommentDialog';
import type { SeatView, Verb } from './types';
import { flowWords } from './words';

interface Asked {
  seat: string;
  verb: Verb;
  title: string;
  values?: Values;
  key: string;
}

export interface Deciding {
  ask: (seat: string, verb: Verb, title: string, values?: Values) => void;
  dialog: ReactNode;
  open: boolean;
}

export interface DecideOptions {
  onDecided?: (seat: SeatView) => void;
  /** Values given with the decision that the server refuses, by field. */
  onInvalid?: (problems: Record<string, string[]>) => void;
}

/** Ask for a comment and decide; inbox, counts and the record follow. */
export function useDecide({ onDecided, onInvalid }: DecideOptions = {}): Deciding {
  const t = flowWords.use();
  const client = useQueryClient();
  const refresh = useRefreshFlows();
  const [asked, setAsked] = useState<Asked | null>(null);
  const decide = async (comment: string) => {
    if (!asked) return;
    const { seat, verb, values, key } = asked;
    const body = { ...(comment ? { comment } : {}), ...(values ? { values } : {}) };
    let answer: SeatView;
    try {
      answer = await api.post<SeatView>(`/seats/${seat}/${verb}`, body, { idempotencyKey: key });
    } catch (problem) {
      if (isProblem(problem) && problem.status === 409)
        void client.invalidateQueries({ queryKey: keys.inbox });
      if (isProblem(problem) && problem.errors.length > 0) onInvalid?.(problem.byField());
      throw problem;
    }
    refresh(answer.app, answer.entity, answer.instance.record);
    toast(t(`done_${verb}`));
    onDecided?.(answer);
  };
  return {
    ask: (seat, verb, title, values) => setAsked({ seat, verb, title, values, key: newIdempotencyKey() }),
    open: asked !== null,
    dialog: asked && (
      <CommentDialog
        title={t(asked.verb)}
        confirm={t(asked.verb)}
        text={<p>{asked.title}</p>}
        danger={asked.verb === 'reject'}
        required={asked.verb === 'return' || asked.verb === 'advise'}
        onConfirm={decide}
        onClose={() => setAsked(null)}
      />
    ),
  };
}

/** After anything moved in a flow: the boxes, what waits, and the record with its flows and timeline. */
export function useRefreshFlows(): (app: string, entity: string, record: string) => void {
  const client = useQueryClient();
  return (app, entity, record) => {
    void client.invalidateQueries({ queryKey: keys.inbox });
    void client.invalidateQueries({ queryKey: keys.me });
    void client.invalidateQueries({ queryKey: keys.records(app, entity) });
    void client.invalidateQueries({ queryKey: keys.record(app, entity, record) });
  };
}
