/** What the flow designer does to a flow document; each function changes a draft in place. */
import { freeKey, newId } from '@/canvas/ids';
import type { FlowDocument, FlowEdge, FlowNode, Text } from '../draft/documents';
import { dropUnreached, reachedIn, START } from './reached';

export { START };

export function newFlow(key: string, name: Text, entity: string): FlowDocument {
  return {
    format: 1,
    id: newId(),
    key,
    entity,
    name,
    start: { on: 'button' },
    nodes: [
      {
        id: newId(),
        key: 'approve',
        kind: 'approve',
        name: { zh: '审批', en: 'Approval' },
        who: [{ supervisor: 1 }],
        fallback: 'flow_admin',
        mode: 'any',
        verbs: ['approve', 'reject', 'return'],
        reject: 'end',
      },
      { id: newId(), key: 'end', kind: 'end', name: { zh: '结束', en: 'End' } },
    ],
    edges: [
      { from: START, to: 'approve' },
      { from: 'approve', to: 'end', on: 'approved' },
    ],
    withdraw: 'before_first_decision',
  };
}

const NAMES: Record<FlowNode['kind'], Text> = {
  approve: { zh: '审批', en: 'Approval' },
  handle: { zh: '办理', en: 'Work' },
  cc: { zh: '抄送', en: 'Copy' },
  exclusive: { zh: '条件判断', en: 'Branch' },
  parallel: { zh: '并行', en: 'Side by side' },
  inclusive: { zh: '包容分支', en: 'Whichever hold' },
  timer: { zh: '定时', en: 'Timer' },
  wait: { zh: '等待', en: 'Wait' },
  action: { zh: '动作', en: 'Action' },
  decision: { zh: '决策', en: 'Decision' },
  sub_flow: { zh: '子流程', en: 'Sub-flow' },
  end: { zh: '结束', en: 'End' },
  note: { zh: '说明', en: 'Note' },
};
const KEYS: Partial<Record<FlowNode['kind'], string>> = { exclusive: 'branch', inclusive: 'branches' };
/** Ways out whose conditions say which are taken. */
const conditional = (kind: FlowNode['kind'] | undefined) => kind === 'exclusive' || kind === 'inclusive';
/** Gateways whose branches come together again in a node of the same kind. */
export const joins = (kind: FlowNode['kind'] | undefined) => kind === 'parallel' || kind === 'inclusive';
export const isHuman = (kind: FlowNode['kind'] | undefined) => kind === 'approve' || kind === 'handle';
const freeNodeKey = (flow: FlowDocument, wanted: string, taken: string[] = []) =>
  freeKey(wanted, [START, ...flow.nodes.map((each) => each.key), ...taken]);

export function newNode(flow: FlowDocument, kind: FlowNode['kind']): FlowNode {
  const node: FlowNode = {
    id: newId(),
    key: freeNodeKey(flow, KEYS[kind] ?? kind),
    kind,
    name: { ...NAMES[kind] },
  };
  switch (kind) {
    case 'approve':
      return {
        ...node,
        who: [{ supervisor: 1 }],
        fallback: 'flow_admin',
        mode: 'any',
        verbs: ['approve', 'reject', 'return'],
        reject: 'end',
      };
    case 'handle':
      return {
        ...node,
        who: [{ supervisor: 1 }],
        fallback: 'flow_admin',
        mode: 'any',
        verbs: ['complete', 'return'],
      };
    case 'cc':
      return { ...node, who: [{ field: 'owner' }] };
    case 'timer':
      return { ...node, after: { days: 1 } };
    case 'wait':
      return { ...node, message: 'go_on' };
    case 'action':
      return { ...node, do: [{ SetFields: {} }] };
    case 'decision':
      return { ...node, table: '', set: {} };
    case 'sub_flow':
      return { ...node, flow: '' };
    default:
      return node;
  }
}

export const outgoing = (flow: FlowDocument, key: string): FlowEdge[] =>
  flow.edges.filter((edge) => edge.from === key);
export const nodeOf = (flow: FlowDocument, key: string): FlowNode | undefined =>
  flow.nodes.find((node) => node.key === key);

/** Whether an edge is a branch that waits for its condition; the one taken otherwise has none. */
export const isBranch = (flow: FlowDocument, edge: FlowEdge): boolean =>
  !edge.default && conditional(nodeOf(flow, edge.from)?.kind) && isSplit(flow, edge.from);

