/**
 * What designers take for granted in a document.
 *
 * The API keeps a draft whatever it lacks, so one that was written by hand or by another program may be half of a
 * document. The groups and lists that are missing are put there, empty, when it is opened; nothing is taken away.
 */
import { newId } from '@/canvas/ids';
import { below, COLUMNS } from '../dashboards/grid';
import type { Place } from '../dashboards/grid';
import type { DashboardDocument, Kind } from './documents';

/** Rows of a widget that is given a place. */
const HIGH = 4;

/** A list of things, a group by its members (`?`: may be absent, `*`: all that are there), or a word made anew. */
type Shape = [Shape] | { [member: string]: Shape } | (() => string);

/** By these things are chosen in their designer; what lost its id with its past is a new thing. */
const id = newId;
const key = () => `step_${newId()}`;

const tests: Shape = [{ id, given: {}, expect: {} }];
const layout: [Record<string, Shape>] = [{}];
for (const part of ['tabs', 'steps']) layout[0][`${part}?`] = [{ items: layout }];
layout[0]['items?'] = layout;

const shapes: Partial<Record<Kind, Shape>> = {
  app: { 'home?': [{ id }], 'settings?': [{ id }] },
  dashboard: { widgets: [{ id }] },
  entity: { schema: { properties: { '*': { 'x-dougong': {} } } } },
  flow: { start: {}, nodes: [{ id, key, 'limits?': [{ after: {} }] }], edges: [{}] },
  form: { layout },
  page: { items: [{ id }] },
  role: { grants: [{ id, actions: [{}] }] },
  rule: { on: { 'schedule?': { 'inactive?': { of: [{}] } } }, do: [{}], 'tests?': tests },
  scorecard: { lines: [{ id }], 'tests?': tests },
  sequence: { steps: [{ key, do: [{}] }] },
  table: { outputs: [{}], rows: [{ in: [{}], out: [{}] }], 'tests?': tests },
};

const blank = (shape: Shape): unknown =>
  typeof shape === 'function' ? shape() : Array.isArray(shape) ? [] : {};

/** The value with what it lacks; itself where it lacks nothing, or is another kind of thing than it should be. */
function completed(value: unknown, shape: Shape): unknown {
  if (typeof shape === 'function') return value;
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return value;
    const items = value.map((item) => completed(item, shape[0]));
    return items.some((item, at) => item !== value[at]) ? items : value;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const group = value as Record<string, unknown>;
  const more: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(shape)) {
    const member = name.replace('?', '');
    for (const key of member === '*' ? Object.keys(group) : [member]) {
      const present = group[key] ?? undefined;
      if (present === undefined && name.endsWith('?')) continue;
      const next = completed(present ?? blank(inner), inner);
      if (next !== present) more[key] = next;
    }
  }
  return Object.keys(more).length > 0 ? { ...group, ...more } : value;
}

/** A document of the draft as designers may rely on it. */
export function wholeDocument<Document extends object>(kind: Kind, document: Document): Document {
  const shape = shapes[kind];
  const whole = shape ? (completed(document, shape) as Document) : document;
  return kind === 'dashboard' && Array.isArray((whole as object as DashboardDocument).widgets)
    ? (placed(whole as object as DashboardDocument) as object as Document)
    : whole;
}

/** Widgets that stand nowhere come below the others. */
function placed(document: DashboardDocument): DashboardDocument {
  const stand = document.widgets.filter((widget) => Array.isArray(widget.at));
  if (stand.length === document.widgets.length) return document;
  let free = below(stand);
  const widgets = document.widgets.map((widget) => {
    if (Array.isArray(widget.at)) return widget;
    free += HIGH;
    return { ...widget, at: [0, free - HIGH, COLUMNS / 2, HIGH] as Place };
  });
  return { ...document, widgets };
}
