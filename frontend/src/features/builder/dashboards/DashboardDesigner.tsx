import {
  AreaChartOutlined,
  BarChartOutlined,
  FontSizeOutlined,
  FunnelPlotOutlined,
  HolderOutlined,
  LineChartOutlined,
  NumberOutlined,
  PieChartOutlined,
  TableOutlined,
} from '@ant-design/icons';
import { DndContext, PointerSensor, useDraggable, useSensor, useSensors } from '@dnd-kit/core';
import { useEffect, useRef } from 'react';
import { newId } from '@/canvas/ids';
import { segments } from '@/canvas/pointers';
import { useSpokenDrags } from '@/canvas/spokenDrags';
import canvas from '@/canvas/canvas.module.css';
import { useText } from '@/i18n';
import { Skeleton } from '@/ui/Skeletons';
import { WidgetBody } from '@/widgets/WidgetCard';
import { useDraft } from '../draft/api';
import type { DashboardDocument, WidgetDocument } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import data from '../data/data.module.css';
import { DesignerFrame } from '../shell/DesignerFrame';
import { ElementPage } from '../shell/ElementPage';
import { useDesignerKeys } from '../shell/useDesignerKeys';
import { useSelection } from '../shell/useSelection';
import { hasFault } from '../shell/faults';
import css from './dashboards.module.css';
import { below, COLUMNS, dropped, inReadingOrder, settle, within } from './grid';
import type { Place } from './grid';
import { useWidgetNumbers } from './useWidgetNumbers';
import { WidgetProperties } from './WidgetProperties';
import { dashboardWords } from './words';

const ROW = 52;
const icons = {
  kpi: <NumberOutlined aria-hidden />,
  bar: <BarChartOutlined aria-hidden />,
  line: <LineChartOutlined aria-hidden />,
  area: <AreaChartOutlined aria-hidden />,
  pie: <PieChartOutlined aria-hidden />,
  funnel: <FunnelPlotOutlined aria-hidden />,
  table: <TableOutlined aria-hidden />,
  text: <FontSizeOutlined aria-hidden />,
} as const;
type WidgetKind = keyof typeof icons;

export function DashboardDesigner() {
  return (
    <ElementPage kind="dashboard" place="dashboards">
      {(handle) => <Designer handle={handle} />}
    </ElementPage>
  );
}

