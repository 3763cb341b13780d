import { PlusOutlined } from '@ant-design/icons';
import { Fragment, useEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';
import { useNavigate } from 'react-router';
import type { Point } from '@/canvas/layers';
import { useText } from '@/i18n';
import { paths } from '@/ui/paths';
import { ZoomTools } from '../kit/ZoomTools';
import css from './relations.module.css';
import { CARD, extent, linesOf, neighbours, STEP } from './relations';
import type { Box } from './relations';
import type { Relations } from './useRelations';
import { relationWords } from './words';

const SMALLEST = 0.3;
/** Up to so many relations every one has its name; in more, those of the chosen entity. */
const NAMED = 14;
/** A press that goes no farther is a click. */
const STILL = 4;

export interface DiagramProps {
  app: string;
  state: Relations;
  chosen: string | null;
  onChoose: (key: string | null) => void;
  /** A reference is wanted: from one entity, to another if it is known. */
  onConnect: (from: string, to?: string) => void;
}

interface Drag {
  key: string;
  kind: 'move' | 'connect';
  /** Where the pointer went down, and where it is, in the picture. */
  from: Point;
  to: Point;
  moved: boolean;
}

/** Cards that can be moved, with a line for each relation; the chosen one's are told apart from the others. */
export function Diagram({ app, state, chosen, onChoose, onConnect }: DiagramProps) {
  const w = relationWords.use();
  const text = useText();
  const navigate = useNavigate();
  const { entities, relations, boxes: kept } = state;
  const [zoom, setZoom] = useState(1);
  const [drag, setDrag] = useState<Drag | null>(null);
  const viewport = useRef<HTMLDivElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  const boxes = useMemo(() => {
    const box = drag?.kind === 'move' && drag.moved ? kept[drag.key] : undefined;
    if (!drag || !box) return kept;
    return { ...kept, [drag.key]: { ...box, ...shifted(box, drag) } };
  }, [kept, drag]);
  // While a card is moved the picture keeps its edge: it would slip away under the pointer.
  const frame = useMemo(() => extent(kept), [kept]);
  const near = useMemo(() => (chosen ? neighbours(relations, chosen) : null), [relations, chosen]);
  const lines = useMemo(() => linesOf(relations, boxes), [relations, boxes]);
  const nameOf = (key: string) => text(entities[key]?.name) || key;

  const fit = () => {
    const room = viewport.current;
    if (!room) return;
    const ratio = Math.min((room.clientWidth - 16) / frame.width, (room.clientHeight - 16) / frame.height);
    setZoom(Math.max(SMALLEST, Math.min(1, ratio)));
  };
  useEffect(() => {
    fit();
    // Once, when the diagram is opened; later its size is the person's choice.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  useEffect(() => {
    if (!chosen) return;
    const card = stage.current?.querySelector(`[data-entity="${chosen}"]`);
    card?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' });
  }, [chosen]);

  const at = (event: PointerEvent): Point => {
    const edge = stage.current?.getBoundingClientRect();
    return {
      x: (event.clientX - (edge?.left ?? 0)) / zoom + frame.x,
      y: (event.clientY - (edge?.top ?? 0)) / zoom + frame.y,
    };
  };
  const press = (event: PointerEvent<HTMLElement>, key: string, kind: Drag['kind']) => {
    if (event.button !== 0) return;
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    setDrag({ key, kind, from: at(event), to: at(event), moved: false });
  };
  const follow = (event: PointerEvent) => {
    if (!drag) return;
    const to = at(event);
    const moved = drag.moved || Math.hypot(to.x - drag.from.x, to.y - drag.from.y) * zoom > STILL;
    setDrag({ ...drag, to, moved });
  };
  const release = (event: PointerEvent) => {
    if (!drag) return;
    setDrag(null);
    if (drag.kind === 'move') {
      const box = kept[drag.key];
      if (drag.moved && box) state.move(drag.key, shifted(box, { ...drag, to: at(event) }));
      onChoose(drag.key);
      return;
    }
    const target = drag.moved ? hit(boxes, at(event)) : undefined;
    if (!drag.moved) onConnect(drag.key);
    else if (target) onConnect(drag.key, target);
  };
  const keyed = (event: KeyboardEvent, key: string) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const way = ARROWS[event.key];
    const box = kept[key];
    if (way && box) {
      const step = event.shiftKey ? STEP * 8 : STEP * 2;
      state.move(key, { x: box.x + way.x * step, y: box.y + way.y * step }, `move:${key}`);
    } else if (event.key === 'Enter') void navigate(paths.build(app, `/data/${key}`));
    else if (event.key === '+') onConnect(key);
    else if (event.key === 'Escape') onChoose(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const wanted = drag?.kind === 'connect' && drag.moved ? hit(boxes, drag.to) : undefined;
  return (
    <div className={css.diagram}>
      <ZoomTools className={css.zoom ?? ''} smallest={SMALLEST} onZoom={setZoom} onFit={fit} />
      <div
        className={css.viewport}
        ref={viewport}
        role="group"
        aria-label={w('picture')}
        onPointerDown={(event) => {
          if (event.target === event.currentTarget || event.target === stage.current) onChoose(null);
        }}
      >
        <div className={css.room} style={{ width: frame.width * zoom, height: frame.height * zoom }}>
          <div
            ref={stage}
            className={css.stage}
            style={{ width: frame.width, height: frame.height, transform: `scale(${zoom})` }}
          >
            <svg className={css.lines} width={frame.width} height={frame.height} aria-hidden>
              <defs>
                {[false, true].map((near) => (
                  <Fragment key={String(near)}>
                    <marker id={tipOf('tip', near)} {...MARK} refX="8" orient="auto">
                      <path d="M0,0 L8,4 L0,8 z" className={css.tip} data-near={near} />
                    </marker>
                    <marker id={tipOf('rows', near)} {...MARK} refX="4">
                      <rect x="1" y="1" width="6" height="6" className={css.tip} data-near={near} />
                    </marker>
                  </Fragment>
                ))}
              </defs>
              <g transform={`translate(${-frame.x},${-frame.y})`}>
                {relations.map((relation) => {
                  const line = lines[relation.id];
                  if (!line) return null;
                  const mine = relation.from === chosen || relation.to === chosen;
                  return (
                    <path
                      key={relation.id}
                      d={line.path}
                      className={css.line}
                      data-kind={relation.kind}
                      data-near={near === null ? undefined : mine}
                      markerStart={relation.kind === 'rows' ? `url(#${tipOf('rows', mine)})` : undefined}
                      markerEnd={relation.kind === 'rows' ? undefined : `url(#${tipOf('tip', mine)})`}
                    />
                  );
                })}
                {drag?.kind === 'connect' && drag.moved && (
                  <path
                    className={css.line}
                    data-kind="wished"
                    d={`M${drag.from.x},${drag.from.y} L${drag.to.x},${drag.to.y}`}
                    markerEnd={`url(#${tipOf('tip', true)})`}
                  />
                )}
              </g>
            </svg>
            {Object.entries(boxes).map(([key, box]) => {
              const count = relations.filter(({ from, to }) => from === key || to === key).length;
              const fields = Object.keys(entities[key]?.schema.properties ?? {}).length;
              return (
                <div
                  key={key}
                  className={css.card}
                  role="group"
                  tabIndex={0}
                  aria-label={w('card', { name: nameOf(key), fields, count })}
                  aria-keyshortcuts="Enter + ArrowUp ArrowDown ArrowLeft ArrowRight"
                  data-entity={key}
                  data-chosen={chosen === key || undefined}
                  data-far={(near !== null && !near.has(key)) || undefined}
                  data-rows={entities[key]?.parent ? true : undefined}
                  data-wanted={wanted === key || undefined}
                  data-moving={(drag?.key === key && drag.kind === 'move' && drag.moved) || undefined}
                  style={{
                    left: box.x - frame.x,
                    top: box.y - frame.y,
                    width: CARD.width,
                    height: CARD.height,
                  }}
                  onFocus={(event) => event.target === event.currentTarget && !drag && onChoose(key)}
                  onKeyDown={(event) => keyed(event, key)}
                  onPointerDown={(event) => press(event, key, 'move')}
                  onPointerMove={follow}
                  onPointerUp={release}
                  onPointerCancel={() => setDrag(null)}
                  onDoubleClick={() => void navigate(paths.build(app, `/data/${key}`))}
                >
                  <strong className="truncate" title={nameOf(key)}>
                    {nameOf(key)}
                  </strong>
                  <small className="truncate">{key}</small>
                  <button
                    type="button"
                    tabIndex={-1}
                    className={css.dot}
                    aria-label={w('connect', { name: nameOf(key) })}
                    title={w('connect', { name: nameOf(key) })}
                    onPointerDown={(event) => press(event, key, 'connect')}
                    onPointerMove={follow}
                    onPointerUp={(event) => {
                      event.stopPropagation();
                      release(event);
                    }}
                  >
                    <PlusOutlined aria-hidden />
                  </button>
                </div>
              );
            })}
            {relations.map((relation) => {
              const line = lines[relation.id];
              const mine = relation.from === chosen || relation.to === chosen;
              if (!line || (chosen ? !mine : relations.length > NAMED)) return null;
              return (
                <span
                  key={relation.id}
                  className={`${css.name} truncate`}
                  style={{ left: line.name.x - frame.x, top: line.name.y - frame.y }}
                  aria-hidden
                >
                  {text(relation.field['x-dougong'].label) || relation.key}
                </span>
              );
            })}
          </div>
        </div>
      </div>
    </div>
  );
}

const ARROWS: Partial<Record<string, Point>> = {
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
};

const MARK = {
  viewBox: '0 0 8 8',
  refY: '4',
  markerWidth: 10,
  markerHeight: 10,
  markerUnits: 'userSpaceOnUse',
};
const tipOf = (kind: 'tip' | 'rows', near: boolean) => `relation-${kind}${near ? '-near' : ''}`;

const shifted = (box: Box, { from, to }: Pick<Drag, 'from' | 'to'>): Point => ({
  x: box.x + to.x - from.x,
  y: box.y + to.y - from.y,
});

const hit = (boxes: Record<string, Box>, { x, y }: Point): string | undefined =>
  Object.entries(boxes).find(
    ([, box]) => x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height,
  )?.[0];
