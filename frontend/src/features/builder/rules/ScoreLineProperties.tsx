import { assign } from '@/canvas/lists';
import { useText } from '@/i18n';
import type { DecayKind, ScoreCardDocument, ScoreLine } from '../draft/documents';
import { useDocuments } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import { DraftCondition } from '../expression/DraftCondition';
import { ChoiceInput, Part, RemoveButton, TextInput, TextPair } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { ProblemsAt } from '../shell/ProblemsAt';
import { ruleWords } from './words';
import { events } from './scoreEvents';

const DECAYS = ['half_life', 'linear', 'off'] as const;
const MOST_DAYS = 3650;
const days = (value: string) => Math.max(1, Math.min(MOST_DAYS, Math.floor(Number(value)) || 1));

export function LineProperties({
  handle,
  at,
  line,
  onRemove,
}: {
  handle: DocumentHandle<ScoreCardDocument>;
  at: number;
  line: ScoreLine;
  onRemove: () => void;
}) {
  const r = ruleWords.use();
  const text = useText();
  const { documents: forms } = useDocuments(handle.app, 'form');
  const change = (recipe: (line: ScoreLine) => void, merge?: string) =>
    handle.change(
      (draft) => {
        const target = draft.lines[at];
        if (target) recipe(target);
      },
      { merge: merge && `${line.id}.${merge}` },
    );
  const number = (value: string) => value.replace(/[^\d.-]/g, '');
  return (
    <Part title={r('scoreLines')} extra={<RemoveButton line label={r('removeLine')} onClick={onRemove} />}>
      <ProblemsAt problems={handle.open.problems} at={`/lines/${at}`} />
      <ChoiceInput
        label={r('lineKind')}
        value={line.event === undefined ? 'when' : 'event'}
        onChange={(kind) =>
          change((target) => {
            if (kind === 'when') {
              delete target.event;
              delete target.form;
              delete target.name;
              delete target.verb;
            } else {
              delete target.when;
              target.event = 'form.submitted';
            }
          })
        }
        options={[
          { value: 'when', label: r('lineWhen') },
          { value: 'event', label: r('lineEvent') },
        ]}
      />
      {line.event === undefined ? (
        <DraftCondition
          app={handle.app}
          entity={handle.document.entity}
          context="rule"
          label={r('if')}
          value={line.when}
          onChange={(when) => change((target) => assign(target, 'when', when), 'when')}
        />
      ) : (
        <>
          <ChoiceInput
            label={r('event')}
            value={line.event}
            onChange={(event) =>
              change((target) => {
                target.event = event;
                delete target.form;
                delete target.name;
                delete target.verb;
              })
            }
            options={Object.entries(events).map(([value, word]) => ({ value, label: r(word) }))}
          />
          {line.event === 'form.submitted' && (
            <ChoiceInput
              label={r('forms')}
              empty={r('formsAny')}
              value={Array.isArray(line.form) ? line.form[0] : line.form}
              onChange={(form) => change((target) => assign(target, 'form', form))}
              options={Object.values(forms)
                .filter((form) => form.entity === handle.document.entity)
                .map((form) => ({ value: form.key, label: text(form.name) || form.key }))}
            />
          )}
          {(line.event === 'hook.received' || line.event === 'mail.received') && (
            <TextInput
              label={r('hookName')}
              value={line.name as string | undefined}
              onChange={(name) => change((target) => assign(target, 'name', name), 'name')}
            />
          )}
        </>
      )}
      <div className={kit.duo}>
        <TextInput
          label={r('points')}
          value={String(line.points ?? '')}
          onChange={(value) =>
            change((target) => {
              target.points = number(value);
            }, 'points')
          }
        />
        <TextInput
          label={r('cap')}
          value={line.cap === undefined ? '' : String(line.cap)}
          onChange={(value) => change((target) => assign(target, 'cap', number(value)), 'cap')}
        />
      </div>
      <div className={kit.duo}>
        <ChoiceInput
          label={r('decay')}
          empty={r('decay_none')}
          value={line.decay?.kind}
          options={DECAYS.map((value) => ({ value, label: r(`decay_${value}`) }))}
          onChange={(kind) =>
            change((target) =>
              assign(
                target,
                'decay',
                kind ? { kind: kind as DecayKind, days: target.decay?.days ?? 30 } : undefined,
              ),
            )
          }
        />
        {line.decay && (
          <TextInput
            label={r('decayDays')}
            type="number"
            value={String(line.decay.days ?? '')}
            onChange={(value) =>
              change((target) => {
                if (target.decay) target.decay = { ...target.decay, days: days(value) };
              }, 'decay')
            }
          />
        )}
      </div>
      <TextPair
        label={r('reason')}
        value={line.reason}
        onChange={(reason) =>
          change((target) => {
            target.reason = reason ?? { zh: '', en: '' };
          }, 'reason')
        }
      />
    </Part>
  );
}
