import { Blank } from '@/ui/display';
import type { CellProps, FieldKind } from '../kind';
import { asText, TextLine } from './text';

export function CodeCell({ value, compact }: CellProps) {
  const text = asText(value);
  if (!text) return <Blank />;
  return (
    <code className={compact ? 'truncate' : undefined} title={compact ? text : undefined}>
      {text}
    </code>
  );
}

export const CODE: FieldKind = { type: 'code', Widget: TextLine, Cell: CodeCell, width: 130, sortable: true };
