/** Reach: the names that stand on a row, along its references, and on the rows of its lists. */
import type { AppDescription, Localised } from '@/api/types';
import { allFields } from '@/fields';
import { namesOfFields } from './names';
import type { Name } from './names';
import type { Reach } from './reading';
import { words } from './words';

/** The names of each entity's own fields and lists. */
export type NameBook = (entity: string) => Name[];

/** What may be named in a condition, and what on the rows of a list. */
export interface Sight {
  names: Name[];
  /** The names on the rows of a list, among them those of the row outside by `parent.`. */
  inside: (list: Name) => Sight;
}

/** How many references away names are found. */
const HOPS = 2;

/** Every name from a row of an entity: its own first, then those along references. */
export function namesAround(book: NameBook, entity: string): Name[] {
  const own = book(entity);
  return [...own, ...own.flatMap((name) => along(book, name, name.label, HOPS))];
}

function along(book: NameBook, name: Name, group: Localised, hops: number): Name[] {
  if (name.kind !== 'record' || !name.entity || hops === 0) return [];
  const next = book(name.entity).map((each): Name => ({
    ...each,
    path: `${name.path}.${each.path}`,
    group: each.path.includes('.') ? joined(group, each.group) : group,
    ...(hops < HOPS ? { far: true as const } : {}),
  }));
  return [...next, ...next.flatMap((each) => along(book, each, joined(group, each.label), hops - 1))];
}

function joined(first: Localised, second: Localised): Localised {
  const of = (text: Localised, language: 'en' | 'zh') =>
    typeof text === 'string' ? text : (text[language] ?? text.en ?? text.zh ?? '');
  return {
    en: `${of(first, 'en')} › ${of(second, 'en')}`,
    zh: `${of(first, 'zh')} › ${of(second, 'zh')}`,
  };
}

/** A prefix is the same on every row; only names of the row itself are told by `parent.`. */
const ofRow = ({ path }: Name) => !/^(settings|user|old)\./.test(path);

/** What may be named on a row of an entity; `common` names stand on every row, `outer` is the row outside. */
export function sightOf(book: NameBook, entity: string, common: Name[] = [], outer?: Sight): Sight {
  const parent: Localised = both('outerRow');
  const names = [
    ...namesAround(book, entity),
    ...common,
    ...(outer?.names ?? [])
      .filter((name) => ofRow(name) && name.kind !== 'list' && !name.far)
      .map((name) => ({
        ...name,
        path: `parent.${name.path}`,
        group: name.path.includes('.') ? joined(parent, name.group) : parent,
      })),
  ];
  const known = new Map<string, Sight>();
  const sight: Sight = {
    names,
    inside: ({ rows = '' }) => {
      const inner = known.get(rows) ?? sightOf(book, rows, common, sight);
      known.set(rows, inner);
      return inner;
    },
  };
  return sight;
}

const both = (key: Parameters<typeof words.say>[0]): Localised => ({
  en: words.say(key, { lng: 'en' }),
  zh: words.say(key, { lng: 'zh' }),
});

/** Which names are lists, for reading a text. */
export function reachOf(sight: Sight): Reach {
  return {
    inside: (path) => {
      const list = sight.names.find((name) => name.path === path && name.kind === 'list');
      return list ? reachOf(sight.inside(list)) : null;
    },
  };
}

/** What somebody may name in a running app: the fields and lists that he sees. */
export function sightOfApp(app: AppDescription, entity: string): Sight {
  return sightOf((key) => {
    const type = app.entities[key];
    if (!type) return [];
    const own = type.name;
    const lists = type.related.map((each): Name => ({
      path: each.key,
      label: each.label,
      kind: 'list',
      rows: each.entity,
      group: own,
    }));
    return [...namesOfFields(allFields(type), own), ...lists];
  }, entity);
}
