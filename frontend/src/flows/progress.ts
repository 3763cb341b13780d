/** Where an instance stands, node by node; plain data for picture and list. */
import { useText } from '@/i18n';
import type { Colour } from '@/ui/StateTag';
import type { FlowInstance, FlowNode, FlowSeat, FlowVisit, InstanceState } from './types';
import { flowWords } from './words';

export type NodeStatus =
  | 'notReached'
  | 'waiting'
  | 'later'
  | 'passed'
  | 'approved'
  | 'rejected'
  | 'returned'
  | 'late'
  | 'failed'
  | 'cancelled';

export const statusColour: Record<NodeStatus, Colour> = {
  notReached: 'grey',
  waiting: 'amber',
  later: 'grey',
  passed: 'green',
  approved: 'green',
  rejected: 'red',
  returned: 'amber',
  late: 'amber',
  failed: 'red',
  cancelled: 'grey',
};
export const stateColour: Record<InstanceState, Colour> = {
  running: 'blue',
  approved: 'green',
  rejected: 'red',
  withdrawn: 'grey',
  terminated: 'grey',
};

export function visitStatus(visit: FlowVisit, kind: string | undefined): NodeStatus {
  if (visit.state === 'open') return 'waiting';
  if (visit.seats.some((seat) => seat.verb === 'return')) return 'returned';
  // Work is done, not agreed to.
  if (visit.outcome === 'approved' && kind === 'handle') return 'passed';
  if (visit.outcome === 'approved' || visit.outcome === 'rejected') return visit.outcome;
  if (visit.outcome === 'timeout') return 'late';
  if (visit.outcome === 'error') return 'failed';
  return visit.state === 'cancelled' ? 'cancelled' : 'passed';
}

/** The visit by which a node stands tells how it does. */
export function nodeStatus(instance: FlowInstance, node: FlowNode): NodeStatus {
  const visit = standingVisit(instance, node.key);
  if (visit) return visitStatus(visit, node.kind);
  return instance.tokens.includes(node.key) ? 'waiting' : 'notReached';
}

/** What a step stands for: one that only follows a rejection is no success, though it was done. */
export function nodeOutcome(instance: FlowInstance, node: FlowNode): NodeStatus {
  const status = nodeStatus(instance, node);
  if (status !== 'passed' || node.kind === 'handle') return status;
  const ways = instance.graph.edges.filter((edge) => edge.to === node.key && edgeTaken(instance, edge));
  return ways.length > 0 && ways.every((edge) => edge.on === 'rejected') ? 'rejected' : status;
}

const standings = new WeakMap<FlowInstance, Map<string, FlowVisit>>();

/**
 * The visit by which a node stands: its latest, unless the request has gone back to before it since and walks the way
 * again. Who sent it back stands as such until it comes to him again.
 */
export function standingVisit(instance: FlowInstance, node: string): FlowVisit | undefined {
  let found = standings.get(instance);
  if (!found) standings.set(instance, (found = standing(instance)));
  return found.get(node);
}

function standing({ visits, graph, history }: FlowInstance): Map<string, FlowVisit> {
  const found = new Map<string, FlowVisit>();
  const comesBack = (visit: FlowVisit) =>
    history.some(
      ({ verb, node, at }) => verb === 'jump_back' && node === visit.node && at === visit.finished_at,
    );
  for (const visit of visits) {
    if (visit.round > 1 && !comesBack(visit))
      for (const key of behind(graph.edges, visit.node)) {
        const before = found.get(key);
        if (before && before.state !== 'open' && visitStatus(before, undefined) !== 'returned')
          found.delete(key);
      }
    found.set(visit.node, visit);
  }
  return found;
}

function behind(edges: FlowInstance['graph']['edges'], node: string): Set<string> {
  const found = new Set([node]);
  for (const key of found) for (const { from, to } of edges) if (from === key) found.add(to);
  return found;
}

/** An edge was taken when both its ends were reached and, from a decision, in the way it leads. */
export function edgeTaken(instance: FlowInstance, edge: { from: string; to: string; on?: string }): boolean {
  const from = standingVisit(instance, edge.from);
  if (!from || from.state === 'open' || !standingVisit(instance, edge.to)) return false;
  return !edge.on || edge.on === from.outcome;
}

export function seatStatus(seat: FlowSeat): NodeStatus {
  if (seat.state === 'open') return 'waiting';
  if (seat.state.startsWith('waiting_')) return 'later';
  if (seat.state === 'copied') return 'passed';
  if (seat.state !== 'done') return 'cancelled';
  if (seat.verb === 'reject' || seat.verb === 'auto_reject') return 'rejected';
  if (seat.verb === 'return') return 'returned';
  return seat.verb === 'submit' || seat.verb === 'complete' || seat.verb === 'advise' ? 'passed' : 'approved';
}

/** Whether a seat still waits for its person, now or later. */
export const undecided = (seat: FlowSeat): boolean =>
  seat.state === 'open' || seat.state.startsWith('waiting_');

/** What a step is called to people; `initiator` is whoever asked. */
export function useNodeName(): (instance: FlowInstance | undefined, key: string) => string {
  const t = flowWords.use();
  const text = useText();
  return (instance, key) => {
    if (key === 'initiator') return t('toInitiator', { name: instance?.initiator?.name ?? '' });
    const node = instance?.graph.nodes.find((one) => one.key === key);
    return text(node?.name) || (key === 'start' ? t('start') : node?.kind === 'end' ? t('end') : key);
  };
}

/** The open seat of a person in an instance, if he has one. */
export function openSeat(
  instance: FlowInstance,
  person: string | undefined,
): { seat: FlowSeat; node: string } | null {
  for (const visit of instance.visits) {
    const seat = visit.seats.find(
      (candidate) => candidate.state === 'open' && candidate.person?.id === person,
    );
    if (seat) return { seat, node: visit.node };
  }
  return null;
}

/** The seat of whoever made a request, while it waits for him to mend it; who sent it back and what he said. */
export function returnedTo(
  instance: FlowInstance,
): { seat: FlowSeat; by: string | null; comment: string | null } | null {
  if (instance.state !== 'running') return null;
  const visit = instance.visits.find((one) => one.node === 'start' && one.state === 'open');
  const seat = visit?.seats.find((one) => one.state === 'open');
  const said = instance.history.findLast((line) => line.verb === 'return');
  return seat && said ? { seat, by: said.actor?.name ?? null, comment: said.comment } : null;
}
