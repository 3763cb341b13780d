import type { ComponentType } from 'react';
import type { JsonValue } from '@/api/types';
import { Blank } from '@/ui/display';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { DATE, DateWidget } from './date';
import { DATETIME } from './datetime';
import { MONEY } from './money';
import { NUMBER, NumberWidget } from './number';
import { PERCENT } from './percent';
import { SWITCH } from './switch';
import { TEXT, TextLine } from './text';

/** What a computed field looks like follows from the result it promises. */
const byResult: Record<string, ComponentType<CellProps>> = {
  number: NUMBER.Cell,
  money: MONEY.Cell,
  percent: PERCENT.Cell,
  text: TEXT.Cell,
  boolean: SWITCH.Cell,
  date: DATE.Cell,
  datetime: DATETIME.Cell,
};

const errors = /^#(DIV\/0!|VALUE!|N\/A|NUM!|REF!|NAME\?)$/;

/** An error value travels as {"error": "#DIV/0!"} or as its code. */
function errorOf(value: JsonValue): string | null {
  if (typeof value === 'string' && errors.test(value)) return value;
  if (value && typeof value === 'object' && !Array.isArray(value) && typeof value.error === 'string')
    return value.error;
  return null;
}

export function FormulaCell(props: CellProps) {
  const error = errorOf(props.value);
  if (error)
    return (
      <span style={{ color: 'var(--red-shade)' }} className="figures">
        {error}
      </span>
    );
  if (props.value === null || props.value === undefined) return <Blank />;
  const result = props.field.settings.result ?? props.field.formula_type ?? 'number';
  const Cell = byResult[result] ?? TEXT.Cell;
  return <Cell {...props} />;
}

export function FormulaFilter(props: WidgetProps) {
  const result = props.field.settings.result ?? props.field.formula_type;
  if (result === 'text') return <TextLine {...props} />;
  if (result === 'date' || result === 'datetime') return <DateWidget {...props} />;
  return <NumberWidget {...props} />;
}

function FormulaWidget({ field, app, value }: WidgetProps) {
  return <FormulaCell field={field} app={app} value={value} />;
}

export const FORMULA: FieldKind = {
  type: 'formula',
  Widget: FormulaWidget,
  Cell: FormulaCell,
  Filter: FormulaFilter,
  width: 120,
  computed: true,
  sortable: true,
};
