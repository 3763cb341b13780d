import {
  BranchesOutlined,
  CheckCircleOutlined,
  FlagOutlined,
  PlayCircleOutlined,
  PlusOutlined,
  ThunderboltOutlined,
} from '@ant-design/icons';
import { useEffect, useMemo, useRef, useState } from 'react';
import { arrange, middleOf, wayOf } from '@/canvas/layers';
import { useText } from '@/i18n';
import { useParsed } from '@/expressions/useParsed';
import type { FlowDocument, FlowEdge } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import { useSpeech } from '../rules/useSpeech';
import { ZoomTools } from '../kit/ZoomTools';
import { hasFault } from '../shell/faults';
import { isBranch, START } from './flowChanges';
import { nodeWords, startWords } from './flowSentence';
import css from './flows.module.css';
import { flowWords } from './words';

export const nodeIcons = {
  approve: <CheckCircleOutlined aria-hidden />,
  exclusive: <BranchesOutlined aria-hidden />,
  action: <ThunderboltOutlined aria-hidden />,
  end: <FlagOutlined aria-hidden />,
  start: <PlayCircleOutlined aria-hidden />,
} as const;

export interface FlowCanvasProps {
  handle: DocumentHandle<FlowDocument>;
  selected: string | null;
  /** The edge on which the next node will stand. */
  at: number | null;
  onSelect: (id: string) => void;
  onEdge: (at: number) => void;
}

const SIZES = {
  start: { width: 200, height: 48 },
  end: { width: 160, height: 60 },
  approve: { width: 240, height: 78 },
  exclusive: { width: 240, height: 44 },
  action: { width: 240, height: 78 },
};
const MINIMUM = 0.4;

const isNamed = (flow: FlowDocument, edge: FlowEdge) =>
  edge.default || edge.on === 'rejected' || isBranch(flow, edge);

/** The flow from top to bottom; cards say what happens, every line has a place to insert. */
export function FlowCanvas({ handle, selected, at, onSelect, onEdge }: FlowCanvasProps) {
  const w = flowWords.use();
  const text = useText();
  const speech = useSpeech(handle.app);
  const [zoom, setZoom] = useState(1);
  const viewport = useRef<HTMLDivElement>(null);
  const flow = handle.document;
  const picture = useMemo(
    () =>
      arrange(
        [
          { id: START, size: SIZES.start },
          ...flow.nodes.map((node) => ({ id: node.key, size: SIZES[node.kind] ?? SIZES.action })),
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
  const card = (id: string, kind: keyof typeof SIZES, title: string, said: string, pointer: string) => {
    const box = picture.nodes[id];
    if (!box) return null;
    const faulty = hasFault(handle.open.problems, pointer);
    return (
      <button
        key={id}
        type="button"
        className={css.card}
        data-kind={kind}
        data-node={id}
        aria-pressed={selected === id}
        onClick={() => onSelect(id)}
        style={{ left: box.x, top: box.y, width: box.width, height: box.height }}
      >
        <strong>
          <span aria-hidden>{nodeIcons[kind]}</span>
          <span className="truncate">{title}</span>
          {faulty && <span style={{ color: 'var(--red-shade)' }}>⚠</span>}
        </strong>
        {said && <small>{said}</small>}
      </button>
    );
  };
  return (
    <div className={css.viewport} ref={viewport}>
      <ZoomTools className={css.zoom ?? ''} smallest={MINIMUM} onZoom={setZoom} onFit={fit} />
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
                data-selected={selected === `edge:${index}` || at === index}
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
              nodeWords(w, speech, flow, node),
              `/nodes/${index}`,
            ),
          )}
          {flow.edges.map((edge, index) => {
            const points = picture.edges[index] ?? [];
            if (points.length === 0) return null;
            const middle = picture.labels[index] ?? middleOf(points);
            const said = edge.default
              ? w('otherwise')
              : isBranch(flow, edge)
                ? text(edge.label) || (
                    <Condition app={handle.app} entity={flow.entity} when={edge.when ?? ''} />
                  )
                : edge.on === 'rejected'
                  ? w('result_rejected')
                  : '';
            return (
              <span key={index} className={css.edge} style={{ left: middle.x, top: middle.y }}>
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
                  aria-pressed={at === index}
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
