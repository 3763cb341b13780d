import type { ComponentType, ReactNode } from 'react';
import type {
  AppDescription,
  EntityDescription,
  FieldDescription,
  RecordItem,
  ViewDefinition,
} from '@/api/types';
import type { Choice } from '../columnChoice';
import type { Edits } from '../edits';
import type { Grouping } from '../groups';
import type { Picking } from '../picking';
import type { ListColumn } from '../useListState';
import type { KindKey } from './keys';

/** What every kind of list is given. */
export interface KindProps {
  app: AppDescription;
  type: EntityDescription;
  view: ViewDefinition;
  columns: ListColumn[];
  choice: Choice;
  filter: string;
  sort: string[];
  search: string;
  batch: string;
  groups: Grouping[];
  selected: ReadonlySet<string>;
  picking: Picking;
  edits: Edits;
  /** What stands there instead when nothing is found. */
  empty: ReactNode;
  onSort: (sort: string | null) => void;
  onGroup: (groups: Grouping[]) => void;
  onSelect: (keys: ReadonlySet<string>) => void;
  onOpen: (record: RecordItem) => void;
  /** The records at hand in their order, for going from one to the next and for what is done with many. */
  onRows: (rows: RecordItem[]) => void;
}

export interface ListKind {
  key: KindKey;
  icon: ReactNode;
  /** Fetched when it is first shown. */
  View: ComponentType<KindProps>;
  /** Says whether an entity has what it takes. */
  offered: (type: EntityDescription) => boolean;
  /** Rows can be picked in it. */
  picks?: boolean;
}

export const dated = (field: FieldDescription) =>
  field.readable && (field.formula_type === 'date' || field.formula_type === 'datetime');

/** A field that holds a start and an end. */
export const ranged = (field: FieldDescription) => field.readable && field.type === 'date_range';

/** An entity has two dates of its own, or a field that holds both. */
export const hasSpans = ({ fields }: EntityDescription) =>
  fields.some(ranged) || fields.filter((field) => !field.system && dated(field)).length > 1;

const ONE_OTHER: ReadonlySet<string> = new Set(['reference', 'tree_parent']);

/** A field that names one other record of its own entity: the one above, or one that comes before; its own id does not. */
export const namesOwn = (type: EntityDescription, field: FieldDescription) =>
  !field.system && ONE_OTHER.has(field.type) && field.settings.entity === type.key;

/** A field that names several records of its own entity. */
export const namesSeveral = (type: EntityDescription, field: FieldDescription) =>
  field.type === 'references' && field.settings.entity === type.key;
