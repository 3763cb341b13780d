import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { useNavigate, useParams } from 'react-router';
import { freeKey, newId } from '@/canvas/ids';
import { assign, move } from '@/canvas/lists';
import { segments } from '@/canvas/pointers';
import { SortableList, SortableRow } from '@/canvas/Sortable';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { ErrorState } from '@/ui/ErrorState';
import { paths } from '@/ui/paths';
import { FormSkeleton } from '@/ui/Skeletons';
import { useEntries } from '../draft/api';
import type { ScoreCardDocument, ScoreLine } from '../draft/documents';
import { removeDocument, useDocument, useDocuments } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import { kindOf } from '../expression/names';
import { ConditionInput } from '../expression/ConditionInput';
import { useParsed } from '../expression/useParsed';
import { ChoiceInput, Part, TextInput, TextPair } from '../kit/controls';
import { ElementTools } from '../kit/ElementTools';
import kit from '../kit/kit.module.css';
import data from '../data/data.module.css';
import { BuilderPage } from '../shell/BuilderPage';
import { DesignerFrame } from '../shell/DesignerFrame';
import { ProblemsAt } from '../shell/ProblemsDialog';
import { useDesignerKeys } from '../shell/useDesignerKeys';
import { useSelection } from '../shell/useSelection';
import { words } from '../words';
import css from './rules.module.css';
import { ruleWords } from './words';

const events = {
  'form.submitted': 'event_form', 'hook.received': 'event_hook', 'seat.decided': 'event_seat', 'record.created': 'event_created',
  'record.changed': 'event_changed', 'flow.started': 'event_started', 'flow.finished': 'event_finished',
} as const;

export function ScoreDesigner() {
  const { app = '', key = '' } = useParams();
  const t = words.use();
  const text = useText();
  const { handle, error, retry } = useDocument(app, 'scorecard', key);
  return (
    <BuilderPage crumbs={[{ label: t('rules'), to: paths.build(app, '/rules') }, { label: text(handle?.document.name) || key }]} handle={handle as DocumentHandle<object> | undefined}>
      {error ? <ErrorState error={error} onRetry={retry} /> : handle ? <Designer key={handle.id} handle={handle} /> : <FormSkeleton />}
    </BuilderPage>
  );
}

function Designer({ handle }: { handle: DocumentHandle<ScoreCardDocument> }) {
  const t = words.use();
  const r = ruleWords.use();
  const text = useText();
  const card = handle.document;
  const [selected, select] = useSelection((pointer) => {
    const [first, second] = segments(pointer);
    return first === 'lines' ? (card.lines[Number(second)]?.id ?? null) : null;
  }, true);
  const at = card.lines.findIndex((line) => line.id === selected);
  const line = card.lines[at];
  const add = (part: Partial<ScoreLine>) => {
    const id = newId();
    handle.change((draft) => void draft.lines.splice(at >= 0 ? at + 1 : draft.lines.length, 0, { id, points: 10, reason: { zh: '', en: '' }, ...part }));
    select(id);
  };
  const remove = () => {
    if (at < 0) return;
    handle.change((draft) => void draft.lines.splice(at, 1));
    select(card.lines[at + 1]?.id ?? card.lines[at - 1]?.id ?? null);
  };
  const moveLine = (from: number, to: number) => {
    if (to >= 0 && to < card.lines.length) handle.change((draft) => move(draft.lines, from, to));
  };
  useDesignerKeys({ onDelete: remove, onMove: (by) => at >= 0 && moveLine(at, at + by), onEscape: () => select(null),
    onDuplicate: () => { if (line) add({ ...line, id: newId() }); } });
  const total = card.lines.reduce((sum, each) => sum + Math.max(0, Number(each.cap ?? each.points) || 0), 0);
  return (
    <DesignerFrame
      selected={selected}
      wide
      palette={
        <div className={data.palette}>
          <button type="button" className={data.tile} style={{ marginBottom: 4 }} onClick={() => add({})}>{r('lineWhen')}</button>
          {Object.entries(events).map(([event, word]) => (
            <button key={event} type="button" className={data.tile} style={{ marginBottom: 4 }} onClick={() => add({ event })}>{r(word)}</button>
          ))}
        </div>
      }
      outline={
        <ul className={data.tree}>
          {card.lines.map((each) => (
            <li key={each.id}>
              <button type="button" aria-current={each.id === selected} onClick={() => select(each.id)}>
                <span className="figures">{Number(each.points) > 0 ? '+' : ''}{each.points}</span>
                <span className="truncate">{text(each.reason) || '…'}</span>
              </button>
            </li>
          ))}
        </ul>
      }
      canvas={
        <div className={css.canvas}>
          <section className={css.block}>
            <h2>{r('scoreLines')} <span className="muted caption">{r('totalPoints', { points: total })}</span></h2>
            <ProblemsAt problems={handle.open.problems.filter((problem) => problem.pointer === '/lines')} at="/lines" />
            <SortableList ids={card.lines.map((each) => each.id)} onMove={moveLine}>
              {card.lines.map((each, index) => (
                <SortableRow key={each.id} id={each.id} handleLabel={r('moveStep', { name: String(index + 1) })}>
                  <button type="button" className={css.line} aria-pressed={each.id === selected} onClick={() => select(each.id)}>
                    <strong className="figures" style={{ minWidth: 44 }}>{Number(each.points) > 0 ? '+' : ''}{each.points}</strong>
                    <span style={{ flex: 1, minWidth: 0 }}>
                      {text(each.reason) || '…'}
                      <br />
                      <LineWords handle={handle} line={each} />
                    </span>
                    {each.cap !== undefined && <small>≤ {each.cap}</small>}
                  </button>
                </SortableRow>
              ))}
            </SortableList>
            <span><Button small icon={<PlusOutlined aria-hidden />} onClick={() => add({})}>{r('addLine')}</Button></span>
          </section>
          <Bands handle={handle} />
        </div>
      }
      properties={line ? <LineProperties key={line.id} handle={handle} at={at} line={line} onRemove={remove} /> : (
        <>
          <p className="muted" style={{ padding: 16 }}>{t('selectSomething')}</p>
          <CardProperties handle={handle} />
        </>
      )}
    />
  );
}

