import { DeleteOutlined } from '@ant-design/icons';
import { useMemo } from 'react';
import { useNavigate, useParams } from 'react-router';
import { copiedItems, copyItems } from '@/canvas/clipboard';
import { assign, move } from '@/canvas/lists';
import { isWithin, segments } from '@/canvas/pointers';
import { SortableList, SortableRow } from '@/canvas/Sortable';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { ErrorState } from '@/ui/ErrorState';
import { paths } from '@/ui/paths';
import { FormSkeleton } from '@/ui/Skeletons';
import { toast } from '@/ui/toast';
import { useEntries } from '../draft/api';
import type { RuleDocument, StepDocument } from '../draft/documents';
import { removeDocument, useDocument, useDocuments } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import { ConditionInput } from '../expression/ConditionInput';
import { useParsed } from '../expression/useParsed';
import { CheckInput, ChoiceInput, Part, TextInput, TextPair } from '../kit/controls';
import { ElementTools } from '../kit/ElementTools';
import data from '../data/data.module.css';
import { BuilderPage } from '../shell/BuilderPage';
import { DesignerFrame } from '../shell/DesignerFrame';
import { ProblemsAt } from '../shell/ProblemsDialog';
import { useDesignerKeys } from '../shell/useDesignerKeys';
import { useSelection } from '../shell/useSelection';
import { words } from '../words';
import css from './rules.module.css';
import { RunsPanel } from './RunsPanel';
import { stepWords, triggerWords } from './sentence';
import { StepEditor } from './StepEditor';
import { stepKind, stepKinds, stepParts } from './stepKinds';
import { TryRule } from './TryRule';
import { useSpeech } from './useSpeech';
import { TriggerEditor } from './TriggerEditor';
import { ruleWords } from './words';

export function RuleDesigner() {
  const { app = '', key = '' } = useParams();
  const t = words.use();
  const text = useText();
  const { handle, error, retry } = useDocument(app, 'rule', key);
  return (
    <BuilderPage crumbs={[{ label: t('rules'), to: paths.build(app, '/rules') }, { label: text(handle?.document.name) || key }]} handle={handle as DocumentHandle<object> | undefined}>
      {error ? <ErrorState error={error} onRetry={retry} /> : handle ? <Designer key={handle.id} handle={handle} /> : <FormSkeleton />}
    </BuilderPage>
  );
}

/** Steps have no ids in the document; they are told apart here by their places. */
const stepId = (at: number) => `do/${at}`;

