import { PlusOutlined } from '@ant-design/icons';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { arrange, middleOf, wayOf } from '@/canvas/layers';
import { useText } from '@/i18n';
import { useParsed } from '@/expressions/useParsed';
import type { DocumentProblem } from '../draft/api';
import type { FlowDocument, FlowEdge, FlowNode } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import { useReadings } from '../rules/useReadings';
import { useSpeech } from '../rules/useSpeech';
import { ZoomTools } from '../kit/ZoomTools';
import { hasFault } from '../shell/faults';
import type { FlowDiff } from './flowDiff';
import { isBranch, isSplit, START } from './flowChanges';
import { nodeWords, startWords } from './flowSentence';
import css from './flows.module.css';
import { nodeIcons } from './nodeIcons';
import { flowWords } from './words';

export interface FlowCanvasProps {
  handle: DocumentHandle<FlowDocument>;
  selected: string | null;
  /** The edge on which the next node will stand. */
  at: number | null;
  onSelect: (id: string) => void;
  onEdge: (at: number) => void;
  /** A kind of node was dropped on an edge. */
  onDrop: (at: number, kind: FlowNode['kind']) => void;
  tools?: ReactNode;
  /** How it differs from another version, while that is shown. */
  diff?: FlowDiff;
}

export const DRAGGED = 'application/x-dougong-node';

const CARD = { width: 240, height: 78 };
const GATEWAY = { width: 240, height: 60 };
const SIZES: Record<keyof typeof nodeIcons, { width: number; height: number }> = {
  start: { width: 200, height: 48 },
  end: { width: 160, height: 60 },
  approve: CARD,
  handle: CARD,
  cc: GATEWAY,
  exclusive: { width: 240, height: 44 },
  parallel: GATEWAY,
  inclusive: GATEWAY,
  timer: GATEWAY,
  wait: GATEWAY,
  action: CARD,
  decision: GATEWAY,
  sub_flow: CARD,
  note: CARD,
};
const MINIMUM = 0.4;
const LANE = 20;

function sizeOf(node: FlowNode): { width: number; height: number } {
  const size = SIZES[node.kind] ?? CARD;
  return node.bpmn?.lane ? { ...size, height: size.height + LANE } : size;
}

/** Outcomes that stand on their ways; that something went well needs no words. */
const told = (edge: FlowEdge) => (edge.on && edge.on !== 'approved' ? edge.on : undefined);
const isNamed = (flow: FlowDocument, edge: FlowEdge) =>
  edge.default || told(edge) !== undefined || isBranch(flow, edge);

/** The ways of which problems tell: “a → b → c” in a hint. */
function faultyWays(problems: DocumentProblem[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { hint } of problems) {
    const path = hint?.includes(' → ') ? hint.split(' → ') : [];
    path.slice(1).forEach((to, at) => found.add(`${path[at]}>${to}`));
  }
  return found;
}

