import { useText } from '@/i18n';
import { DateTimeText } from '@/ui';
import css from './flows.module.css';
import type { FlowEvent, FlowInstance } from './types';
import { flowWords } from './words';

const told = [
  'started',
  'approve',
  'reject',
  'return',
  'submit',
  'withdraw',
  'terminate',
  'retry',
  'auto_same_person',
  'auto_skip',
  'skipped',
  'routed',
  'incident',
  'transfer',
  'complete',
  'delegate',
  'add_before',
  'add_after',
  'remove_added',
  'advise',
  'claim',
  'release',
  'take_back',
  'remind',
  'copy',
  'reassign',
  'add_approvers',
  'remove_approver',
  'suspend',
  'resume',
  'jump',
  'skip',
  'escalate',
  'auto_approve',
  'auto_reject',
  'compensate',
  'migrated',
  'migration_reverted',
  'failed',
  'finished',
] as const;
type Told = (typeof told)[number];
const isTold = (verb: string): verb is Told => (told as readonly string[]).includes(verb);

/** What happened to a request, newest first; the passing of automatic steps is left to the picture. */
export function FlowHistory({ instance }: { instance: FlowInstance }) {
  const t = flowWords.use();
  const text = useText();
  const nameOf = (key: string | null) => text(instance.graph.nodes.find((node) => node.key === key)?.name);
  const lines = instance.history
    .filter((line): line is FlowEvent & { verb: Told } => isTold(line.verb))
    .reverse();
  return (
    <ol className={css.history} aria-label={t('history')}>
      {lines.map((line) => (
        <li key={line.seq} className={css.line}>
          <strong>{line.actor?.name ?? t('system')}</strong>
          {line.on_behalf_of && (
            <span className="muted">{t('onBehalf', { name: line.on_behalf_of.name })}</span>
          )}
          <span>{t(`event_${line.verb}`)}</span>
          {nameOf(line.node) && <span className="muted">{nameOf(line.node)}</span>}
          <span className={`muted caption ${css.when}`}>
            <DateTimeText value={line.at} />
          </span>
          {line.comment && <q>{line.comment}</q>}
        </li>
      ))}
    </ol>
  );
}