function Designer({ handle }: { handle: DocumentHandle<RuleDocument> }) {
  const t = words.use();
  const r = ruleWords.use();
  const text = useText();
  const speech = useSpeech(handle.app);
  const rule = handle.document;
  const { documents: entities } = useDocuments(handle.app, 'entity');
  const entity = entities[rule.entity];
  const place = { app: handle.app, entity: rule.entity, context: 'rule' as const };
  const reading = useParsed(place, rule.when ?? '');
  const [selected, select] = useSelection((pointer) => {
    const [first, second] = segments(pointer);
    return first === 'do' && second ? stepId(Number(second)) : first === 'on' ? 'on' : first === 'when' ? 'when' : 'rule';
  }, true);
  const steps = rule.do ?? [];
  const at = selected?.startsWith('do/') ? Number(selected.slice(3)) : -1;
  const step = steps[at];
  const phase = rule.phase === 'before' ? 'before' : 'after';

  const add = (kind: string) => {
    const place = at >= 0 ? at + 1 : steps.length;
    handle.change((draft) => void draft.do.splice(place, 0, { [kind]: structuredClone(stepKind(kind)?.blank ?? {}) }));
    select(stepId(place));
  };
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
    onCopy: () => { if (step) { copyItems('step', [step]); toast(t('copied')); } },
    onPaste: () => {
      const items = copiedItems<StepDocument>('step');
      if (items.length === 0) return toast(t('nothingToPaste'));
      handle.change((draft) => void draft.do.splice(at >= 0 ? at + 1 : draft.do.length, 0, ...items));
      toast(t('pasted', { count: items.length }));
    },
    onDuplicate: () => { if (step) handle.change((draft) => void draft.do.splice(at + 1, 0, structuredClone(step))); },
  });

  const condition = rule.when ? text(reading.data?.reading) || rule.when : '';
  const sentence = useMemo(() => {
    const start = r('saysWhen', { entity: text(entity?.name) || rule.entity, triggers: triggerWords(speech, rule.entity, rule.on) });
    const middle = condition ? r('saysIf', { condition: condition.replace(/[.。]$/, '') }) : '';
    const end = rule.do.length ? r('saysDo', { steps: rule.do.map((each) => stepWords(speech, rule.entity, each)).join(r('and')) }) : r('saysNothing');
    return start + middle + end;
  }, [r, text, entity, rule, speech, condition]);

  const line = (id: string, label: React.ReactNode) => (
    <button type="button" className={css.line} aria-pressed={selected === id} onClick={() => select(id)}>
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
            <button key={kind.kind} type="button" className={data.tile} style={{ marginBottom: 4 }} disabled={!kind.phases.includes(phase)}
              title={kind.phases.includes(phase) ? undefined : r('notInPhase', { phase: r(phase) })} onClick={() => add(kind.kind)}>
              {kind.icon}
              {r(`step_${kind.kind}` as 'step_Create')}
            </button>
          ))}
        </div>
      }
      outline={
        <ul className={data.tree}>
          {[['on', r('when')], ['when', r('if')], ...steps.map((each, index) => [stepId(index), `${index + 1}. ${r(`step_${stepParts(each).kind}` as 'step_Create')}`]), ['rule', r('ruleGeneral')]].map(([id, label]) => (
            <li key={id}>
              <button type="button" aria-current={selected === id} onClick={() => select(id ?? null)}>
                <span className="truncate">{label}</span>
              </button>
            </li>
          ))}
        </ul>
      }
      canvas={
        <div className={css.canvas}>
          <p className={css.sentence} data-sentence>{sentence}</p>
          <section className={css.block} data-selected={selected === 'on'}>
            <h2>{r('when')}</h2>
            {line('on', `${text(entity?.name) || rule.entity} ${triggerWords(speech, rule.entity, rule.on)}`)}
            <ProblemsAt problems={handle.open.problems} at="/on" />
          </section>
          <section className={css.block} data-selected={selected === 'when'}>
            <h2>{r('if')}</h2>
            {line('when', condition || <span className="muted">{r('always')}</span>)}
            <ProblemsAt problems={handle.open.problems} at="/when" />
          </section>
          <section className={css.block}>
            <h2>{r('do')}</h2>
            {steps.length === 0 && <p className="muted">{r('stepsEmpty')}</p>}
            <SortableList ids={steps.map((_, index) => stepId(index))} onMove={moveStep}>
              {steps.map((each, index) => (
                <SortableRow key={index} id={stepId(index)} handleLabel={r('moveStep', { name: String(index + 1) })}>
                  {line(stepId(index), (
                    <>
                      {stepKind(stepParts(each).kind)?.icon}
                      <span>
                        {stepWords(speech, rule.entity, each)}
                        {handle.open.problems.some((problem) => isWithin(problem.pointer, `/do/${index}`)) && <span style={{ color: 'var(--red-shade)' }}> ⚠</span>}
                      </span>
                    </>
                  ))}
                </SortableRow>
              ))}
            </SortableList>
            {steps.length === 0 && <ProblemsAt problems={handle.open.problems} at="/do" />}
          </section>
          <section className={css.block}>
            <h2>{r('runs')}</h2>
            {<TryRule app={handle.app} rule={rule.key} entity={rule.entity} />}
            <RunsPanel app={handle.app} rule={rule.key} />
          </section>
        </div>
      }
      properties={
        <Properties handle={handle} selected={selected} onRemove={remove} />
      }
    />
  );
}

