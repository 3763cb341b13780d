import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { api, newIdempotencyKey } from '@/api/client';
import { isProblem } from '@/api/problem';
import { keys } from '@/api/queries';
import type { Values } from '@/api/types';
import { useText } from '@/i18n';
import { toast, useProblemText } from '@/ui';
import { ActDialog } from './ActDialog';
import type { Begun, Said } from './ActDialog';
import { useNodeName } from './progress';
import type { FlowInstance, SeatView, Verb } from './types';
import { givesWith, peopleOf, pickable } from './verbs';
import { useRefreshFlows } from './useRefreshFlows';
import { flowWords } from './words';

export interface Asked {
  seat: string;
  verb: Verb;
  title: string;
  /** The instance of the seat, or its id where it has not been read. */
  instance: FlowInstance | string;
  values?: Values;
  /** What was seen of the record: nobody decides about what has changed since. */
  version?: number;
}

export interface Deciding {
  ask: (asked: Asked) => void;
  dialog: ReactNode;
  open: boolean;
}

export interface DecideOptions {
  onDecided?: (seat: string, verb: Verb) => void;
  /** Values given with the decision that the server refuses, by field; says whether they are shown where they stand. */
  onInvalid?: (problems: Record<string, string[]>, seat: string) => boolean;
}

/** Ask for what a verb needs and use the seat; inbox, counts and the record follow. */
export function useDecide({ onDecided, onInvalid }: DecideOptions = {}): Deciding {
  const t = flowWords.use();
  const client = useQueryClient();
  const refresh = useRefreshFlows();
  const problemText = useProblemText();
  const [asked, setAsked] = useState<(Asked & { key: string }) | null>(null);
  // Who leaves the question to look again, or to put a field right, has not signed and written in vain.
  const begun = useRef(new Map<string, Begun>());
  const decide = async (
    { seat, verb, values, version, key }: Asked & { key: string },
    at: FlowInstance,
    said?: Said,
  ) => {
    const comment = said?.comment ? { comment: said.comment } : {};
    const people = said?.people.map((person) => person.id) ?? [];
    try {
      if (verb === 'transfer') await api.post(`/seats/${seat}/transfer`, { ...comment, person: people[0] });
      else
        await api.post<SeatView>(
          `/seats/${seat}/${verb}`,
          {
            ...comment,
            ...(values ? { values } : {}),
            ...(version === undefined ? {} : { record_version: version }),
            ...(people.length > 0 ? { people } : {}),
            ...(said?.option ? { to: said.option } : {}),
            ...pickedOf(said),
            ...givenOf(said),
          },
          { idempotencyKey: key },
        );
    } catch (problem) {
      if (isProblem(problem) && problem.status === 409) {
        // The request leaves the screen with this dialog: who was first is told beside both.
        toast(problemText(problem), { bad: true });
        void client.invalidateQueries({ queryKey: keys.inbox });
      }
      if (!isProblem(problem) || problem.errors.length === 0 || !onInvalid?.(problem.byField(), seat))
        throw problem;
      toast(problemText(problem), { bad: true });
      return;
    }
    begun.current.delete(`${seat}/${verb}`);
    refresh(at.app, at.entity, at.record);
    toast(t(`done_${verb}`));
    onDecided?.(seat, verb);
  };
  const ask = (next: Asked) => {
    const whole = { ...next, key: newIdempotencyKey() };
    // Nothing is asked of who takes work over.
    if (next.verb === 'claim' && typeof next.instance !== 'string')
      void decide(whole, next.instance).catch((problem: unknown) =>
        toast(problemText(problem), { bad: true }),
      );
    else setAsked(whole);
  };
  return {
    ask,
    open: asked !== null,
    dialog: asked && (
      <DecideDialog
        key={asked.key}
        asked={asked}
        begun={begun.current}
        onConfirm={(instance, said) => decide(asked, instance, said)}
        onClose={() => setAsked(null)}
      />
    ),
  };
}

/** What was picked for later steps, as the server takes it. */
export const pickedOf = (said: Said | undefined): { chosen?: Record<string, string[]> } => {
  const chosen = Object.entries(said?.picked ?? {}).filter(([, people]) => people.length > 0);
  return chosen.length > 0
    ? { chosen: Object.fromEntries(chosen.map(([key, people]) => [key, people.map((one) => one.id)])) }
    : {};
};

/** What was signed and enclosed, as the server takes it. */
const givenOf = (said: Said | undefined): { signature?: string; files?: string[] } => ({
  ...(said?.given.signature[0] ? { signature: said.given.signature[0] } : {}),
  ...(said?.given.files.length ? { files: said.given.files } : {}),
});

export function useInstance(id: string, given?: FlowInstance) {
  return useQuery({
    queryKey: [...keys.inbox, 'instance', id],
    queryFn: ({ signal }) => api.get<FlowInstance>(`/flow-instances/${id}`, { signal }),
    enabled: !given,
    retry: false,
  });
}

interface DecideDialogProps {
  asked: Asked;
  begun: Map<string, Begun>;
  onConfirm: (instance: FlowInstance, said: Said) => Promise<void>;
  onClose: () => void;
}

function DecideDialog({
  asked: { seat, verb, title, instance: named },
  begun,
  onConfirm,
  onClose,
}: DecideDialogProps) {
  const t = flowWords.use();
  const text = useText();
  const nameOf = useNodeName();
  const given = typeof named === 'string' ? undefined : named;
  const asked = useInstance(typeof named === 'string' ? named : named.id, given);
  const instance = given ?? asked.data;
  // The dialog keeps its answers: it is drawn once it knows what to ask.
  if (!instance && !asked.error) return null;
  const node = instance?.visits.find((visit) => visit.seats.some((one) => one.id === seat))?.node;
  const returns = instance?.allowed_actions.seats.find((one) => one.seat === seat)?.returns ?? [];
  const how = peopleOf[verb];
  const step = instance?.graph.nodes.find((one) => one.key === node);
  const phrases = step?.phrases ?? [];
  return (
    <ActDialog
      title={t(verb)}
      confirm={t(verb)}
      text={
        <>
          <p>{title}</p>
          {verb in explained && <p className="muted">{t(`explain_${verb as keyof typeof explained}`)}</p>}
        </>
      }
      danger={verb === 'reject'}
      comment={verb === 'return' || verb === 'advise' ? 'required' : 'optional'}
      phrases={phrases.map((one) => text(one)).filter(Boolean)}
      people={how && { label: t(how === 'one' ? 'person' : 'people'), many: how === 'many' }}
      option={
        verb === 'return' && returns.length > 1
          ? {
              label: t('returnTo'),
              values: returns.map((key) => ({ value: key, label: nameOf(instance, key) })),
            }
          : undefined
      }
      picks={
        instance && node
          ? pickable(instance, node, verb).map((key) => ({ value: key, label: nameOf(instance, key) }))
          : []
      }
      gives={step && givesWith(step, verb)}
      begun={begun.get(`${seat}/${verb}`)}
      onBegun={(next) => void begun.set(`${seat}/${verb}`, next)}
      onConfirm={async (said) => {
        if (!instance) throw asked.error;
        await onConfirm(instance, said);
      }}
      onClose={onClose}
    />
  );
}

const explained = {
  transfer: true,
  delegate: true,
  add_before: true,
  add_after: true,
  advise: true,
} as const;
