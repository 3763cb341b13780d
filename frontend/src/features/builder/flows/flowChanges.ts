/** What the flow designer does to a flow document; each function changes a draft in place. */
import { freeKey, newId } from '@/canvas/ids';
import type { FlowDocument, FlowEdge, FlowNode, Text } from '../draft/documents';

export const START = 'start';

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
  exclusive: { zh: '条件判断', en: 'Branch' },
  action: { zh: '动作', en: 'Action' },
  end: { zh: '结束', en: 'End' },
};

export function newNode(flow: FlowDocument, kind: FlowNode['kind']): FlowNode {
  const node: FlowNode = {
    id: newId(),
    key: freeKey(kind === 'exclusive' ? 'branch' : kind, [START, ...flow.nodes.map((each) => each.key)]),
    kind,
    name: { ...NAMES[kind] },
  };
  if (kind === 'approve')
    Object.assign(node, {
      who: [{ supervisor: 1 }],
      fallback: 'flow_admin',
      mode: 'any',
      verbs: ['approve', 'reject', 'return'],
      reject: 'end',
    });
  if (kind === 'action') node.do = [{ SetFields: {} }];
  return node;
}

export const outgoing = (flow: FlowDocument, key: string): FlowEdge[] =>
  flow.edges.filter((edge) => edge.from === key);
export const nodeOf = (flow: FlowDocument, key: string): FlowNode | undefined =>
  flow.nodes.find((node) => node.key === key);

/** Whether an edge is a branch that waits for its condition; the one taken otherwise has none. */
export const isBranch = (flow: FlowDocument, edge: FlowEdge): boolean =>
  !edge.default && nodeOf(flow, edge.from)?.kind === 'exclusive';

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

/** Put a node on an edge: what led on now leads through it. */
export function insertOnEdge(flow: FlowDocument, at: number, node: FlowNode): void {
  const edge = flow.edges[at];
  if (!edge) return;
  const { to } = edge;
  edge.to = node.key;
  flow.nodes.splice(
    Math.max(
      0,
      flow.nodes.findIndex((each) => each.key === to),
    ),
    0,
    node,
  );
  if (node.kind === 'end') return;
  const after: FlowEdge[] =
    node.kind === 'exclusive'
      ? [
          { from: node.key, to, label: { zh: '条件 1', en: 'Condition 1' } },
          { from: node.key, to, default: true },
        ]
      : [{ from: node.key, to, ...(node.kind === 'approve' ? { on: 'approved' } : {}) }];
  flow.edges.splice(at + 1, 0, ...after);
}

/** Nodes that can no longer be reached are taken out with their edges. */
export function dropUnreachable(flow: FlowDocument): void {
  const reached = new Set<string>();
  const open = [START];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (reached.has(key)) continue;
    reached.add(key);
    for (const edge of outgoing(flow, key)) open.push(edge.to);
  }
  flow.nodes = flow.nodes.filter((node) => reached.has(node.key));
  flow.edges = flow.edges.filter((edge) => reached.has(edge.from) && reached.has(edge.to));
}

/** Take a node out; what led to it leads to where it led. The last end stays. */
export function removeNode(flow: FlowDocument, key: string): void {
  const node = nodeOf(flow, key);
  if (!node) return;
  const on = mainEdge(flow, key)?.to;
  const ends = flow.nodes.filter((each) => each.kind === 'end' && each.key !== key);
  const target = on ?? ends[0]?.key;
  if (!target || (node.kind === 'end' && ends.length === 0)) return;
  for (const edge of flow.edges) if (edge.to === key) edge.to = target;
  flow.edges = flow.edges.filter((edge) => edge.from !== key && edge.from !== edge.to);
  flow.nodes = flow.nodes.filter((each) => each.key !== key);
  dropUnreachable(flow);
}

export function addBranch(flow: FlowDocument, key: string): void {
  const ways = outgoing(flow, key);
  const fallback = ways.find((edge) => edge.default) ?? ways[0];
  if (!fallback) return;
  const number = ways.length;
  const at = flow.edges.indexOf(fallback);
  flow.edges.splice(at, 0, {
    from: key,
    to: fallback.to,
    label: { zh: `条件 ${number}`, en: `Condition ${number}` },
  });
}

export function removeEdge(flow: FlowDocument, at: number): void {
  flow.edges.splice(at, 1);
  dropUnreachable(flow);
}

/** Lead an edge to another node; what nothing leads to any more is taken out. */
export function leadTo(flow: FlowDocument, at: number, to: string): void {
  const edge = flow.edges[at];
  if (!edge) return;
  edge.to = to;
  dropUnreachable(flow);
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

export function setRejection(flow: FlowDocument, key: string, way: 'edge' | 'end' | 'initiator'): void {
  const node = nodeOf(flow, key);
  if (!node) return;
  if (way !== 'edge') {
    node.reject = way;
    flow.edges = flow.edges.filter((edge) => !(edge.from === key && edge.on === 'rejected'));
    dropUnreachable(flow);
    return;
  }
  delete node.reject;
  if (outgoing(flow, key).some((edge) => edge.on === 'rejected')) return;
  const end = flow.nodes.find((each) => each.kind === 'end');
  if (end)
    flow.edges.splice(flow.edges.findLastIndex((edge) => edge.from === key) + 1, 0, {
      from: key,
      to: end.key,
      on: 'rejected',
    });
}

/** Where an edge may lead without making a circle of the node itself. */
export function targetsFor(flow: FlowDocument, from: string): FlowNode[] {
  const behind = new Set<string>();
  const open = [from];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (behind.has(key)) continue;
    behind.add(key);
    for (const edge of flow.edges) if (edge.to === key) open.push(edge.from);
  }
  return flow.nodes.filter((node) => !behind.has(node.key));
}

/** Copies of nodes get new keys and ids. */
export function copied(flow: FlowDocument, node: FlowNode): FlowNode {
  return {
    ...structuredClone(node),
    id: newId(),
    key: freeKey(node.key.replace(/_\d+$/, ''), [START, ...flow.nodes.map((each) => each.key)]),
  };
}

/** A flow becomes the other one; only its key and id stay. */
export function replaceFlow(flow: FlowDocument, other: FlowDocument): void {
  const { id, key } = flow;
  for (const member of Object.keys(flow)) delete (flow as unknown as Record<string, unknown>)[member];
  Object.assign(flow, structuredClone(other), { id, key });
}
