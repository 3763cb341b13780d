import type { ComponentType } from 'react';
import type { FieldDescription, JsonValue, LayoutNode, RecordItem } from '@/api/types';
import type { Label } from './labels';

export interface WidgetProps {
  field: FieldDescription;
  /** The app the record lives in; references and members are searched there. */
  app: string;
  /** The entity of the record, where its other records can tell something. */
  entity?: string;
  value: JsonValue;
  onChange: (value: JsonValue, label?: Label) => void;
  id?: string;
  disabled?: boolean;
  invalid?: boolean;
  describedBy?: string;
  /** What is wrong in the rows of a sub-table, by `field/row/column`. */
  faults?: Record<string, string[]>;
  /** What the record that is referred to is called, or each of several. */
  labelText?: Label;
  /** The item of the layout: picker filter, quick create, columns and totals of a sub-table. */
  item?: LayoutNode;
  autoFocus?: boolean;
  /** The record as it was saved last, for what acts on it. */
  record?: RecordItem;
  /** Enter or leaving the control: in-place editing ends here. */
  onCommit?: () => void;
  /** Something is under way that will change the value, such as an upload. */
  onPending?: (work: Promise<void>) => void;
}

export interface CellProps {
  field: FieldDescription;
  app: string;
  value: JsonValue;
  labelText?: Label;
  /** The record that is shown, for what acts on it. */
  record?: RecordItem;
  /** One line in a list; otherwise the value may take the room it needs. */
  compact?: boolean;
}

/** Everything the interface knows about one type of field. */
export interface FieldKind {
  type: string;
  Widget: ComponentType<WidgetProps>;
  Cell: ComponentType<CellProps>;
  /** Control for the value of a filter condition; the widget when absent. */
  Filter?: ComponentType<WidgetProps>;
  align?: 'end';
  /** Usual width of its column in pixels. */
  width: number;
  /** Never edited in place or in a form (computed by the server). */
  computed?: boolean;
  sortable?: boolean;
  /** A list of files, which the server keeps apart from the record's columns. */
  files?: boolean;
  /** It is pressed, not read: no filter, total, export or import speaks of it. */
  holdsNothing?: boolean;
  /** No form shows it: defaults, rules and other systems fill it in. */
  unasked?: boolean;
}
