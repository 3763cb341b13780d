/** Relations between the entities of a draft, and where their picture puts them. Pure. */
import { arrange } from '@/canvas/layers';
import type { Point, Size } from '@/canvas/layers';
import { freeKey, newId } from '@/canvas/ids';
import { assign } from '@/canvas/lists';
import type { AppDocument, EntityDocument, FieldDocument, Text } from '../draft/documents';
import { insertField, newField, setRequired, setSetting } from '../data/entityChanges';

export type Entities = Record<string, EntityDocument>;

/** One entity that names another: by a reference, as the row above in a tree, or for its rows. */
export interface Relation {
  /** The id of the field. */
  id: string;
  kind: 'reference' | 'tree' | 'rows';
  from: string;
  to: string;
  key: string;
  field: FieldDocument;
}

export type Box = Point & Size;

export const CARD: Size = { width: 184, height: 60 };
const GAP = 32;
/** Cards stand on this grid. */
export const STEP = 8;
export const FARTHEST = 20_000;

const KINDS: Record<string, Relation['kind']> = {
  reference: 'reference',
  references: 'reference',
  tree_parent: 'tree',
  sub_table: 'rows',
};

/** The relations whose both ends are entities of the app, in the order of their fields. */
export function relationsOf(entities: Entities): Relation[] {
  return Object.values(entities).flatMap((entity) =>
    Object.entries(entity.schema.properties).flatMap(([key, field]) => {
      const own = field['x-dougong'];
      const kind = KINDS[own.type];
      const to = kind === 'tree' ? entity.key : own.entity;
      return kind && to && entities[to] ? [{ id: own.id, kind, from: entity.key, to, key, field }] : [];
    }),
  );
}

/** The entities that a relation leads to or comes from. */
export function neighbours(relations: Relation[], key: string): Set<string> {
  return new Set(
    relations
      .filter(({ from, to }) => from === key || to === key)
      .flatMap(({ from, to }) => [from, to])
      .concat(key),
  );
}

/** Where every card stands by itself: what is related in layers, what is not in rows below. */
export function automatic(keys: string[], relations: Relation[]): Record<string, Point> {
  const related = new Set(
    relations.filter(({ from, to }) => from !== to).flatMap(({ from, to }) => [from, to]),
  );
  const placed = arrange(
    keys.filter((key) => related.has(key)).map((id) => ({ id, size: CARD })),
    layered(relations),
    { nodesep: 32, ranksep: 80, edgesep: 8 },
  );
  const points: Record<string, Point> = {};
  for (const [key, { x, y }] of Object.entries(placed.nodes)) points[key] = { x: snap(x), y: snap(y) };
  const columns = Math.max(3, Math.floor(placed.size.width / (CARD.width + GAP)));
  const top = placed.size.height > 0 ? placed.size.height + GAP : GAP;
  keys
    .filter((key) => !related.has(key))
    .forEach((key, at) => {
      points[key] = {
        x: snap(24 + (at % columns) * (CARD.width + GAP)),
        y: snap(top + Math.floor(at / columns) * (CARD.height + GAP)),
      };
    });
  return points;
}

/** One edge for each pair: what is referred to stands above, rows below what they belong to. */
function layered(relations: Relation[]) {
  const seen = new Set<string>();
  return relations.flatMap(({ kind, from, to }) => {
    const pair = [from, to].sort().join(' ');
    if (from === to || seen.has(pair)) return [];
    seen.add(pair);
    const label = { width: 1, height: 1 };
    return [kind === 'rows' ? { from, to, label } : { from: to, to: from, label }];
  });
}

const snap = (value: number) => Math.round(value / STEP) * STEP;
const within = (value: number) => Math.max(-FARTHEST, Math.min(FARTHEST, snap(value)));

/** Where the cards stand: as they were put, the others by themselves and clear of those. */
export function placed(app: AppDocument | undefined, entities: Entities): Record<string, Box> {
  const keys = Object.keys(entities);
  const own = new Map((app?.diagram ?? []).map((each) => [each.entity, each]));
  const free = automatic(keys, relationsOf(entities));
  const boxes: Record<string, Box> = {};
  for (const key of keys) {
    const put = own.get(key);
    if (put) boxes[key] = { x: put.x, y: put.y, ...CARD };
  }
  for (const key of keys) {
    if (boxes[key]) continue;
    const box = { ...(free[key] ?? { x: 0, y: 0 }), ...CARD };
    while (Object.values(boxes).some((other) => overlap(box, other))) box.y += CARD.height + GAP;
    boxes[key] = box;
  }
  return boxes;
}

const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** Put a card somewhere. All others are kept where they are seen: one that is moved moves nothing else. */
export function putCard(app: AppDocument, boxes: Record<string, Box>, key: string, point: Point): void {
  app.diagram = Object.entries({ ...boxes, [key]: { ...point, ...CARD } }).map(([entity, { x, y }]) => ({
    entity,
    x: within(x),
    y: within(y),
  }));
}

/** Let the cards stand by themselves again. */
export function arrangeAgain(app: AppDocument): void {
  assign(app, 'diagram', undefined);
}

/** The room that all cards take: the picture begins at its upper left corner. */
export function extent(boxes: Record<string, Box>): Box {
  const all = Object.values(boxes);
  if (all.length === 0) return { x: 0, y: 0, width: 400, height: 200 };
  const margin = 40;
  const x = Math.min(...all.map((box) => box.x)) - margin;
  const y = Math.min(...all.map((box) => box.y)) - margin;
  return {
    x,
    y,
    width: Math.max(...all.map((box) => box.x + box.width)) + margin - x,
    height: Math.max(...all.map((box) => box.y + box.height)) + margin - y,
  };
}

export interface Line {
  path: string;
  /** Where its name stands: nearer to where it comes from. */
  name: Point;
}

