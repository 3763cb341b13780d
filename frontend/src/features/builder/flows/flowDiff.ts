/** How a flow differs from another version of it: what the canvas marks, with what was taken out drawn as well. */
import type { FlowDocument, FlowEdge, FlowNode } from '../draft/documents';
import { START } from './flowChanges';

export type Mark = 'added' | 'changed' | 'removed';

export interface FlowDiff {
  /** The flow with what is gone after what is there. */
  whole: FlowDocument;
  /** Marks of nodes by key, `start` among them. */
  nodes: ReadonlyMap<string, Mark>;
  /** Marks of edges by their place in `whole`. */
  edges: ReadonlyMap<number, Mark>;
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
const content = ({ at: _, ...node }: FlowNode & { at?: unknown }) => node;

/** Compare by ids, so that a node that only has another key or place is the same node. */
export function flowDiff(now: FlowDocument, before: FlowDocument): FlowDiff {
  const nodes = new Map<string, Mark>();
  const earlier = new Map(before.nodes.map((node) => [node.id, node]));
  const ids = new Set(now.nodes.map((node) => node.id));
  const keys = new Set([START, ...now.nodes.map((node) => node.key)]);
  for (const node of now.nodes) {
    const old = earlier.get(node.id);
    if (!old) nodes.set(node.key, 'added');
    else if (!same(content(old), content(node))) nodes.set(node.key, 'changed');
  }
  if (!same(now.start, before.start)) nodes.set(START, 'changed');
  const gone = before.nodes.filter((node) => !ids.has(node.id) && !keys.has(node.key));
  for (const node of gone) nodes.set(node.key, 'removed');

  const idOf = (flow: FlowDocument) => {
    const found = new Map(flow.nodes.map((node) => [node.key, node.id]));
    return (key: string) => found.get(key) ?? key;
  };
  const keyNow = new Map([...gone, ...now.nodes].map((node) => [node.id, node.key]));
  const nameOf = (flow: FlowDocument) => {
    const id = idOf(flow);
    return (edge: FlowEdge) => `${id(edge.from)}>${id(edge.to)}:${edge.on ?? ''}`;
  };
  const [nameNow, nameBefore, idBefore] = [nameOf(now), nameOf(before), idOf(before)];
  const left = [...before.edges];
  const edges = new Map<number, Mark>();
  now.edges.forEach((edge, at) => {
    const found = left.findIndex((other) => nameBefore(other) === nameNow(edge));
    const old = found < 0 ? undefined : left.splice(found, 1)[0];
    if (!old) edges.set(at, 'added');
    else if (!same([old.when, old.default, old.label], [edge.when, edge.default, edge.label]))
      edges.set(at, 'changed');
  });
  const lost = left.flatMap((edge) => {
    const from = edge.from === START ? START : keyNow.get(idBefore(edge.from));
    const to = edge.to === START ? START : keyNow.get(idBefore(edge.to));
    return from && to ? [{ ...edge, from, to }] : [];
  });
  lost.forEach((_, at) => edges.set(now.edges.length + at, 'removed'));
  return {
    whole: { ...now, nodes: [...now.nodes, ...gone], edges: [...now.edges, ...lost] },
    nodes,
    edges,
  };
}