/** Whether a gateway divides the way; one that only brings branches together does not. */
export const isSplit = (flow: FlowDocument, key: string): boolean =>
  nodeOf(flow, key)?.kind === 'exclusive' || outgoing(flow, key).length > 1;

/** Whether a gateway with conditions has not the one way that is taken when none of them holds. */
export const lacksDefault = (flow: FlowDocument, key: string): boolean =>
  conditional(nodeOf(flow, key)?.kind) &&
  isSplit(flow, key) &&
  outgoing(flow, key).filter((edge) => edge.default).length !== 1;

/** Make an edge the one way that its gateway takes when no condition holds. */
export function takeOtherwise(flow: FlowDocument, at: number): void {
  const chosen = flow.edges[at];
  if (!chosen) return;
  for (const edge of outgoing(flow, chosen.from)) delete edge.default;
  chosen.default = true;
  delete chosen.when;
}

/** The way that a node goes on by itself: plain, approved, or default. */
export function mainEdge(flow: FlowDocument, key: string): FlowEdge | undefined {
  const ways = outgoing(flow, key);
  return (
    ways.find((edge) => edge.default) ??
    ways.find((edge) => edge.on === 'approved') ??
    ways.find((edge) => !edge.on && !edge.when) ??
    ways[0]
  );
}

/** Put a node on an edge: what led on now leads through it. Branches that run side by side come together again. */
export function insertOnEdge(flow: FlowDocument, at: number, node: FlowNode): void {
  if (node.kind === 'note') {
    flow.nodes.push(node);
    return;
  }
  const edge = flow.edges[at];
  if (!edge) {
    flow.nodes.push(node);
    if (outgoing(flow, START).length === 0) lead(flow, START, node.key);
    return;
  }
  const { to } = edge;
  edge.to = node.key;
  const made = [node];
  const after: FlowEdge[] = [];
  if (joins(node.kind)) {
    const join: FlowNode = {
      id: newId(),
      key: freeNodeKey(flow, `${node.key}_join`, [node.key]),
      kind: node.kind,
      name: { zh: '汇合', en: 'Together again' },
    };
    made.push(join);
    after.push({ from: node.key, to: join.key });
    after.push({ from: node.key, to: join.key, ...(conditional(node.kind) ? { default: true } : {}) });
    after.push({ from: join.key, to });
  } else if (node.kind === 'exclusive') {
    after.push({ from: node.key, to }, { from: node.key, to, default: true });
  } else if (node.kind !== 'end') after.push(wayOut(node, to));
  flow.nodes.splice(placeBefore(flow, to), 0, ...made);
  flow.edges.splice(at + 1, 0, ...after);
}

const placeBefore = (flow: FlowDocument, key: string) =>
  Math.max(
    0,
    flow.nodes.findIndex((each) => each.key === key),
  );

/** Nodes with the edges between them; an edge that leads out of them leads to nobody. */
export interface Piece {
  nodes: FlowNode[];
  edges: FlowEdge[];
}
/** Where an edge of a piece leads on. */
const ON = '';

const cut = (flow: FlowDocument, keys: ReadonlySet<string>): Piece => ({
  nodes: flow.nodes.filter((node) => keys.has(node.key)),
  edges: flow.edges
    .filter((edge) => keys.has(edge.from))
    .map((edge) => (keys.has(edge.to) ? edge : { ...edge, to: ON })),
});

/** A node with its ways; of a gateway all that stands in its branches, and where they come together again. */
export function pieceOf(flow: FlowDocument, node: FlowNode): Piece {
  const keys = new Set([node.key]);
  if ((joins(node.kind) || node.kind === 'exclusive') && isSplit(flow, node.key)) {
    for (const key of withinBranches(flow, outgoing(flow, node.key))) keys.add(key);
    const meeting = nodeOf(flow, meetingOf(flow, node.key) ?? '');
    if (meeting && joins(node.kind) && meeting.kind === node.kind) keys.add(meeting.key);
  }
  return cut(flow, keys);
}

/** All that an edge leads to before its branch meets the others. */
export function branchOf(flow: FlowDocument, at: number): Piece {
  const first = flow.edges[at];
  return cut(flow, first ? withinBranches(flow, [first]) : new Set());
}