function Designer({ handle }: { handle: DocumentHandle<DashboardDocument> }) {
  const b = dashboardWords.use();
  const text = useText();
  const dashboard = handle.document;
  const draft = useDraft(handle.app).data;
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 4 } }));
  const grid = useRef<HTMLDivElement>(null);
  const [selected, select] = useSelection((pointer) => {
    const [first, second] = segments(pointer);
    return first === 'widgets' ? (dashboard.widgets[Number(second)]?.id ?? null) : null;
  }, true);
  const at = dashboard.widgets.findIndex((widget) => widget.id === selected);
  const nameOf = (widget: WidgetDocument) => {
    const source = draft?.documents.find(
      (entry) =>
        (entry.kind === 'metric' && entry.key === widget.metric) ||
        (entry.kind === 'dataset' && entry.key === widget.dataset),
    );
    return text(widget.title) || text(source?.name) || b(`kind_${widget.kind as WidgetKind}`);
  };
  const spoken = useSpokenDrags({
    name: ({ id }) => {
      const widget = dashboard.widgets.find((each) => each.id === id);
      return widget && nameOf(widget);
    },
    anywhere: true,
  });
  const put = (id: string, next: (place: Place) => Place) =>
    handle.change(
      (document) => {
        const widget = document.widgets.find((each) => each.id === id);
        if (!widget) return;
        widget.at = within(next([...widget.at] as Place));
        settle(document.widgets, id);
      },
      { merge: `${id}.at` },
    );
  const add = (kind: WidgetKind) => {
    const id = newId();
    const size: [number, number] = kind === 'kpi' ? [3, 2] : [6, 4];
    handle.change(
      (document) =>
        void document.widgets.push({
          id,
          kind,
          at: [0, below(document.widgets), ...size],
          ...(kind === 'text' ? { text: { zh: '文字', en: 'Text' } } : {}),
        }),
    );
    select(id);
  };
  const remove = () => {
    if (at >= 0) handle.change((document) => void document.widgets.splice(at, 1));
    select(null);
  };
  useDesignerKeys({
    onDelete: remove,
    onEscape: () => select(null),
    onDuplicate: () => {
      const widget = dashboard.widgets[at];
      if (!widget) return;
      const id = newId();
      handle.change(
        (document) =>
          void document.widgets.push({
            ...structuredClone(widget),
            id,
            at: [widget.at[0], below(document.widgets), widget.at[2], widget.at[3]],
          }),
      );
      select(id);
    },
  });
  const latest = useRef({ selected, put });
  useEffect(() => {
    latest.current = { selected, put };
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      const id = latest.current.selected;
      if (!step || !id || event.altKey || !(event.target as HTMLElement).closest('[data-widget]')) return;
      event.preventDefault();
      const [dx = 0, dy = 0] = step;
      latest.current.put(id, ([x, y, w, h]) =>
        event.shiftKey ? [x, y, w + dx, h + dy] : [x + dx, y + dy, w, h],
      );
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (
    <DesignerFrame
      selected={selected}
      palette={
        <div className={data.palette}>
          {(Object.keys(icons) as WidgetKind[]).map((kind) => (
            <button
              key={kind}
              type="button"
              className={data.tile}
              style={{ marginBottom: 4 }}
              onClick={() => add(kind)}
            >
              {icons[kind]} {b(`kind_${kind}`)}
            </button>
          ))}
          <p className="muted caption">{b('keys')}</p>
        </div>
      }
      outline={
        <ul className={data.tree}>
          {dashboard.widgets.map((widget) => (
            <li key={widget.id}>
              <button type="button" aria-current={widget.id === selected} onClick={() => select(widget.id)}>
                {icons[widget.kind as WidgetKind]} <span className="truncate">{nameOf(widget)}</span>
              </button>
            </li>
          ))}
        </ul>
      }
      canvas={
        <DndContext
          sensors={sensors}
          accessibility={spoken}
          onDragEnd={({ active, delta }) => {
            const column = ((grid.current?.clientWidth ?? 800) - 32) / 12;
            const narrow = grid.current && onNarrowCanvas(grid.current, String(active.id), delta);
            if (narrow) {
              const other = dashboard.widgets.find((each) => each.id === narrow.over);
              if (other) put(String(active.id), (place) => dropped(place, other.at));
              return;
            }
            put(String(active.id), ([x, y, w, h]) => [
              x + Math.round(delta.x / column),
              y + Math.round(delta.y / ROW),
              w,
              h,
            ]);
            select(String(active.id));
          }}
        >
          {dashboard.widgets.length === 0 && (
            <p className="muted" style={{ padding: 16 }}>
              {b('emptyCanvas')}
            </p>
          )}
          <div className={css.sheet}>
            <div className={css.grid} ref={grid}>
              {inReadingOrder(dashboard.widgets).map((widget) => (
                <Widget
                  key={widget.id}
                  app={handle.app}
                  dashboard={dashboard}
                  widget={widget}
                  name={nameOf(widget)}
                  selected={widget.id === selected}
                  onSelect={() => select(widget.id)}
                  faulty={hasFault(handle.open.problems, `/widgets/${dashboard.widgets.indexOf(widget)}`)}
                />
              ))}
            </div>
          </div>
        </DndContext>
      }
      properties={<WidgetProperties handle={handle} at={at} onRemove={remove} />}
    />
  );
}

/**
 * The widget that one was dragged onto, where the canvas is so narrow that they stand in one column; undefined
 * where they stand in their own places.
 */
function onNarrowCanvas(grid: HTMLElement, id: string, delta: { x: number; y: number }) {
  if (getComputedStyle(grid).gridTemplateColumns.split(' ').length === COLUMNS) return undefined;
  const all = [...grid.querySelectorAll<HTMLElement>('[data-widget]')];
  const own = all.find((each) => each.dataset.widget === id);
  if (!own) return undefined;
  const x = own.offsetLeft + own.offsetWidth / 2 + delta.x;
  const y = own.offsetTop + own.offsetHeight / 2 + delta.y;
  const over = all.find(
    (each) =>
      each !== own &&
      x >= each.offsetLeft &&
      x <= each.offsetLeft + each.offsetWidth &&
      y >= each.offsetTop &&
      y <= each.offsetTop + each.offsetHeight,
  );
  return { over: over?.dataset.widget };
}

function Widget({
  app,
  dashboard,
  widget,
  name,
  selected,
  faulty,
  onSelect,
}: {
  app: string;
  dashboard: DashboardDocument;
  widget: WidgetDocument;
  name: string;
  selected: boolean;
  faulty: boolean;
  onSelect: () => void;
}) {
  const { setNodeRef, listeners, transform, isDragging } = useDraggable({ id: widget.id });
  const text = useText();
  const numbers = useWidgetNumbers(app, widget, dashboard);
  const [x, y, width, height] = widget.at;
  return (
    <div
      className={css.widget}
      onClick={onSelect}
      data-selected={selected}
      data-dragging={isDragging}
      data-widget={widget.id}
      data-kind={widget.kind}
      style={{
        gridColumn: `${x + 1} / span ${width}`,
        gridRow: `${y + 1} / span ${height}`,
        transform: transform ? `translate(${transform.x}px, ${transform.y}px)` : undefined,
      }}
    >
      <span ref={setNodeRef} className={canvas.handle} {...listeners} aria-hidden>
        <HolderOutlined aria-hidden />
      </span>
      <div className={css.body}>
        <button type="button" className={css.title} aria-pressed={selected} title={name} onClick={onSelect}>
          {name} {faulty && <span style={{ color: 'var(--red-shade)' }}>⚠</span>}
        </button>
        <div className={css.preview} inert data-kind={widget.kind}>
          {widget.kind === 'text' ? (
            <p>{text(widget.text)}</p>
          ) : numbers === undefined ? (
            <Skeleton height="100%" />
          ) : numbers === null || numbers.error ? (
            <span className={css.picture}>{icons[widget.kind as WidgetKind]}</span>
          ) : (
            <WidgetBody data={numbers} asTable={false} title={name} onDrill={() => undefined} />
          )}
        </div>
      </div>
    </div>
  );
}
