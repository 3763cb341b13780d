import { PlusOutlined } from '@ant-design/icons';
import { freeKey } from '@/canvas/ids';
import { assign } from '@/canvas/lists';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import type { SequenceDocument, SequenceExitDocument } from '../draft/documents';
import { useDocuments } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import { DraftCondition } from '../expression/DraftCondition';
import { ChoiceInput, Part, RemoveButton, TextPair } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { ProblemsAt } from '../shell/ProblemsAt';
import { sequenceWords } from './sequenceWords';
import { StepList } from './StepList';
import { TriggerEditor } from './TriggerEditor';

/** The reasons for which records leave a sequence, each with what is done then. */
export function SequenceExits({ handle }: { handle: DocumentHandle<SequenceDocument> }) {
  const s = sequenceWords.use();
  const exits = handle.document.exits ?? [];
  const add = () =>
    handle.change((draft) => {
      const key = freeKey(
        'exit',
        (draft.exits ?? []).map((one) => one.key),
      );
      draft.exits = [...(draft.exits ?? []), { key, name: { zh: '', en: '' }, when: '' }];
    });
  return (
    <Part title={s('exits')}>
      <p className="caption muted">{s('exitsHelp')}</p>
      {exits.map((exit, at) => (
        <ExitCard key={exit.key} handle={handle} exit={exit} at={at} />
      ))}
      <span>
        <Button small icon={<PlusOutlined aria-hidden />} onClick={add}>
          {s('newExit')}
        </Button>
      </span>
    </Part>
  );
}

function ExitCard({
  handle,
  exit,
  at,
}: {
  handle: DocumentHandle<SequenceDocument>;
  exit: SequenceExitDocument;
  at: number;
}) {
  const s = sequenceWords.use();
  const text = useText();
  const { app, document: sequence } = handle;
  const { documents: entities } = useDocuments(app, 'entity');
  const place = { app, entity: sequence.entity, context: 'rule' as const };
  const name = text(exit.name) || s('exitName', { number: at + 1 });
  const by = exit.on ? 'on' : 'when';
  const change = (recipe: (exit: SequenceExitDocument) => void, merge?: string) =>
    handle.change((draft) => recipe(draft.exits![at]!), { merge: merge && `exits.${at}.${merge}` });
  return (
    <section className={`${kit.card} ${kit.stack}`} style={{ padding: 12 }} aria-label={name}>
      <div className={kit.row}>
        <strong className={kit.grow}>{name}</strong>
        <RemoveButton
          line
          label={s('remove', { name })}
          onClick={() =>
            handle.change((draft) => {
              const left = (draft.exits ?? []).filter((_, index) => index !== at);
              assign(draft, 'exits', left.length > 0 ? left : undefined);
            })
          }
        />
      </div>
      <ProblemsAt problems={handle.open.problems} at={`/exits/${at}`} />
      <TextPair
        label={s('stepNameIs')}
        value={exit.name}
        onChange={(next) => change((draft) => void (draft.name = next ?? {}), 'name')}
      />
      <ChoiceInput
        label={s('leavesBy')}
        value={by}
        options={(['when', 'on'] as const).map((value) => ({ value, label: s(`by_${value}`) }))}
        onChange={(value) =>
          change((draft) => {
            if (value === 'on') {
              draft.on = { form_submitted: true };
              delete draft.when;
            } else {
              delete draft.on;
              draft.when = '';
            }
          })
        }
      />
      {exit.on && (
        <TriggerEditor
          app={app}
          eventsOnly
          rule={{ on: exit.on }}
          entity={entities[sequence.entity]}
          onChange={(on) => change((draft) => void (draft.on = on), 'on')}
        />
      )}
      <DraftCondition
        {...place}
        label={s(exit.on ? 'exitOn' : 'exitWhen')}
        value={exit.when || undefined}
        onChange={(when) =>
          change((draft) => {
            if (when || !draft.on) draft.when = when ?? '';
            else delete draft.when;
          }, 'when')
        }
      />
      <div className={kit.labelled} role="group" aria-label={s('thenDo')}>
        <span className={kit.label}>{s('thenDo')}</span>
        <StepList
          steps={exit.do ?? []}
          place={place}
          change={(recipe, merge) =>
            change((draft) => {
              const steps = draft.do ?? [];
              recipe(steps);
              assign(draft, 'do', steps.length > 0 ? steps : undefined);
            }, merge)
          }
        />
      </div>
    </section>
  );
}
