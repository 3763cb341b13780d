import { useEffect, useMemo, useRef, useState } from 'react';
import { copiedItems, copyItems } from '@/canvas/clipboard';
import { move } from '@/canvas/lists';
import { segments } from '@/canvas/pointers';
import { SortableList, SortableRow } from '@/canvas/Sortable';
import { useText } from '@/i18n';
import { toast } from '@/ui/toast';
import type { RuleDocument, StepDocument } from '../draft/documents';
import { useDocuments } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import { isUnfinished, useParsed } from '@/expressions';
import data from '../data/data.module.css';
import { DesignerFrame } from '../shell/DesignerFrame';
import { ElementPage } from '../shell/ElementPage';
import { ProblemsAt } from '../shell/ProblemsAt';
import { useDesignerKeys } from '../shell/useDesignerKeys';
import { useSelection } from '../shell/useSelection';
import { words } from '../words';
import { hasFault } from '../shell/faults';
import css from './rules.module.css';
import { KeptTests } from './keptTests';
import { RunsPanel } from './RunsPanel';
import { startWords, stepsWords, stepWords, triggerWords } from './sentence';
import { SimulationPanel } from './SimulationPanel';
import { stepKind, stepKinds, stepParts } from './stepKinds';
import { useReadings } from './useReadings';
import { useSpeech } from './useSpeech';
import { ruleWords } from './words';
import { Properties } from './RuleProperties';

export function RuleDesigner() {
  return (
    <ElementPage kind="rule" place="rules">
      {(handle) => <Designer handle={handle} />}
    </ElementPage>
  );
}

/** Steps have no ids in the document; they are told apart here by their places. */
const stepId = (at: number) => `do/${at}`;