function LineWords({ handle, line }: { handle: DocumentHandle<ScoreCardDocument>; line: ScoreLine }) {
  const r = ruleWords.use();
  const text = useText();
  const parsed = useParsed({ app: handle.app, entity: handle.document.entity, context: 'rule' }, line.when ?? '');
  if (line.event) return <small>{r(events[line.event as 'form.submitted'] ?? 'event')} {[line.form, line.name, line.verb].filter(Boolean).join(', ')}</small>;
  return <small>{text(parsed.data?.reading) || line.when || r('always')}</small>;
}

function LineProperties({ handle, at, line, onRemove }: { handle: DocumentHandle<ScoreCardDocument>; at: number; line: ScoreLine; onRemove: () => void }) {
  const r = ruleWords.use();
  const text = useText();
  const { documents: forms } = useDocuments(handle.app, 'form');
  const change = (recipe: (line: ScoreLine) => void, merge?: string) =>
    handle.change((draft) => { const target = draft.lines[at]; if (target) recipe(target); }, { merge: merge && `${line.id}.${merge}` });
  const number = (value: string) => value.replace(/[^\d.-]/g, '');
  return (
    <Part title={r('scoreLines')} extra={<Button small look="quiet" icon={<CloseOutlined aria-hidden />} aria-label={r('removeLine')} onClick={onRemove} />}>
      <ProblemsAt problems={handle.open.problems} at={`/lines/${at}`} />
      <ChoiceInput label={r('lineKind')} value={line.event === undefined ? 'when' : 'event'}
        onChange={(kind) => change((target) => { if (kind === 'when') { delete target.event; delete target.form; delete target.name; delete target.verb; } else { delete target.when; target.event = 'form.submitted'; } })}
        options={[{ value: 'when', label: r('lineWhen') }, { value: 'event', label: r('lineEvent') }]} />
      {line.event === undefined ? (
        <ConditionInput app={handle.app} entity={handle.document.entity} context="rule" label={r('if')} value={line.when} onChange={(when) => change((target) => assign(target, 'when', when), 'when')} />
      ) : (
        <>
          <ChoiceInput label={r('event')} value={line.event} onChange={(event) => change((target) => { target.event = event; delete target.form; delete target.name; delete target.verb; })}
            options={Object.entries(events).map(([value, word]) => ({ value, label: r(word) }))} />
          {line.event === 'form.submitted' && (
            <ChoiceInput label={r('forms')} empty={r('formsAny')} value={Array.isArray(line.form) ? line.form[0] : line.form} onChange={(form) => change((target) => assign(target, 'form', form))}
              options={Object.values(forms).filter((form) => form.entity === handle.document.entity).map((form) => ({ value: form.key, label: text(form.name) || form.key }))} />
          )}
          {line.event === 'hook.received' && <TextInput label={r('hookName')} value={line.name as string | undefined} onChange={(name) => change((target) => assign(target, 'name', name), 'name')} />}
        </>
      )}
      <div className={kit.duo}>
        <TextInput label={r('points')} value={String(line.points)} onChange={(value) => change((target) => { target.points = number(value); }, 'points')} />
        <TextInput label={r('cap')} value={line.cap === undefined ? '' : String(line.cap)} onChange={(value) => change((target) => assign(target, 'cap', number(value)), 'cap')} />
      </div>
      <TextPair label={r('reason')} value={line.reason} onChange={(reason) => change((target) => { target.reason = reason ?? { zh: '', en: '' }; }, 'reason')} />
    </Part>
  );
}