/** The flow from top to bottom; cards say what happens, every line has a place to insert. */
export function FlowCanvas({ handle, selected, at, onSelect, onEdge, onDrop, tools, diff }: FlowCanvasProps) {
  const w = flowWords.use();
  const text = useText();
  const [zoom, setZoom] = useState(1);
  const viewport = useRef<HTMLDivElement>(null);
  const flow = diff?.whole ?? handle.document;
  const steps = useMemo(() => flow.nodes.flatMap((node) => node.do ?? []), [flow]);
  const speech = useReadings(handle.app, useSpeech(handle.app), flow.entity, steps, 'gateway');
  const picture = useMemo(
    () =>
      arrange(
        [
          { id: START, size: SIZES.start },
          ...flow.nodes.map((node) => ({ id: node.key, size: sizeOf(node) })),
        ],
        flow.edges.map((edge) => ({
          from: edge.from,
          to: edge.to,
          last: edge.default,
          label: isNamed(flow, edge) ? { width: 150, height: 50 } : { width: 30, height: 28 },
        })),
      ),
    [flow],
  );
  const faulty = useMemo(() => faultyWays(handle.open.problems), [handle.open.problems]);
  const [over, setOver] = useState<number | null>(null);
  const fit = () =>
    setZoom(
      Math.max(
        MINIMUM,
        Math.min(1, ((viewport.current?.clientWidth ?? 800) - 32) / (picture.size.width || 1)),
      ),
    );
  useEffect(() => {
    fit();
    // Once, when the flow is opened; later its size is the person's choice.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  const nameOf = (key: string) =>
    key === START ? w('start') : text(flow.nodes.find((node) => node.key === key)?.name) || key;
  const card = (
    id: string,
    kind: keyof typeof SIZES,
    title: string,
    said: string,
    pointer: string,
    lane?: string,
  ) => {
    const box = picture.nodes[id];
    if (!box) return null;
    const wrong = hasFault(handle.open.problems, pointer);
    const mark = diff?.nodes.get(id);
    return (
      <button
        key={id}
        type="button"
        className={css.card}
        data-kind={kind}
        data-node={id}
        data-mark={mark}
        aria-pressed={selected === id}
        onClick={() => onSelect(id)}
        style={{ left: box.x, top: box.y, width: box.width, height: box.height }}
      >
        <strong>
          <span aria-hidden>{nodeIcons[kind]}</span>
          <span className="truncate">{title}</span>
          {wrong && <span style={{ color: 'var(--red-shade)' }}>⚠</span>}
        </strong>
        {lane && (
          <span className={`${css.lane} truncate`} title={w('inLane', { name: lane })}>
            {w('inLane', { name: lane })}
          </span>
        )}
        {mark && <span className={css.mark}>{w(`mark_${mark}`)}</span>}
        {said && <small>{said}</small>}
      </button>
    );
  };
  return (
    <div className={css.viewport} ref={viewport}>
      <div className={css.zoom}>
        <ZoomTools className="" smallest={MINIMUM} onZoom={setZoom} onFit={fit} />
        {tools}
      </div>
      <div style={{ width: picture.size.width * zoom, height: picture.size.height * zoom, margin: '0 auto' }}>
        <div
          className={css.stage}
          style={{ width: picture.size.width, height: picture.size.height, transform: `scale(${zoom})` }}
        >
          <svg className={css.ways} width={picture.size.width} height={picture.size.height} aria-hidden>
            <defs>
              <marker
                id="flow-tip"
                viewBox="0 0 8 8"
                refX="7"
                refY="4"
                markerUnits="userSpaceOnUse"
                markerWidth="8"
                markerHeight="8"
                orient="auto"
              >
                <path d="M0,0 L8,4 L0,8 z" className={css.tip} />
              </marker>
            </defs>
            {flow.edges.map((edge, index) => (
              <path
                key={index}
                className={css.way}
                data-on={edge.on}
                data-mark={diff?.edges.get(index)}
                data-faulty={faulty.has(`${edge.from}>${edge.to}`) || undefined}
                data-selected={over === index || selected === `edge:${index}` || at === index}
                d={wayOf(picture.edges[index] ?? [])}
                markerEnd="url(#flow-tip)"
              />
            ))}
          </svg>
          {card(START, 'start', startWords(w, flow), '', '/start')}
          {flow.nodes.map((node, index) =>
            card(
              node.key,
              node.kind in SIZES ? node.kind : 'action',
              text(node.name) || w(node.kind),
              // With what is gone drawn as well, a join would have two ways out.
              nodeWords(w, speech, diff?.nodes.get(node.key) === 'removed' ? flow : handle.document, node),
              `/nodes/${index}`,
              node.bpmn?.lane,
            ),
          )}
          {flow.edges.map((edge, index) => {
            const points = picture.edges[index] ?? [];
            if (points.length === 0 || diff?.edges.get(index) === 'removed') return null;
            const middle = picture.labels[index] ?? middleOf(points);
            const said = edge.default
              ? w('otherwise')
              : isBranch(flow, edge)
                ? text(edge.label) || (
                    <Condition app={handle.app} entity={flow.entity} when={edge.when ?? ''} />
                  )
                : told(edge)
                  ? w(`told_${told(edge)}` as 'told_rejected')
                  : isSplit(flow, edge.from)
                    ? text(edge.label)
                    : '';
            return (
              <span
                key={index}
                className={css.edge}
                style={{ left: middle.x, top: middle.y }}
                onDragOver={(event) => {
                  if (!event.dataTransfer.types.includes(DRAGGED)) return;
                  event.preventDefault();
                  setOver(index);
                }}
                onDragLeave={() => setOver(null)}
                onDrop={(event) => {
                  const kind = event.dataTransfer.getData(DRAGGED) as FlowNode['kind'] | '';
                  setOver(null);
                  if (!kind) return;
                  event.preventDefault();
                  onDrop(index, kind);
                }}
              >
                {said && (
                  <button
                    type="button"
                    className={`${css.edgeLabel} truncate`}
                    aria-pressed={selected === `edge:${index}`}
                    onClick={() => onSelect(`edge:${index}`)}
                  >
                    {said}
                    {hasFault(handle.open.problems, `/edges/${index}`) && (
                      <span style={{ color: 'var(--red-shade)' }}> ⚠</span>
                    )}
                  </button>
                )}
                <button
                  type="button"
                  className={css.plus}
                  aria-pressed={at === index || over === index}
                  aria-label={w('insertAfter', { name: nameOf(edge.from) })}
                  title={w('insertAt')}
                  onClick={() => onEdge(index)}
                >
                  <PlusOutlined style={{ fontSize: 12 }} aria-hidden />
                </button>
              </span>
            );
          })}
        </div>
      </div>
    </div>
  );
}

/** The condition of a way without a name, in words. */
function Condition({ app, entity, when }: { app: string; entity: string; when: string }) {
  const w = flowWords.use();
  const text = useText();
  const parsed = useParsed({ draft: true, app, entity, context: 'gateway' }, when).data;
  return <>{when ? text(parsed?.reading) || w('aCondition') : w('noCondition')}</>;
}
