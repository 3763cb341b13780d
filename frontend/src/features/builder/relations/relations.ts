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
    // What is referred to stands above; rows stand below what they belong to.
    relations
      .filter(({ from, to }) => from !== to)
      .map(({ kind, from, to }) => (kind === 'rows' ? { from, to } : { from: to, to: from })),
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
  /** Where its name stands. */
  middle: Point;
}

const APART = 14;

/** The way from one card to another: out of the nearest sides, several of a pair beside each other. */
export function lineOf(from: Box, to: Box, nth = 0, of = 1): Line {
  const aside = (nth - (of - 1) / 2) * APART;
  if (from.x === to.x && from.y === to.y) {
    const x = from.x + from.width;
    const reach = 34 + nth * APART;
    const [top, bottom] = [from.y + 14, from.y + from.height - 14];
    return {
      path: `M${x},${top} C${x + reach},${top - 14} ${x + reach},${bottom + 14} ${x},${bottom}`,
      middle: { x: x + reach * 0.75, y: (top + bottom) / 2 },
    };
  }
  const [a, b] = [centre(from), centre(to)];
  const flat =
    Math.abs(b.x - a.x) - (from.width + to.width) / 2 > Math.abs(b.y - a.y) - (from.height + to.height) / 2;
  const start = flat
    ? { x: b.x > a.x ? from.x + from.width : from.x, y: a.y + aside }
    : { x: a.x + aside, y: b.y > a.y ? from.y + from.height : from.y };
  const end = flat
    ? { x: b.x > a.x ? to.x : to.x + to.width, y: b.y + aside }
    : { x: b.x + aside, y: b.y > a.y ? to.y : to.y + to.height };
  const bend = flat ? (end.x - start.x) / 2 : (end.y - start.y) / 2;
  const path = flat
    ? `M${start.x},${start.y} C${start.x + bend},${start.y} ${end.x - bend},${end.y} ${end.x},${end.y}`
    : `M${start.x},${start.y} C${start.x},${start.y + bend} ${end.x},${end.y - bend} ${end.x},${end.y}`;
  return { path, middle: { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 } };
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