function Designer({ handle }: { handle: DocumentHandle<RuleDocument> }) {
  const t = words.use();
  const r = ruleWords.use();
  const text = useText();
  const rule = handle.document;
  const speech = useReadings(handle.app, useSpeech(handle.app), rule.entity, rule.do);
  const { documents: entities } = useDocuments(handle.app, 'entity');
  const entity = entities[rule.entity];
  const place = { draft: true, app: handle.app, entity: rule.entity, context: 'rule' as const };
  const reading = useParsed(place, rule.when ?? '');
  const [selected, select] = useSelection((pointer) => {
    const [first, second] = segments(pointer);
    // A test stands in the canvas, and opens there.
    if (first === 'tests') return null;
    return first === 'do'
      ? second
        ? stepId(Number(second))
        : 'do'
      : first === 'on'
        ? 'on'
        : first === 'when'
          ? 'when'
          : 'rule';
  }, true);
  const steps = rule.do ?? [];
  const at = selected?.startsWith('do/') ? Number(selected.slice(3)) : -1;
  const step = steps[at];
  const phase = rule.phase === 'before' ? 'before' : 'after';

  const add = (kind: string) => {
    const place = at >= 0 ? at + 1 : steps.length;
    handle.change(
      (draft) => void draft.do.splice(place, 0, { [kind]: structuredClone(stepKind(kind)?.blank ?? {}) }),
    );
    select(stepId(place));
    return place;
  };
  // Chosen from the panel of steps, which goes: the focus comes to the new step.
  const [chosen, setChosen] = useState(-1);
  const list = useRef<HTMLElement>(null);
  useEffect(() => {
    list.current?.querySelector<HTMLElement>(`[data-line="${stepId(chosen)}"]`)?.focus();
    setChosen(-1);
  }, [chosen]);
  const remove = () => {
    if (!step) return;
    handle.change((draft) => void draft.do.splice(at, 1));
    select(steps.length > 1 ? stepId(Math.min(at, steps.length - 2)) : null);
  };
  const moveStep = (from: number, to: number) => {
    if (to < 0 || to >= steps.length) return;
    handle.change((draft) => move(draft.do, from, to));
    select(stepId(to));
  };
  useDesignerKeys({
    onDelete: remove,
    onMove: (by) => at >= 0 && moveStep(at, at + by),
    onEscape: () => select(null),
    onCopy: () => {
      if (step) {
        copyItems('step', [step]);
        toast(t('copied'));
      }
    },
    onPaste: () => {
      const items = copiedItems<StepDocument>('step');
      if (items.length === 0) return toast(t('nothingToPaste'));
      handle.change((draft) => void draft.do.splice(at >= 0 ? at + 1 : draft.do.length, 0, ...items));
      toast(t('pasted', { count: items.length }));
    },
    onDuplicate: () => {
      if (step) handle.change((draft) => void draft.do.splice(at + 1, 0, structuredClone(step)));
    },
  });

  const condition = !rule.when
    ? ''
    : isUnfinished(rule.when)
      ? r('ifUnfinished')
      : text(reading.data?.reading) || rule.when;
  const sentence = useMemo(() => {
    const start = rule.on.schedule
      ? startWords(speech, rule.entity, rule.on)
      : r('saysWhen', {
          entity: text(entity?.name) || rule.entity,
          triggers: triggerWords(speech, rule.entity, rule.on),
        });
    const middle = condition ? r('saysIf', { condition: condition.replace(/[.。]$/, '') }) : '';
    const end = rule.do.length
      ? r('saysDo', { steps: stepsWords(speech, rule.entity, rule.do) })
      : r('saysNothing');
    // What is still empty ends in an ellipsis, after which there is no full stop.
    return (start + middle + end).replace(/…[.。]$/, '…');
  }, [r, text, entity, rule, speech, condition]);

  const line = (id: string, label: React.ReactNode) => (
    <button
      type="button"
      className={css.line}
      aria-pressed={selected === id}
      data-line={id}
      onClick={() => select(id)}
    >
      {label}
    </button>
  );
  return (
    <DesignerFrame
      selected={selected}
      wide
      palette={
        <div className={data.palette}>
          {stepKinds.map((kind) => (
            <button
              key={kind.kind}
              type="button"
              className={data.tile}
              style={{ marginBottom: 4 }}
              disabled={!kind.phases.includes(phase)}
              title={kind.phases.includes(phase) ? undefined : r('notInPhase', { phase: r(phase) })}
              onClick={() => add(kind.kind)}
            >
              {kind.icon}
              {r(`step_${kind.kind}` as 'step_Create')}
            </button>
          ))}
        </div>
      }
      outline={
        <ul className={data.tree}>
          {[
            ['on', r('when')],
            ['when', r('if')],
            ['do', r('do')],
            ...(steps.length === 0 ? [['do', `+ ${r('addStep')}`, 'new']] : []),
            ...steps.map((each, index) => [
              stepId(index),
              `${index + 1}. ${r(`step_${stepParts(each).kind}` as 'step_Create')}`,
            ]),
            ['rule', r('ruleGeneral')],
          ].map(([id, label, place]) => (
            <li key={place ?? id}>
              <button
                type="button"
                aria-current={!place && selected === id}
                onClick={() => select(id ?? null)}
              >
                <span className="truncate">{label}</span>
              </button>
            </li>
          ))}
        </ul>
      }
      canvas={
        <div className={css.canvas}>
          <p className={css.sentence} data-sentence>
            {sentence}
          </p>
          <section className={css.block} data-selected={selected === 'on'}>
            <h2>{r('when')}</h2>
            {line('on', startWords(speech, rule.entity, rule.on))}
            <ProblemsAt problems={handle.open.problems} at="/on" />
          </section>
          <section className={css.block} data-selected={selected === 'when'}>
            <h2>{r('if')}</h2>
            {line('when', condition || <span className="muted">{r('always')}</span>)}
            <ProblemsAt problems={handle.open.problems} at="/when" />
          </section>
          <section ref={list} className={css.block} data-selected={selected === 'do'}>
            <h2>{r('do')}</h2>
            {steps.length === 0 && line('do', <span className="muted">{`+ ${r('addStep')}`}</span>)}
            <SortableList ids={steps.map((_, index) => stepId(index))} onMove={moveStep}>
              {steps.map((each, index) => (
                <SortableRow
                  key={index}
                  id={stepId(index)}
                  name={stepWords(speech, rule.entity, each)}
                  handleLabel={r('moveStep', { name: String(index + 1) })}
                >
                  {line(
                    stepId(index),
                    <>
                      {stepKind(stepParts(each).kind)?.icon}
                      <span>
                        {stepWords(speech, rule.entity, each)}
                        {hasFault(handle.open.problems, `/do/${index}`) && (
                          <span style={{ color: 'var(--red-shade)' }}> ⚠</span>
                        )}
                      </span>
                    </>,
                  )}
                </SortableRow>
              ))}
            </SortableList>
          </section>
          <SimulationPanel kind="rule" handle={handle} />
          <KeptTests handle={handle} />
          <section className={css.block}>
            <h2>{r('runs')}</h2>
            <RunsPanel app={handle.app} rule={rule.key} scheduled={Boolean(rule.on.schedule)} />
          </section>
        </div>
      }
      properties={
        <Properties
          handle={handle}
          selected={selected}
          onAdd={(kind) => setChosen(add(kind))}
          onRemove={remove}
        />
      }
    />
  );
}
