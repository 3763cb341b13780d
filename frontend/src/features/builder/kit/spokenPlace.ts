/** What a pointer into a document is called by people: parts by their words, items by their own names. */
import { segments } from '@/canvas/pointers';
import { listed } from '@/i18n/lists';
import type { Text } from '../draft/documents';
import { EFFECTS, KEYED as SET_BY_RULES, SAYINGS } from '../draft/formDocuments';
import type { PlaceWord } from './placeWords';

/** Steps that only hold what follows. */
const SILENT = new Set(['schema', 'properties', 'x-dougong', 'layout', 'en', 'zh']);

type Named = { name?: Text; label?: Text | { en?: string }; title?: Text; reason?: Text; key?: unknown };

/** The own name of an item or a field, if it has one. */
function nameOf(value: unknown, text: (value: Text | undefined) => string): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return '';
  const own = ((value as Record<string, unknown>)['x-dougong'] ?? value) as Named;
  for (const each of [own.label, own.name, own.title, own.reason])
    if (typeof each === 'object') {
      const said = text(each);
      if (said) return said;
    }
  return typeof own.key === 'string' ? own.key : '';
}

/** What documents name by keys, as people call it; a key that names nothing any more is said as it is. */
export interface Names {
  /** A field of an entity, or a way through references to one. */
  field: (entity: string | undefined, key: string) => string;
  /** A choice of a field of choices. */
  choice: (entity: string | undefined, field: string, key: string) => string;
  /** The entity that a field points to. */
  target: (entity: string | undefined, key: string) => string | undefined;
  /** A document of a kind. */
  element: (kind: string, key: string) => string;
}

/** Members that name another document, with its kind. */
const ELEMENTS: Record<string, string> = {
  entity: 'entity',
  source: 'entity',
  flow: 'flow',
  dashboard: 'dashboard',
  metric: 'metric',
  dataset: 'dataset',
  form: 'form',
  message: 'message',
  table: 'table',
  role: 'role',
  view: 'view',
};
const LISTS: Record<string, string> = { views: 'view', roles: 'role', by: 'role' };
/** Members whose texts, or the names of whose members, are fields. */
const FIELDS = new Set(
  (
    'columns card sort fields read write edit hide show require required lock clear_hidden unique indexes ' +
    'match similar changed prefill track order group'
  ).split(' '),
);
const KEYED = new Set('set back defaults values totals SetFields offer pick choices keep_rows'.split(' '));

/** Fields that a rule is called by at most. */
const MOST_NAMED = 3;

type Members = Record<string, unknown>;
const membersOf = (value: unknown): Members | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : null;
const textsOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((each): each is string => typeof each === 'string');

/** What one part of a document is called that has no name of its own: by its title, its field, its text, what it
 * acts on, or the document that it is about. */
function partName(
  value: unknown,
  text: (value: Text | undefined) => string,
  names: Names,
  entity: string | undefined,
): string {
  const part = membersOf(value);
  if (!part) return '';
  const title = [part.section, part.tab, part.step, part.text].find((each) => membersOf(each));
  if (title) return text(title as Text);
  if (typeof part.field === 'string') return names.field(entity, part.field);
  for (const [member, kind] of Object.entries(ELEMENTS))
    if (typeof part[member] === 'string') return names.element(kind, part[member]);
  const acted = [
    ...EFFECTS.flatMap((act) => textsOf(part[act])),
    ...SET_BY_RULES.flatMap((act) => Object.keys(membersOf(part[act]) ?? {})),
    ...SAYINGS.flatMap((act) => textsOf(membersOf(part[act])?.field)),
  ];
  if (acted.length === 0) return text((membersOf(part.refuse ?? part.warn)?.text ?? undefined) as Text);
  const said = [...new Set(acted)].map((key) => names.field(entity, key));
  return listed(said.length > MOST_NAMED ? [...said.slice(0, MOST_NAMED), '…'] : said);
}

/** A step between states, or a way between the nodes of a flow: from where to where. */
function wayName(
  value: unknown,
  document: unknown,
  text: (value: Text | undefined) => string,
  names: Names,
): string {
  const way = membersOf(value);
  if (!way || typeof way.to !== 'string') return '';
  const root = membersOf(document);
  const states = membersOf(root?.states)?.field;
  const nodes = Array.isArray(root?.nodes) ? (root.nodes as unknown[]) : [];
  const end = (key: string) => {
    if (typeof states === 'string') return names.choice(root?.key as string, states, key);
    return (
      nameOf(
        nodes.find((each) => membersOf(each)?.key === key),
        text,
      ) || key
    );
  };
  const from = textsOf(way.from).filter((each) => each !== '*');
  return [listed(from.map(end)), end(way.to)].filter(Boolean).join(' → ');
}

/** “Permissions › Customer › Fills in”: the way that a pointer goes, without the steps that say nothing. */
export function spokenPlace(
  pointer: string,
  document: unknown,
  text: (value: Text | undefined) => string,
  word: PlaceWord,
  names?: Names,
): string {
  const root = membersOf(document);
  let at: unknown = document;
  let entity = textsOf(root?.entity ?? root?.source ?? (root?.schema ? root.key : undefined))[0];
  let before = '';
  let within = '';
  const said: string[] = [];

  /** What a step is called by what it names; blank when that is not known. */
  const called = (step: string, number: string | null, holder: unknown): string => {
    const own = nameOf(at, text);
    if (own || !names) return own;
    if (number === null) {
      if (KEYED.has(before)) return names.field(entity, step);
      const states = textsOf(membersOf(root?.states)?.field)[0];
      return before === 'stages' && states ? names.choice(entity, states, step) : '';
    }
    const list = Array.isArray(holder) ? within : '';
    if (list === 'in' || list === 'out') {
      const heads: unknown = root?.[list === 'in' ? 'inputs' : 'outputs'];
      return Array.isArray(heads) ? nameOf(heads[Number(step)], text) : '';
    }
    if (typeof at === 'string') {
      if (LISTS[list]) return names.element(LISTS[list], at);
      return FIELDS.has(list) ? names.field(entity, at.replace(/^-/, '')) : '';
    }
    if (Array.isArray(at) && FIELDS.has(list))
      return listed(textsOf(at).map((key) => names.field(entity, key)));
    if (list === 'transitions' || list === 'edges') return wayName(at, document, text, names);
    return partName(at, text, names, entity);
  };

  for (const step of segments(pointer)) {
    const holder = at;
    at = typeof at === 'object' && at !== null ? (at as Members)[step] : undefined;
    const number = /^\d+$/.test(step) ? String(Number(step) + 1) : null;
    if (number === null) within = step;
    if (!SILENT.has(step) || (Array.isArray(holder) && at !== undefined)) {
      const name = called(step, number, holder);
      if (name) said.push(name);
      else if (number === null) {
        // The field that an item places is the element itself.
        if (!(step === 'field' && typeof at === 'string' && said.length > 0))
          said.push(word(step === 'rows' && Array.isArray(at) ? 'table_rows' : step));
      } else if (typeof at !== 'string') said.push(`${said.pop() ?? word('section')} ${number}`);
    }
    before = step;
    const part = membersOf(at);
    entity =
      textsOf(part?.entity ?? part?.source)[0] ??
      (names && typeof part?.field === 'string' ? names.target(entity, part.field) : undefined) ??
      entity;
  }
  return said.filter((each, at) => each !== said[at - 1]).join(' › ') || word('entity');
}