function Bands({ handle }: { handle: DocumentHandle<ScoreCardDocument> }) {
  const r = ruleWords.use();
  const bands = handle.document.bands ?? [];
  return (
    <section className={css.block}>
      <h2>{r('bands')}</h2>
      <ProblemsAt problems={handle.open.problems} at="/bands" />
      {bands.map((band, at) => (
        <div key={at} className={kit.row} style={{ alignItems: 'flex-end', flexWrap: 'nowrap' }}>
          <span style={{ width: 90 }}>
            <TextInput label={r('bandFrom')} value={String(band.from)} onChange={(from) => handle.change((draft) => { draft.bands![at]!.from = from.replace(/[^\d.-]/g, ''); }, { merge: `band.${at}` })} />
          </span>
          <span className={kit.grow}>
            <TextPair label={r('bands')} value={band.label} onChange={(label) => handle.change((draft) => { draft.bands![at]!.label = label ?? {}; }, { merge: `band.${at}.label` })} />
          </span>
          <Button small look="quiet" icon={<CloseOutlined aria-hidden />} aria-label={r('removeLine')} onClick={() => handle.change((draft) => assign(draft, 'bands', draft.bands?.filter((_, index) => index !== at)))} />
        </div>
      ))}
      <span>
        <Button small icon={<PlusOutlined aria-hidden />} onClick={() => handle.change((draft) => { (draft.bands ??= []).push({ from: '0', key: freeKey('band', bands.map((band) => band.key)), label: { zh: '', en: '' } }); })}>
          {r('addBand')}
        </Button>
      </span>
    </section>
  );
}

function CardProperties({ handle }: { handle: DocumentHandle<ScoreCardDocument> }) {
  const t = words.use();
  const r = ruleWords.use();
  const text = useText();
  const navigate = useNavigate();
  const card = handle.document;
  const { documents } = useDocuments(handle.app, 'entity');
  const taken = useEntries(handle.app, 'scorecard').map((entry) => entry.key);
  const fields = (kind: string) =>
    Object.entries(documents[card.entity]?.schema.properties ?? {})
      .filter(([, field]) => kindOf(field) === kind || (kind === 'text' && kindOf(field) === 'option'))
      .filter(([, field]) => !['formula', 'roll_up', 'auto_number'].includes(field['x-dougong'].type))
      .map(([value, field]) => ({ value, label: text(field['x-dougong'].label) || value }));
  return (
    <>
      <Part title={t('properties')}>
        <ProblemsAt problems={handle.open.problems} at="/into" />
        <TextPair label={t('name')} value={card.name} onChange={(name) => handle.change((draft) => { draft.name = name ?? {}; }, { merge: 'name' })} />
        <ChoiceInput label={r('into')} empty={r('notKept')} value={card.into} onChange={(into) => handle.change((draft) => assign(draft, 'into', into))} options={fields('number')} />
        <ChoiceInput label={r('bandInto')} empty={r('notKept')} value={card.band_into} onChange={(into) => handle.change((draft) => assign(draft, 'band_into', into))} options={fields('text')} />
      </Part>
      <Part>
        <ElementTools app={handle.app} kind="scorecard" elementKey={card.key} elementId={card.id} name={text(card.name) || card.key} taken={taken}
          onRenamed={(key) => void navigate(paths.build(handle.app, `/rules/score/${key}`))}
          onDelete={async () => { await removeDocument(handle.app, 'scorecard', card.key); void navigate(paths.build(handle.app, '/rules')); }} />
      </Part>
    </>
  );
}