function withinBranches(flow: FlowDocument, ways: FlowEdge[]): Set<string> {
  const end = ways[0] && meetingOf(flow, ways[0].from);
  const keys = new Set<string>();
  const open = ways.map((edge) => edge.to);
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (key === end || key === START || key === ways[0]?.from || keys.has(key)) continue;
    if (nodeOf(flow, key)?.kind === 'end') continue;
    keys.add(key);
    for (const edge of outgoing(flow, key)) open.push(edge.to);
  }
  return keys;
}

/** Put a piece on an edge, its nodes with new keys and ids; returns the key of the first. */
export function insertPiece(flow: FlowDocument, at: number, piece: Piece): string | undefined {
  const edge = flow.edges[at];
  const [first] = piece.nodes;
  if (!edge || !first) return undefined;
  const keys = new Map<string, string>();
  for (const node of piece.nodes)
    keys.set(node.key, freeNodeKey(flow, node.key.replace(/_\d+$/, ''), [...keys.values()]));
  const renamed = (key: string) => keys.get(key) ?? key;
  const entered = new Set(piece.edges.map((each) => each.to));
  const entry = piece.nodes.find((node) => !entered.has(node.key)) ?? first;
  const { to } = edge;
  edge.to = renamed(entry.key);
  flow.nodes.splice(
    placeBefore(flow, to),
    0,
    ...piece.nodes.map((node) => ({
      ...structuredClone(node),
      id: newId(),
      key: renamed(node.key),
      ...(node.reject_to ? { reject_to: renamed(node.reject_to) } : {}),
    })),
  );
  flow.edges.splice(
    at + 1,
    0,
    ...piece.edges.map((way) => ({
      ...structuredClone(way),
      from: renamed(way.from),
      to: way.to === ON ? to : renamed(way.to),
    })),
  );
  return edge.to;
}

/** All that can be reached from a node, nearest first, itself at the beginning. */
function reachedFrom(flow: FlowDocument, key: string): string[] {
  const found = [key];
  for (let at = 0; at < found.length; at += 1)
    for (const edge of outgoing(flow, found[at] as string)) if (!found.includes(edge.to)) found.push(edge.to);
  return found;
}

/** Where all branches of a gateway come together: the nearest node that each of them leads to. */
export function meetingOf(flow: FlowDocument, key: string): string | undefined {
  const [first, ...others] = outgoing(flow, key).map((edge) => reachedFrom(flow, edge.to));
  return first?.find((each) => others.every((other) => other.includes(each)));
}

/** Take a node out; what led to it leads to where it led. The last end stays. */
export function removeNode(flow: FlowDocument, key: string): void {
  const node = nodeOf(flow, key);
  if (!node) return;
  const before = reachedIn(flow);
  if (node.kind === 'note' || !flow.edges.some((edge) => edge.from === key || edge.to === key)) {
    flow.nodes = flow.nodes.filter((each) => each.key !== key);
    return;
  }
  const on = mainEdge(flow, key)?.to;
  const ends = flow.nodes.filter((each) => each.kind === 'end' && each.key !== key);
  const target = on ?? ends[0]?.key;
  if (!target || (node.kind === 'end' && ends.length === 0)) return;
  for (const edge of flow.edges) if (edge.to === key) edge.to = target;
  flow.edges = flow.edges.filter((edge) => edge.from !== key && edge.from !== edge.to);
  flow.nodes = flow.nodes.filter((each) => each.key !== key);
  dropUnreached(flow, before);
  dropIdle(flow);
}

/** Gateways that neither divide nor bring anything together any more are taken out. */
function dropIdle(flow: FlowDocument): void {
  for (const node of [...flow.nodes]) {
    const [on, ...others] = outgoing(flow, node.key);
    const ways = flow.edges.filter((edge) => edge.to === node.key);
    if (!joins(node.kind) || !on || others.length > 0 || ways.length > 1) continue;
    for (const edge of ways) edge.to = on.to;
    flow.edges = flow.edges.filter((edge) => edge !== on);
    flow.nodes = flow.nodes.filter((each) => each !== node);
  }
}

export function addBranch(flow: FlowDocument, key: string): void {
  const ways = outgoing(flow, key);
  const fallback = ways.find((edge) => edge.default) ?? ways[0];
  const kind = nodeOf(flow, key)?.kind;
  if (!fallback) {
    const end = flow.nodes.find((each) => each.kind === 'end' && each.key !== key);
    const otherwise = conditional(kind) ? { default: true } : {};
    if (end) flow.edges.push({ from: key, to: end.key }, { from: key, to: end.key, ...otherwise });
    return;
  }
  const at = flow.edges.indexOf(fallback);
  flow.edges.splice(at, 0, {
    from: key,
    to: (joins(kind) && meetingOf(flow, key)) || fallback.to,
  });
}

