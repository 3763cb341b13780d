import { PlusOutlined } from '@ant-design/icons';
import { newId } from '@/canvas/ids';
import { move } from '@/canvas/lists';
import { segments } from '@/canvas/pointers';
import { SortableList, SortableRow } from '@/canvas/Sortable';
import { useText } from '@/i18n';
import { listed } from '@/i18n/lists';
import { Button } from '@/ui/Button';
import type { ScoreCardDocument, ScoreLine } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import { useParsed } from '@/expressions';
import data from '../data/data.module.css';
import { DesignerFrame } from '../shell/DesignerFrame';
import { ElementPage } from '../shell/ElementPage';
import { ProblemsAt } from '../shell/ProblemsAt';
import { useDesignerKeys } from '../shell/useDesignerKeys';
import { useSelection } from '../shell/useSelection';
import { words } from '../words';
import css from './rules.module.css';
import { ruleWords } from './words';
import { events } from './scoreEvents';
import { KeptTests } from './keptTests';
import { SimulationPanel } from './SimulationPanel';
import { LineProperties } from './ScoreLineProperties';
import { Bands, CardProperties } from './ScoreCardParts';

export function ScoreDesigner() {
  return (
    <ElementPage kind="scorecard" place="rules">
      {(handle) => <Designer handle={handle} />}
    </ElementPage>
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
    handle.change(
      (draft) =>
        void draft.lines.splice(at >= 0 ? at + 1 : draft.lines.length, 0, {
          id,
          points: 10,
          reason: { zh: '', en: '' },
          ...part,
        }),
    );
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
  useDesignerKeys({
    onDelete: remove,
    onMove: (by) => at >= 0 && moveLine(at, at + by),
    onEscape: () => select(null),
    onDuplicate: () => {
      if (line) add({ ...line, id: newId() });
    },
  });
  const lines = card.lines.reduce((sum, each) => sum + Math.max(0, Number(each.cap ?? each.points) || 0), 0);
  const total = card.cap === undefined ? lines : Math.min(lines, Number(card.cap) || 0);
  return (
    <DesignerFrame
      selected={selected}
      wide
      palette={
        <div className={data.palette}>
          <button type="button" className={data.tile} style={{ marginBottom: 4 }} onClick={() => add({})}>
            {r('lineWhen')}
          </button>
          {Object.entries(events).map(([event, word]) => (
            <button
              key={event}
              type="button"
              className={data.tile}
              style={{ marginBottom: 4 }}
              onClick={() => add({ event })}
            >
              {r(word)}
            </button>
          ))}
        </div>
      }
      outline={
        <ul className={data.tree}>
          {card.lines.map((each) => (
            <li key={each.id}>
              <button type="button" aria-current={each.id === selected} onClick={() => select(each.id)}>
                <span className="figures">
                  {Number(each.points) > 0 ? '+' : ''}
                  {each.points}
                </span>
                <span className="truncate">{text(each.reason) || '…'}</span>
              </button>
            </li>
          ))}
        </ul>
      }
      canvas={
        <div className={css.canvas}>
          <section className={css.block}>
            <h2>
              {r('scoreLines')} <span className="muted caption">{r('totalPoints', { count: total })}</span>
            </h2>
            <ProblemsAt
              problems={handle.open.problems.filter((problem) => problem.pointer === '/lines')}
              at="/lines"
            />
            <SortableList ids={card.lines.map((each) => each.id)} onMove={moveLine}>
              {card.lines.map((each, index) => (
                <SortableRow
                  key={each.id}
                  id={each.id}
                  name={text(each.reason) || r('rowAt', { at: index + 1 })}
                  handleLabel={r('moveLine', { at: index + 1 })}
                >
                  <button
                    type="button"
                    className={css.line}
                    aria-pressed={each.id === selected}
                    onClick={() => select(each.id)}
                  >
                    <strong className="figures" style={{ minWidth: 44 }}>
                      {Number(each.points) > 0 ? '+' : ''}
                      {each.points}
                    </strong>
                    <span style={{ flex: 1, minWidth: 0 }}>
                      {text(each.reason) || '…'}
                      <br />
                      <LineWords handle={handle} line={each} />
                    </span>
                    {each.cap !== undefined && <small>≤ {each.cap}</small>}
                    {each.decay?.kind && (
                      <small>{r(`sayDecay_${each.decay.kind}`, { count: each.decay.days })}</small>
                    )}
                  </button>
                </SortableRow>
              ))}
            </SortableList>
            <span>
              <Button small icon={<PlusOutlined aria-hidden />} onClick={() => add({})}>
                {r('addLine')}
              </Button>
            </span>
          </section>
          <Bands handle={handle} />
          <SimulationPanel kind="scorecard" handle={handle} />
          <KeptTests handle={handle} />
        </div>
      }
      properties={
        line ? (
          <LineProperties key={line.id} handle={handle} at={at} line={line} onRemove={remove} />
        ) : (
          <>
            <p className="muted" style={{ padding: 16 }}>
              {t('selectSomething')}
            </p>
            <CardProperties handle={handle} />
          </>
        )
      }
    />
  );
}

function LineWords({ handle, line }: { handle: DocumentHandle<ScoreCardDocument>; line: ScoreLine }) {
  const r = ruleWords.use();
  const text = useText();
  const parsed = useParsed(
    { draft: true, app: handle.app, entity: handle.document.entity, context: 'rule' },
    line.when ?? '',
  );
  if (line.event)
    return (
      <small>
        {r(events[line.event as 'form.submitted'] ?? 'event')}{' '}
        {listed([line.form, line.name, line.verb].flat().filter(Boolean).map(String))}
      </small>
    );
  return <small>{text(parsed.data?.reading) || line.when || r('always')}</small>;
}
