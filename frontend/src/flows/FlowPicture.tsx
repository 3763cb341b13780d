import { useEffect, useMemo, useRef, useState } from 'react';
import { arrange, middleOf, wayOf } from '@/canvas/layers';
import { useText } from '@/i18n';
import { DateTimeText, StateTag } from '@/ui';
import css from './flows.module.css';
import { edgeTaken, nodeOutcome, nodeStatus, standingVisit, statusColour } from './progress';
import type { FlowInstance, FlowNode, FlowVisit } from './types';
import { useSpan } from './useSpan';
import { flowWords } from './words';

const PERSON_LINE = 20;
const MOST_PEOPLE = 3;
const PILL = { width: 168, height: 52 };
/** Smaller than this nobody can read it: from there on it scrolls. */
const LEAST_SCALE = 0.72;

/** The graph of a request from top to bottom: where it is, who decided, when. */
export function FlowPicture({ instance }: { instance: FlowInstance }) {
  const t = flowWords.use();
  const text = useText();
  const { nodes, edges } = instance.graph;
  const picture = useMemo(
    () =>
      arrange(
        nodes.map((node) => ({ id: node.key, size: sizeOf(instance, node) })),
        edges.map((edge) => ({
          from: edge.from,
          to: edge.to,
          last: edge.default,
          label: edgeLabelled(edge) ? { width: 96, height: 26 } : undefined,
        })),
      ),
    [instance, nodes, edges],
  );
  const viewport = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState(0);
  useEffect(() => {
    const element = viewport.current;
    if (!element) return;
    const watcher = new ResizeObserver(() => setRoom(element.clientWidth));
    watcher.observe(element);
    return () => watcher.disconnect();
  }, []);
  const { width, height } = picture.size;
  const scale = room > 0 ? Math.max(LEAST_SCALE, Math.min(1, room / width)) : 1;
  const nameOf = (node: FlowNode) =>
    text(node.name) || (node.kind === 'start' ? t('start') : node.kind === 'end' ? t('end') : node.key);

  return (
    <div className={css.viewport} ref={viewport} role="group" aria-label={t('picture')} tabIndex={0}>
      <div className={css.frame} style={{ width: width * scale, height: height * scale }}>
        <div className={css.stage} style={{ width, height, transform: `scale(${scale})` }}>
          <svg className={css.ways} width={width} height={height} aria-hidden>
            {edges.map((edge, index) => {
              const points = picture.edges[index] ?? [];
              const end = points.at(-1);
              const taken = edgeTaken(instance, edge);
              return (
                <g key={index} data-taken={taken || undefined} className={css.wayGroup}>
                  <path className={css.way} d={wayOf(points)} />
                  {end && (
                    <path
                      className={css.tip}
                      d={`M${end.x - 4},${end.y - 6} L${end.x + 4},${end.y - 6} L${end.x},${end.y} z`}
                    />
                  )}
                </g>
              );
            })}
          </svg>
          {nodes.map((node) => {
            const box = picture.nodes[node.key];
            return box ? (
              <div
                key={node.key}
                className={css.place}
                style={{ left: box.x, top: box.y, width: box.width, height: box.height }}
              >
                <NodeCard instance={instance} node={node} name={nameOf(node)} />
              </div>
            ) : null;
          })}
          {edges.map((edge, index) => {
            const points = picture.edges[index] ?? [];
            if (!edgeLabelled(edge) || points.length === 0) return null;
            const middle = middleOf(points);
            return (
              <span
                key={index}
                className={`${css.edgeLabel} truncate`}
                style={{ left: middle.x, top: middle.y }}
              >
                {text(edge.label) ||
                  t(
                    edge.default
                      ? 'otherwise'
                      : edge.on
                        ? (outcomes[edge.on as 'rejected'] ?? 'onCondition')
                        : 'onCondition',
                  )}
              </span>
            );
          })}
        </div>
      </div>
    </div>
  );
}

const edgeLabelled = (edge: { label?: unknown; default?: boolean; when?: string; on?: string }) =>
  Boolean(edge.label || edge.default || edge.when || (edge.on && edge.on !== 'approved'));

const outcomes = { rejected: 'ifRejected', timeout: 'ifLate', error: 'ifFailed' } as const;

const isPill = (node: FlowNode) => node.kind === 'start' || node.kind === 'end';

function sizeOf(instance: FlowInstance, node: FlowNode): { width: number; height: number } {
  if (node.kind === 'end') return { ...PILL, height: 40 };
  if (isPill(node)) return PILL;
  const visit = standingVisit(instance, node.key);
  const people = visit?.seats.length ?? 0;
  const lines = Math.min(people, MOST_PEOPLE) + (people > MOST_PEOPLE ? 1 : 0) + (isTimed(visit) ? 1 : 0);
  const shown = lines + (node.lane ? 1 : 0);
  return { width: 216, height: 44 + shown * PERSON_LINE + (shown > 0 ? 8 : 0) };
}

/** Whether a stay at a node was long enough to be told. */
const isTimed = (visit: FlowVisit | undefined): boolean =>
  visit !== undefined &&
  (visit.finished_at ? new Date(visit.finished_at).getTime() : Date.now()) -
    new Date(visit.started_at).getTime() >=
    60_000;

function NodeCard({ instance, node, name }: { instance: FlowInstance; node: FlowNode; name: string }) {
  const t = flowWords.use();
  const status = nodeStatus(instance, node);
  const outcome = nodeOutcome(instance, node);
  const visit = standingVisit(instance, node.key);
  const seats = visit?.seats ?? [];
  const span = useSpan();
  const took = visit && isTimed(visit) ? span(visit.started_at, visit.finished_at) : null;
  const here = instance.tokens.includes(node.key) && instance.state === 'running';
  return (
    <div
      className={css.card}
      data-status={outcome}
      data-kind={node.kind}
      data-here={here || undefined}
      aria-current={here ? 'step' : undefined}
    >
      <div className={css.cardHead}>
        <strong className="truncate" title={name}>
          {name}
        </strong>
        {!isPill(node) && (
          <StateTag colour={statusColour[outcome]} dot={false}>
            {t(status)}
          </StateTag>
        )}
      </div>
      {node.lane && !isPill(node) && (
        <small className="muted truncate">{t('inLane', { name: node.lane })}</small>
      )}
      {node.kind === 'start' && instance.initiator && (
        <small className="muted truncate">
          {instance.initiator.name} · <DateTimeText value={instance.started_at} />
        </small>
      )}
      {!isPill(node) &&
        seats.slice(0, MOST_PEOPLE).map((seat) => (
          <small key={seat.id} className={css.cardPerson}>
            <span className="truncate">{seat.person?.name ?? t('system')}</span>
            <span className="muted">
              <DateTimeText value={seat.decided_at ?? seat.opened_at} />
            </span>
          </small>
        ))}
      {seats.length > MOST_PEOPLE && !isPill(node) && (
        <small className="muted">+{seats.length - MOST_PEOPLE}</small>
      )}
      {took && !isPill(node) && (
        <small className="muted figures">{t(visit?.finished_at ? 'took' : 'lasts', { time: took })}</small>
      )}
    </div>
  );
}