export function removeEdge(flow: FlowDocument, at: number): void {
  const before = reachedIn(flow);
  flow.edges.splice(at, 1);
  dropUnreached(flow, before);
  dropIdle(flow);
}

/** Lead an edge to another node; what nothing leads to any more is taken out. */
export function leadTo(flow: FlowDocument, at: number, to: string): void {
  const edge = flow.edges[at];
  if (!edge) return;
  const before = reachedIn(flow);
  edge.to = to;
  dropUnreached(flow, before);
}

const wayOut = (node: Pick<FlowNode, 'key' | 'kind'>, to: string): FlowEdge => ({
  from: node.key,
  to,
  ...(node.kind === 'approve' ? { on: 'approved' } : {}),
});

/** Draw the first way out of a node, or of the start, that has none. */
export function lead(flow: FlowDocument, from: string, to: string): void {
  const node = nodeOf(flow, from);
  flow.edges.push(node ? wayOut(node, to) : { from, to });
}

/** Exchange two branches of one gateway: their order is the order in which they are tried. */
export function raiseBranch(flow: FlowDocument, at: number): void {
  const edge = flow.edges[at];
  const before = flow.edges.findLastIndex((each, index) => index < at && each.from === edge?.from);
  const other = flow.edges[before];
  if (!edge || !other) return;
  flow.edges[before] = edge;
  flow.edges[at] = other;
}

export type RejectionWay = 'edge' | 'end' | 'initiator' | 'previous' | 'node';

export function setRejection(flow: FlowDocument, key: string, way: RejectionWay): void {
  const node = nodeOf(flow, key);
  if (!node) return;
  if (way === 'edge') delete node.reject;
  else node.reject = way;
  if (way !== 'node') delete node.reject_to;
  setOutcome(flow, key, 'rejected', way === 'edge');
}

/** Give an outcome of a node a way of its own, to the end at first, or take it away with what only it leads to. */
export function setOutcome(flow: FlowDocument, key: string, on: string, wanted: boolean): void {
  const there = outgoing(flow, key).some((edge) => edge.on === on);
  if (!wanted) {
    const before = reachedIn(flow);
    flow.edges = flow.edges.filter((edge) => !(edge.from === key && edge.on === on));
    dropUnreached(flow, before);
    return;
  }
  const end = flow.nodes.find((each) => each.kind === 'end');
  if (!there && end)
    flow.edges.splice(flow.edges.findLastIndex((edge) => edge.from === key) + 1, 0, {
      from: key,
      to: end.key,
      on,
    });
}

/** The outcomes of a kind that may have a way of their own, besides those that go with an option of it. */
export const outcomesOf = (kind: FlowNode['kind']): string[] =>
  ({ action: ['error'], decision: ['error'], sub_flow: ['rejected', 'error'] })[kind as 'action'] ?? [];

/** Whether a request rests at a node, so that a way back through it is no endless circle. */
const rests = (kind: FlowNode['kind'] | undefined) =>
  isHuman(kind) || kind === 'timer' || kind === 'wait' || kind === 'sub_flow';

/** Where an edge may lead: not to itself, and back only where the request rests on the way. */
export function targetsFor(flow: FlowDocument, from: string): FlowNode[] {
  const behind = new Set<string>();
  const open = [from];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (behind.has(key)) continue;
    behind.add(key);
    if (rests(nodeOf(flow, key)?.kind)) continue;
    for (const edge of flow.edges) if (edge.to === key) open.push(edge.from);
  }
  const resting = rests(nodeOf(flow, from)?.kind);
  return flow.nodes.filter(
    (node) =>
      node.key !== from && node.kind !== 'note' && (resting || !behind.has(node.key) || rests(node.kind)),
  );
}

/** A flow becomes the other one; only its key and id stay. */
export function replaceFlow(flow: FlowDocument, other: FlowDocument): void {
  const { id, key } = flow;
  for (const member of Object.keys(flow)) delete (flow as unknown as Record<string, unknown>)[member];
  Object.assign(flow, structuredClone(other), { id, key });
}