function Properties({ handle, selected, onRemove }: { handle: DocumentHandle<RuleDocument>; selected: string | null; onRemove: () => void }) {
  const t = words.use();
  const r = ruleWords.use();
  const rule = handle.document;
  const { documents: entities } = useDocuments(handle.app, 'entity');
  const place = { app: handle.app, entity: rule.entity, context: 'rule' as const };
  if (selected === 'on')
    return (
      <Part title={`${r('when')} · ${r('triggers')}`}>
        <ProblemsAt problems={handle.open.problems} at="/on" />
        <TriggerEditor app={handle.app} rule={rule} entity={entities[rule.entity]} onChange={(on) => handle.change((draft) => { draft.on = on; }, { merge: 'on' })} />
      </Part>
    );
  if (selected === 'when')
    return (
      <Part title={r('if')}>
        <ConditionInput {...place} label={r('if')} empty={r('always')} value={rule.when} onChange={(when) => handle.change((draft) => assign(draft, 'when', when), { merge: 'when' })} />
      </Part>
    );
  if (selected?.startsWith('do/')) {
    const at = Number(selected.slice(3));
    const step = rule.do[at];
    if (!step) return null;
    const { kind, body } = stepParts(step);
    return (
      <Part title={r(`step_${kind}` as 'step_Create')} extra={<Button small look="quiet" icon={<DeleteOutlined aria-hidden />} aria-label={r('removeStep')} onClick={onRemove} />}>
        <ProblemsAt problems={handle.open.problems} at={`/do/${at}`} />
        <StepEditor key={`${at}${kind}`} kind={kind} body={body} place={place}
          onChange={(next, merge) => handle.change((draft) => { draft.do[at] = { [kind]: next }; }, { merge: merge && `do.${at}.${merge}` })} />
      </Part>
    );
  }
  if (selected === 'rule') return <GeneralPart handle={handle} />;
  return (
    <>
      <p className="muted" style={{ padding: 16 }}>{t('selectSomething')}</p>
      <GeneralPart handle={handle} />
    </>
  );
}

function GeneralPart({ handle }: { handle: DocumentHandle<RuleDocument> }) {
  const t = words.use();
  const r = ruleWords.use();
  const text = useText();
  const navigate = useNavigate();
  const rule = handle.document;
  const taken = useEntries(handle.app, 'rule').map((entry) => entry.key);
  const entities = useEntries(handle.app, 'entity');
  return (
    <>
      <Part title={r('ruleGeneral')}>
        <TextPair label={t('name')} value={rule.name} onChange={(name) => handle.change((draft) => { draft.name = name ?? {}; }, { merge: 'name' })} />
        <ChoiceInput label={r('on')} value={rule.entity} onChange={(entity) => handle.change((draft) => { draft.entity = entity; })}
          options={entities.map((entry) => ({ value: entry.key, label: text(entry.name) || entry.key }))} />
        <ChoiceInput label={r('phase')} value={rule.phase ?? 'after'} onChange={(phase) => handle.change((draft) => { draft.phase = phase; })}
          options={[{ value: 'before', label: r('phase_before') }, { value: 'after', label: r('phase_after') }]} />
        <TextInput label={r('priority')} help={r('priorityHelp')} type="number" value={String(rule.priority ?? 100)}
          onChange={(value) => handle.change((draft) => { draft.priority = Math.max(0, Number(value) || 0); }, { merge: 'priority' })} />
        <ChoiceInput label={r('oncePer')} value={rule.once_per ?? 'event'} onChange={(once) => handle.change((draft) => { draft.once_per = once; })}
          options={[{ value: 'event', label: r('once_event') }, { value: 'record', label: r('once_record') }]} />
        <CheckInput label={r('stop')} value={rule.stop} onChange={(stop) => handle.change((draft) => { draft.stop = stop; })} />
        <CheckInput label={t('enabled')} value={rule.enabled !== false} onChange={(enabled) => handle.change((draft) => { draft.enabled = enabled; })} />
      </Part>
      <Part>
        <ElementTools app={handle.app} kind="rule" elementKey={rule.key} elementId={rule.id} name={text(rule.name) || rule.key} taken={taken}
          onRenamed={(key) => void navigate(paths.build(handle.app, `/rules/${key}`))}
          onDelete={async () => {
            await removeDocument(handle.app, 'rule', rule.key);
            void navigate(paths.build(handle.app, '/rules'));
          }} />
      </Part>
    </>
  );
}