type Side = 'top' | 'bottom' | 'left' | 'right';
interface End {
  card: string;
  side: Side;
  /** Where the other end is, along the side. */
  towards: number;
}

/** The ways of all relations: out of the sides that face each other, beside each other where a side has several. */
export function linesOf(relations: Relation[], boxes: Record<string, Box>): Record<string, Line> {
  const ends: { relation: Relation; from: End; to: End }[] = [];
  const lines: Record<string, Line> = {};
  const loops: Record<string, number> = {};
  for (const relation of relations) {
    const [from, to] = [boxes[relation.from], boxes[relation.to]];
    if (!from || !to) continue;
    if (relation.from === relation.to) {
      const nth = (loops[relation.from] ??= 0);
      loops[relation.from] = nth + 1;
      lines[relation.id] = loopOf(from, nth);
      continue;
    }
    const [out, back] = sides(from, to);
    ends.push({
      relation,
      from: { card: relation.from, side: out, towards: along(out, to) },
      to: { card: relation.to, side: back, towards: along(back, from) },
    });
  }
  const at = slots(
    ends.flatMap(({ relation, from, to }) => [
      { id: `${relation.id} from`, ...from },
      { id: `${relation.id} to`, ...to },
    ]),
    boxes,
  );
  for (const { relation, from } of ends) {
    const [start, end] = [at[`${relation.id} from`]!, at[`${relation.id} to`]!];
    const flat = from.side === 'left' || from.side === 'right';
    const bend = (flat ? end.x - start.x : end.y - start.y) / 2;
    const one = flat ? { x: start.x + bend, y: start.y } : { x: start.x, y: start.y + bend };
    const two = flat ? { x: end.x - bend, y: end.y } : { x: end.x, y: end.y - bend };
    lines[relation.id] = curve(start, one, two, end);
  }
  return lines;
}

/** The sides by which a way leaves one card and reaches another: above and below before left and right. */
function sides(from: Box, to: Box): [Side, Side] {
  const [a, b] = [centre(from), centre(to)];
  const between = Math.abs(b.y - a.y) - (from.height + to.height) / 2;
  if (between >= 16) return b.y > a.y ? ['bottom', 'top'] : ['top', 'bottom'];
  return b.x > a.x ? ['right', 'left'] : ['left', 'right'];
}

const along = (side: Side, other: Box) =>
  side === 'top' || side === 'bottom' ? centre(other).x : centre(other).y;

/** A place on its side for each end, in the order of where they lead. */
function slots(ends: (End & { id: string })[], boxes: Record<string, Box>): Record<string, Point> {
  const bySide: Record<string, (End & { id: string })[]> = {};
  for (const end of ends) (bySide[`${end.card} ${end.side}`] ??= []).push(end);
  const points: Record<string, Point> = {};
  for (const group of Object.values(bySide)) {
    group.sort((a, b) => a.towards - b.towards);
    group.forEach(({ id, card, side }, nth) => {
      const box = boxes[card]!;
      const part = (nth + 1) / (group.length + 1);
      points[id] =
        side === 'top' || side === 'bottom'
          ? { x: box.x + box.width * part, y: side === 'top' ? box.y : box.y + box.height }
          : { x: side === 'left' ? box.x : box.x + box.width, y: box.y + box.height * part };
    });
  }
  return points;
}

/** A way from a card to itself. */
function loopOf(box: Box, nth: number): Line {
  const x = box.x + box.width;
  const reach = x + 44 + nth * 16;
  const [top, bottom] = [box.y + 8, box.y + box.height - 8];
  return curve({ x, y: top }, { x: reach, y: top - 14 }, { x: reach, y: bottom + 14 }, { x, y: bottom });
}

function curve(start: Point, one: Point, two: Point, end: Point): Line {
  const t = 0.35;
  const [a, b, c, d] = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3];
  return {
    path: `M${start.x},${start.y} C${one.x},${one.y} ${two.x},${two.y} ${end.x},${end.y}`,
    name: {
      x: a * start.x + b * one.x + c * two.x + d * end.x,
      y: a * start.y + b * one.y + c * two.y + d * end.y,
    },
  };
}

const centre = (box: Box): Point => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 });

export interface WishedReference {
  kind: 'reference' | 'tree';
  to: string;
  key: string;
  label: Text;
  required: boolean;
  onDelete: string;
  /** The name of the list on the other side; none is wanted without it. */
  listed?: Text;
}

/** Add a reference to an entity; returns the id of its field. */
export function addReference(entity: EntityDocument, wish: WishedReference, entities: Entities): string {
  const field = newField(wish.kind === 'tree' ? 'tree_parent' : 'reference', wish.label);
  if (wish.kind === 'reference') setSetting(field, 'entity', wish.to);
  setSetting(field, 'on_delete', wish.onDelete);
  if (wish.listed)
    setSetting(field, 'inverse', { key: listKey(entity.key, wish.to, entities), label: wish.listed });
  field['x-dougong'].id = newId();
  insertField(entity, wish.key, field);
  if (wish.required) setRequired(entity, wish.key, true);
  return field['x-dougong'].id;
}

/** A key for the list on the other side that neither a field there nor another list has. */
export function listKey(from: string, to: string, entities: Entities): string {
  const lists = Object.values(entities).flatMap((entity) =>
    Object.values(entity.schema.properties).flatMap(({ 'x-dougong': own }) =>
      own.inverse && own.entity === to ? [own.inverse.key] : [],
    ),
  );
  const wished = /[^aeiou]y$/.test(from) ? `${from.slice(0, -1)}ies` : `${from}s`;
  return freeKey(wished.slice(0, 44), [...Object.keys(entities[to]?.schema.properties ?? {}), ...lists]);
}
