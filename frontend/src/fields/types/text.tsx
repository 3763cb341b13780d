import { Input } from '@/ui/antd/later';
import type { KeyboardEvent } from 'react';
import { Blank } from '@/ui/display';
import { useControl } from '../control';
import type { CellProps, FieldKind, WidgetProps } from '../kind';

export function asText(value: unknown): string {
  return value === null || value === undefined ? '' : String(value);
}

type LineProps = WidgetProps & {
  type?: string;
  inputMode?: 'text' | 'email' | 'tel' | 'url';
  placeholder?: string;
};

/** A line of text; the base of every field that holds a plain string. */
export function TextLine(props: LineProps) {
  const { field, value, onChange, onCommit, type, inputMode, placeholder } = props;
  const control = useControl(props);
  return (
    <Input
      {...control}
      type={type}
      inputMode={inputMode}
      placeholder={placeholder}
      value={asText(value)}
      maxLength={field.settings.maxLength}
      onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key === 'Enter' && onCommit && !event.nativeEvent.isComposing) onCommit();
      }}
      onBlur={onCommit}
    />
  );
}

export function TextCell({ value, compact }: CellProps) {
  const text = asText(value);
  if (!text) return <Blank />;
  return (
    <span className={compact ? 'truncate' : undefined} title={compact ? text : undefined}>
      {text}
    </span>
  );
}

export const TEXT: FieldKind = { type: 'text', Widget: TextLine, Cell: TextCell, width: 180, sortable: true };
