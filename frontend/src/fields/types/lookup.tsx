import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { FORMULA, FormulaCell } from './formula';
import { SELECT } from './select';

/** A value of a linked record, shown as its own field shows it: a choice by its label and colour. */
function LookupCell(props: CellProps) {
  const Cell = props.field.options.length > 0 ? SELECT.Cell : FormulaCell;
  return <Cell {...props} />;
}

function LookupWidget({ field, app, value }: WidgetProps) {
  return <LookupCell field={field} app={app} value={value} />;
}

export const LOOKUP: FieldKind = {
  ...FORMULA,
  type: 'lookup',
  Widget: LookupWidget,
  Cell: LookupCell,
  width: 140,
};
