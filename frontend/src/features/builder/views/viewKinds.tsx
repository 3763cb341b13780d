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
import { endOf, usualDates } from '@/fields/datePairs';
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
const isRange = is('date_range');
const isNumber = is('number', 'money', 'formula', 'roll_up', 'percent', 'rating', 'slider', 'lookup');
const namesOwn = (field: FieldDocument, entity: EntityDocument) =>
  is('reference', 'tree_parent')(field) && field['x-dougong'].entity === entity.key;

const namesOthers = (field: FieldDocument, entity: EntityDocument) =>
  is('reference', 'tree_parent', 'references')(field) && field['x-dougong'].entity === entity.key;

/** A date, or a range of dates, which holds the end too. */
const START: FieldPart = {
  member: 'start_field',
  fits: (field) => isDate(field) || isRange(field),
  needed: true,
};
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
    parts: [START, { member: 'end_field', fits: isDate }, COLOUR],
  },
  {
    key: 'gantt',
    icon: <ProjectOutlined aria-hidden />,
    shown: 'card',
    parts: [
      START,
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

const fieldsOf = (entity: EntityDocument | undefined, fits: (field: FieldDocument) => boolean) =>
  Object.entries(entity?.schema.properties ?? {})
    .filter(([, field]) => fits(field))
    .map(([key, field]) => ({ key, label: field['x-dougong'].label }));

/** The field at which entries begin holds their end too. */
export function holdsBoth(entity: EntityDocument | undefined, view: ViewDocument): boolean {
  const start = entity?.schema.properties[view.start_field ?? ''];
  return start !== undefined && isRange(start);
}

/** The parts of a view: a range of dates has no end beside it. */
export const partsOf = (entity: EntityDocument | undefined, view: ViewDocument): FieldPart[] =>
  viewKind(view.kind).parts.filter(({ member }) => member !== 'end_field' || !holdsBoth(entity, view));

/** A view of this kind can be made of an entity: there is a field for all that it cannot do without. */
export function isPossible(entity: EntityDocument | undefined, kind: ViewKind): boolean {
  const hasRange = fieldsOf(entity, isRange).length > 0;
  return kind.parts.every((part) => {
    if (!part.needed || (part.member === 'end_field' && hasRange)) return true;
    return fitting(entity, part).length >= (part.member === 'end_field' ? 2 : 1);
  });
}

/** The dates that a view takes at first; which of two dates comes last is not guessed where no name says so. */
function datesFor(view: ViewDocument, entity: EntityDocument | undefined): Partial<ViewDocument> {
  const dates = fieldsOf(entity, is('date', 'datetime'));
  const given = dates.find(({ key }) => key === view.start_field);
  const { start, end } = given
    ? { start: given, end: endOf(given, dates) }
    : (usualDates(fieldsOf(entity, isRange), dates) ?? {});
  const ends = view.end_field ?? end?.key;
  return {
    start_field: view.start_field ?? start?.key ?? fitting(entity, START)[0],
    ...(ends && { end_field: ends }),
  };
}

/** What the kind needs, of the fields that can be taken; what stands already stays. */
export function begun(view: ViewDocument, entity: EntityDocument | undefined, key: string): ViewDocument {
  const kind = viewKind(key);
  let made: ViewDocument = { ...view, kind: key };
  for (const part of kind.parts) {
    if (part.member === 'start_field') made = { ...made, ...datesFor(made, entity) };
    const found = made[part.member] ?? fitting(entity, part)[0];
    if (!part.needed || !found || part.member === 'end_field') continue;
    const own = part.member === 'group' && entity?.states?.field && !view.group;
    made[part.member] = own ? entity.states?.field : found;
  }
  const columns = made.columns ?? made.card;
  const card = made.card ?? made.columns?.filter((column) => !column.includes('.')).slice(0, 3);
  if (kind.shown === 'columns') made.columns = columns;
  else if (card) made.card = card;
  return made;
}
