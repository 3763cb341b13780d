import { useMe } from '@/api/queries';
import type { AppDescription, FlowInstance } from '@/api/types';
import { defineWords } from '@/i18n';
import { useFlowsOf } from './besides';

export const heldWords = defineWords('records-held', {
  en: { held: 'Being decided about – withdraw the request first, or wait for the decision.' },
  zh: { held: '正在审批中，请先撤回申请或等待审批结果。' },
});

/** Whether a running flow keeps this person from changing a record; the server asks the same when it is saved. */
export function useHeld(app: AppDescription, entity: string, id: string): boolean {
  const me = useMe().data;
  const { data } = useFlowsOf(app, entity, id, true);
  return (
    me !== undefined &&
    !me.person.administrator &&
    (data?.items ?? []).some((each) => holds(each, me.person.id))
  );
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
