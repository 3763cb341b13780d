import {
  ApartmentOutlined,
  AppstoreOutlined,
  BarsOutlined,
  CalendarOutlined,
  EnvironmentOutlined,
  PictureOutlined,
  ProjectOutlined,
  TableOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import type { EntityDocument, ViewDocument } from '../draft/documents';

type FieldDocument = EntityDocument['schema']['properties'][string];

/** A member of a view that names one field. */
export type FieldMember = Extract<keyof ViewDocument, `${string}_field` | 'group' | 'sum'>;

export interface FieldPart {
  member: FieldMember;
  fits: (field: FieldDocument, entity: EntityDocument) => boolean;
  needed?: boolean;
}

export interface ViewKind {
  key: string;
  icon: ReactNode;
  /** Where the fields that are shown stand. */
  shown: 'columns' | 'card';
  parts: FieldPart[];
}

const is =
  (...types: string[]) =>
  (field: FieldDocument) =>
    types.includes(field['x-dougong'].type);
const isDate = is('date', 'datetime', 'formula', 'lookup', 'roll_up');
const isNumber = is('number', 'money', 'formula', 'roll_up', 'percent', 'rating', 'slider', 'lookup');
const namesOwn = (field: FieldDocument, entity: EntityDocument) =>
  is('reference', 'tree_parent')(field) && field['x-dougong'].entity === entity.key;

const namesOthers = (field: FieldDocument, entity: EntityDocument) =>
  is('reference', 'tree_parent', 'references')(field) && field['x-dougong'].entity === entity.key;

const COLOUR: FieldPart = { member: 'colour_field', fits: is('select') };

/** Each kind of view with the fields that make it: one line each. */
export const viewKinds: ViewKind[] = [
  { key: 'table', icon: <TableOutlined aria-hidden />, shown: 'columns', parts: [] },
  {
    key: 'kanban',
    icon: <AppstoreOutlined aria-hidden />,
    shown: 'card',
    parts: [
      { member: 'group', fits: is('select'), needed: true },
      { member: 'sum', fits: isNumber },
    ],
  },
  {
    key: 'calendar',
    icon: <CalendarOutlined aria-hidden />,
    shown: 'card',
    parts: [
      { member: 'start_field', fits: isDate, needed: true },
      { member: 'end_field', fits: isDate },
      COLOUR,
    ],
  },
  {
    key: 'gantt',
    icon: <ProjectOutlined aria-hidden />,
    shown: 'card',
    parts: [
      { member: 'start_field', fits: isDate, needed: true },
      { member: 'end_field', fits: isDate, needed: true },
      { member: 'after_field', fits: namesOthers },
      { member: 'progress_field', fits: isNumber },
      COLOUR,
    ],
  },
  {
    key: 'gallery',
    icon: <PictureOutlined aria-hidden />,
    shown: 'card',
    parts: [{ member: 'picture_field', fits: is('image', 'attachment') }],
  },
  {
    key: 'tree',
    icon: <ApartmentOutlined aria-hidden />,
    shown: 'columns',
    parts: [{ member: 'parent_field', fits: namesOwn, needed: true }],
  },
  {
    key: 'map',
    icon: <EnvironmentOutlined aria-hidden />,
    shown: 'card',
    parts: [{ member: 'place_field', fits: is('location'), needed: true }, COLOUR],
  },
  {
    key: 'rows',
    icon: <BarsOutlined aria-hidden />,
    shown: 'columns',
    parts: [{ member: 'rows_field', fits: is('sub_table'), needed: true }],
  },
];

export const viewKind = (key: string): ViewKind =>
  viewKinds.find((kind) => kind.key === key) ?? (viewKinds[0] as ViewKind);

/** The fields of an entity that a part can take. */
export function fitting(entity: EntityDocument | undefined, part: FieldPart): string[] {
  return Object.entries(entity?.schema.properties ?? {})
    .filter(([, field]) => entity && part.fits(field, entity))
    .map(([key]) => key);
}

/** A view of this kind can be made of an entity: there is a field for all that it cannot do without. */
export function isPossible(entity: EntityDocument | undefined, kind: ViewKind): boolean {
  const wanted = kind.parts.filter(({ needed }) => needed);
  const dates = wanted.filter(({ member }) => member === 'start_field' || member === 'end_field').length;
  return wanted.every((part) => fitting(entity, part).length >= (part.fits === isDate ? dates : 1));
}

/** What the kind needs, of the first fields that can be taken; what stands already stays. */
export function begun(view: ViewDocument, entity: EntityDocument | undefined, key: string): ViewDocument {
  const kind = viewKind(key);
  const taken = new Set<string>();
  const made: ViewDocument = { ...view, kind: key };
  for (const part of kind.parts) {
    const found = made[part.member] ?? fitting(entity, part).find((field) => !taken.has(field));
    if (!part.needed || !found) continue;
    const own = part.member === 'group' && entity?.states?.field && !view.group;
    made[part.member] = own ? entity.states?.field : found;
    taken.add(made[part.member] as string);
  }
  const columns = made.columns ?? made.card;
  const card = made.card ?? made.columns?.filter((column) => !column.includes('.')).slice(0, 3);
  if (kind.shown === 'columns') made.columns = columns;
  else if (card) made.card = card;
  return made;
}
