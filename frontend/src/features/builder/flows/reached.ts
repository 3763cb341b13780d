import type { FlowDocument } from '../draft/documents';

/** By this key edges name the start, which is no node. */
export const START = 'start';

/** The keys of all that can be reached from the start. */
export function reachedIn(flow: FlowDocument): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [START];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (reached.has(key)) continue;
    reached.add(key);
    for (const edge of flow.edges) if (edge.from === key) open.push(edge.to);
  }
  return reached;
}

/** Take out what was reached before a change and is not any more; what nothing led to before stays as it is. */
export function dropUnreached(flow: FlowDocument, before: ReadonlySet<string>): void {
  const reached = reachedIn(flow);
  const left = (key: string) => before.has(key) && !reached.has(key);
  flow.nodes = flow.nodes.filter((node) => !left(node.key) || node.kind === 'note');
  flow.edges = flow.edges.filter((edge) => !left(edge.from) && !left(edge.to));
}
