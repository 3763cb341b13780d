import { assign } from '@/canvas/lists';
import { useText } from '@/i18n';
import { useEntries } from '../draft/api';
import type { RuleDocument } from '../draft/documents';
import { useDocuments } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import { DraftCondition } from '../expression/DraftCondition';
import { CheckInput, ChoiceInput, Part, RemoveButton, TextInput } from '../kit/controls';
import { DocumentTools, NamePair } from '../kit/DocumentParts';
import { ProblemsAt } from '../shell/ProblemsAt';
import { problemsIn } from '../shell/faults';
import { words } from '../words';
import { AddStep } from './AddStep';
import { StepEditor } from './StepEditor';
import { saidWithin, stepParts } from './stepKinds';
import { TriggerEditor } from './TriggerEditor';
import { ruleWords } from './words';

export function Properties({
  handle,
  selected,
  onAdd,
  onRemove,
}: {
  handle: DocumentHandle<RuleDocument>;
  selected: string | null;
  onAdd: (kind: string) => void;
  onRemove: () => void;
}) {
  const t = words.use();
  const r = ruleWords.use();
  const rule = handle.document;
  const { documents: entities } = useDocuments(handle.app, 'entity');
  const place = { draft: true, app: handle.app, entity: rule.entity, context: 'rule' as const };
  if (selected === 'on')
    return (
      <Part title={`${r('when')} · ${r('triggers')}`}>
        <ProblemsAt
          problems={handle.open.problems}
          at="/on"
          // The times of a schedule say what is wrong with it.
          except={entities[rule.entity] ? ['/on/schedule'] : []}
        />
        <TriggerEditor
          app={handle.app}
          rule={rule}
          entity={entities[rule.entity]}
          onChange={(on) =>
            handle.change(
              (draft) => {
                draft.on = on;
              },
              { merge: 'on' },
            )
          }
        />
      </Part>
    );
  if (selected === 'when')
    return (
      <Part title={r('if')}>
        <DraftCondition
          {...place}
          label={r('if')}
          empty={r('always')}
          value={rule.when}
          onChange={(when) => handle.change((draft) => assign(draft, 'when', when), { merge: 'when' })}
        />
      </Part>
    );
  if (selected === 'do') {
    const phase = rule.phase === 'before' ? 'before' : 'after';
    return (
      <Part title={r('do')}>
        <ProblemsAt problems={handle.open.problems} at="/do" />
        <AddStep fits={(each) => each.phases.includes(phase)} onAdd={onAdd} />
      </Part>
    );
  }
  if (selected?.startsWith('do/')) {
    const at = Number(selected.slice(3));
    const step = rule.do[at];
    if (!step) return null;
    const { kind, body } = stepParts(step);
    return (
      <Part
        title={r(`step_${kind}` as 'step_Create')}
        extra={<RemoveButton label={r('removeStep')} onClick={onRemove} />}
      >
        <ProblemsAt
          problems={handle.open.problems}
          at={`/do/${at}`}
          except={saidWithin(kind, body).map((place) => `/do/${at}/${kind}${place}`)}
        />
        <StepEditor
          key={`${at}${kind}`}
          kind={kind}
          body={body}
          problems={problemsIn(handle.open.problems, `/do/${at}/${kind}`)}
          place={place}
          onChange={(next, merge) =>
            handle.change(
              (draft) => {
                draft.do[at] = { [kind]: next };
              },
              { merge: merge && `do.${at}.${merge}` },
            )
          }
        />
      </Part>
    );
  }
  if (selected === 'rule') return <GeneralPart handle={handle} />;
  return (
    <>
      <p className="muted" style={{ padding: 16 }}>
        {t('selectSomething')}
      </p>
      <GeneralPart handle={handle} />
    </>
  );
}

function GeneralPart({ handle }: { handle: DocumentHandle<RuleDocument> }) {
  const t = words.use();
  const r = ruleWords.use();
  const text = useText();
  const rule = handle.document;
  const entities = useEntries(handle.app, 'entity');
  // The clock acts after the save and asks no other rule.
  const clock = rule.on.schedule !== undefined;
  return (
    <>
      <Part title={r('ruleGeneral')}>
        <NamePair handle={handle} />
        <ChoiceInput
          label={r('on')}
          value={rule.entity}
          onChange={(entity) =>
            handle.change((draft) => {
              draft.entity = entity;
            })
          }
          options={entities.map((entry) => ({ value: entry.key, label: text(entry.name) || entry.key }))}
        />
        {!clock && (
          <>
            <ChoiceInput
              label={r('phase')}
              value={rule.phase ?? 'after'}
              onChange={(phase) =>
                handle.change((draft) => {
                  draft.phase = phase;
                })
              }
              options={[
                { value: 'before', label: r('phase_before') },
                { value: 'after', label: r('phase_after') },
              ]}
            />
            <TextInput
              label={r('priority')}
              help={r('priorityHelp')}
              type="number"
              value={String(rule.priority ?? 100)}
              onChange={(value) =>
                handle.change(
                  (draft) => {
                    draft.priority = Math.max(0, Number(value) || 0);
                  },
                  { merge: 'priority' },
                )
              }
            />
          </>
        )}
        <ChoiceInput
          label={r('oncePer')}
          value={rule.once_per ?? (rule.on.schedule?.inactive ? 'episode' : 'event')}
          onChange={(once) =>
            handle.change((draft) => {
              draft.once_per = once;
            })
          }
          options={[
            { value: 'event', label: r('once_event') },
            { value: 'record', label: r('once_record') },
            ...(rule.on.schedule?.relative ? [] : [{ value: 'episode', label: r('once_episode') }]),
          ]}
        />
        {!clock && (
          <CheckInput
            label={r('stop')}
            value={rule.stop}
            onChange={(stop) =>
              handle.change((draft) => {
                draft.stop = stop;
              })
            }
          />
        )}
        <CheckInput
          label={t('enabled')}
          value={rule.enabled !== false}
          onChange={(enabled) =>
            handle.change((draft) => {
              draft.enabled = enabled;
            })
          }
        />
      </Part>
      <DocumentTools handle={handle} />
    </>
  );
}
