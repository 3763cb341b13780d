import { defineWords } from '@/i18n';
import { undecided } from './progress';
import type { FlowSeat, FlowVisit } from './types';

const stepWords = defineWords('flowSteps', {
  en: {
    from_fallback: 'because nobody else was found for this step',
    from_superior: 'because nobody decides his own request',
    from_transfer: 'the decision was handed over',
    from_escalation: 'passed up when time was over',
    from_added: 'added by an administrator',
    from_add_before: 'asked by {{name}} to decide first',
    from_add_after: 'asked by {{name}} to decide afterwards',
    from_delegate: 'asked by {{name}} for an opinion',
    waiting_added: 'decides when the others have approved',
    waiting_added_after: 'has approved; counts when the others have approved too',
    waiting_delegate: 'waits for an opinion, then decides',
    waiting_claim: 'somebody else has taken it over',
  },
  zh: {
    from_fallback: '此步骤找不到其他人，由其处理',
    from_superior: '发起人不审批自己的申请，由其处理',
    from_transfer: '由他人转交而来',
    from_escalation: '超时后上报而来',
    from_added: '由管理员增加',
    from_add_before: '由{{name}}前加签',
    from_add_after: '由{{name}}后加签',
    from_delegate: '{{name}}征求其意见',
    waiting_added: '加签的人同意后再处理',
    waiting_added_after: '已同意，加签的人同意后生效',
    waiting_delegate: '收到意见后再处理',
    waiting_claim: '已由他人认领',
  },
});

const origins = [
  'fallback',
  'superior',
  'transfer',
  'escalation',
  'added',
  'add_before',
  'add_after',
  'delegate',
] as const;
const waits = ['waiting_added', 'waiting_delegate', 'waiting_claim'] as const;

/** Why somebody stands at a step though no rule of it names him, and for what he waits. */
export function SeatTold({ seat, visit }: { seat: FlowSeat; visit: FlowVisit }) {
  const t = stepWords.use();
  const name = visit.seats.find((one) => one.id === seat.parent)?.person?.name ?? '';
  const after = visit.seats.some(
    (one) => one.parent === seat.id && one.origin === 'add_after' && undecided(one),
  );
  const told = [
    ...origins.filter((one) => one === seat.origin).map((one) => t(`from_${one}`, { name })),
    ...waits
      .filter((one) => one === seat.state)
      .map((one) => t(one === 'waiting_added' && after ? 'waiting_added_after' : one)),
  ];
  return told.map((text) => (
    <span key={text} className="muted caption">
      {text}
    </span>
  ));
}
