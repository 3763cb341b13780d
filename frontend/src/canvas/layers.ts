/** Layers: a top-down arrangement of a directed graph by dagre. Pure geometry, no React. */
import dagre from '@dagrejs/dagre';

export interface Size {
  width: number;
  height: number;
}
export interface Point {
  x: number;
  y: number;
}
export interface Arrangement {
  size: Size;
  /** Upper left corners, by node. */
  nodes: Record<string, Point & Size>;
  /** Ways from border to border, in the order of the edges given. */
  edges: Point[][];
  /** The middles of the room that is kept for the labels, each upon its way. */
  labels: (Point | undefined)[];
}

interface EdgeToPlace {
  from: string;
  to: string;
  label?: Size;
  /** Stands at the right of its siblings, wherever it is among the edges: what is taken otherwise. */
  last?: boolean;
}

/** The least distance of nodes beside each other, of layers, and of the ways between them. */
export interface Room {
  nodesep: number;
  ranksep: number;
  edgesep: number;
}
const ROOMY: Room = { nodesep: 56, ranksep: 34, edgesep: 40 };

/** Arrange nodes in layers, with room on each edge for a label; siblings stand in the order of the edges. */
export function arrange(
  nodes: { id: string; size: Size }[],
  edges: EdgeToPlace[],
  room: Room = ROOMY,
): Arrangement {
  const order = edges
    .map((edge, at) => ({ edge, at }))
    .sort((a, b) => Number(a.edge.last ?? false) - Number(b.edge.last ?? false) || a.at - b.at);
  const inOrder = (placed: Arrangement) =>
    order.every(({ edge, at }, index) => {
      const before = order.slice(0, index).findLast((other) => other.edge.from === edge.from);
      const [left, right] = [before && placed.edges[before.at], placed.edges[at]];
      return !left?.length || !right?.length || middleOf(left).x <= middleOf(right).x;
    });
  // Fewest crossings first; where that turns siblings around, their order counts for more.
  const best = placedBy(nodes, edges, order, false, room);
  return inOrder(best) ? best : placedBy(nodes, edges, order, true, room);
}

function placedBy(
  nodes: { id: string; size: Size }[],
  edges: EdgeToPlace[],
  order: { edge: EdgeToPlace; at: number }[],
  asGiven: boolean,
  room: Room,
): Arrangement {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', ...room, marginx: 24, marginy: 24 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) graph.setNode(node.id, { ...node.size });
  order.forEach(({ edge, at }) => {
    if (graph.hasNode(edge.from) && graph.hasNode(edge.to))
      graph.setEdge(
        edge.from,
        edge.to,
        { width: edge.label?.width ?? 24, height: edge.label?.height ?? 24, labelpos: 'c' },
        String(at),
      );
  });
  dagre.layout(graph, { disableOptimalOrderHeuristic: asGiven });
  const placed: Arrangement['nodes'] = {};
  for (const { id, size } of nodes) {
    const { x, y } = graph.node(id) as Point;
    placed[id] = { x: x - size.width / 2, y: y - size.height / 2, ...size };
  }
  const { width = 0, height = 0 } = graph.graph() as Partial<Size>;
  const ways = edges.map(
    (edge, at) =>
      graph.edge({ v: edge.from, w: edge.to, name: String(at) }) as
        (Partial<Point> & { points?: Point[] }) | undefined,
  );
  return {
    size: { width, height },
    nodes: placed,
    edges: ways.map((way) => way?.points ?? []),
    labels: ways.map((way) =>
      way?.x === undefined || way.y === undefined ? undefined : { x: way.x, y: way.y },
    ),
  };
}

/** The corners of a way that goes down, across and down again. */
function cornersOf(points: Point[]): Point[] {
  const corners = points.slice(0, 1);
  for (const next of points.slice(1)) {
    const before = corners.at(-1) as Point;
    if (Math.abs(before.x - next.x) > 1 && Math.abs(before.y - next.y) > 1) {
      const middle = (before.y + next.y) / 2;
      corners.push({ x: before.x, y: middle }, { x: next.x, y: middle });
    }
    corners.push(next);
  }
  return corners;
}

/** A way of straight lines with rounded corners, as the d of an SVG path. */
export function wayOf(points: Point[], radius = 8): string {
  const corners = cornersOf(points);
  const [first] = corners;
  const last = corners.at(-1);
  if (!first || !last) return '';
  let path = `M${first.x},${first.y}`;
  for (let at = 1; at < corners.length - 1; at += 1) {
    const [a, b, c] = [corners[at - 1], corners[at], corners[at + 1]] as [Point, Point, Point];
    const from = towards(b, a, Math.min(radius, Math.hypot(b.x - a.x, b.y - a.y) / 2));
    const to = towards(b, c, Math.min(radius, Math.hypot(c.x - b.x, c.y - b.y) / 2));
    path += ` L${from.x},${from.y} Q${b.x},${b.y} ${to.x},${to.y}`;
  }
  return `${path} L${last.x},${last.y}`;
}

function towards(from: Point, to: Point, distance: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  return {
    x: from.x + ((to.x - from.x) / length) * distance,
    y: from.y + ((to.y - from.y) / length) * distance,
  };
}

/** The point halfway along a way. */
export function middleOf(given: Point[]): Point {
  const points = cornersOf(given);
  const lengths = points
    .slice(1)
    .map((point, at) => Math.hypot(point.x - (points[at] as Point).x, point.y - (points[at] as Point).y));
  let half = lengths.reduce((sum, each) => sum + each, 0) / 2;
  for (const [at, length] of lengths.entries()) {
    if (half <= length) return towards(points[at] as Point, points[at + 1] as Point, half);
    half -= length;
  }
  return points.at(-1) ?? { x: 0, y: 0 };
}
