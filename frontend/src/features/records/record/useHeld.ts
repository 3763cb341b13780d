import { useMe } from '@/api/queries';
import type { AppDescription, FlowInstance } from '@/api/types';
import { defineWords } from '@/i18n';
import { useFlowsOf } from './besides';

export const heldWords = defineWords('records-held', {
  en: {
    withdraw: 'Being decided about – withdraw the request first, or wait for the decision.',
    wait: 'Being decided about – wait for the decision, or ask whoever decides to send it back.',
  },
  zh: {
    withdraw: '正在审批中，请先撤回申请或等待审批结果。',
    wait: '正在审批中，请等待审批结果，或请审批人退回。',
  },
});

/** What to do about a running flow that keeps this person from changing a record, or null; the server asks the same when it is saved. */
export function useHeld(app: AppDescription, entity: string, id: string): 'withdraw' | 'wait' | null {
  const me = useMe().data;
  const { data } = useFlowsOf(app, entity, id, true);
  return me === undefined || me.person.administrator ? null : remedy(data?.items ?? [], me.person.id);
}

/** Withdrawing frees a record only where all that hold it can still be withdrawn. */
export function remedy(
  instances: Pick<FlowInstance, 'state' | 'visits' | 'can'>[],
  person: string,
): 'withdraw' | 'wait' | null {
  const holding = instances.filter((each) => holds(each, person));
  if (holding.length === 0) return null;
  return holding.every((each) => each.can.includes('withdraw')) ? 'withdraw' : 'wait';
}

/** A running instance holds its record, except for the initiator to whom it was sent back. */
export function holds(instance: Pick<FlowInstance, 'state' | 'visits'>, person: string): boolean {
  const sentBack = instance.visits.some((visit) =>
    visit.seats.some(
      (seat) => seat.state === 'open' && seat.origin === 'initiator' && seat.person?.id === person,
    ),
  );
  return instance.state === 'running' && !sentBack;
}
