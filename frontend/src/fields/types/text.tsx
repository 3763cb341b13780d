import { Input } from 'antd';
import type { KeyboardEvent } from 'react';
import { useText } from '@/i18n';
import { Blank } from '@/ui/display';
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
export function TextLine({
  field,
  value,
  onChange,
  id,
  disabled,
  invalid,
  describedBy,
  autoFocus,
  onCommit,
  type,
  inputMode,
  placeholder,
}: LineProps) {
  const text = useText();
  return (
    <Input
      id={id}
      aria-label={id ? undefined : text(field.label)}
      type={type}
      inputMode={inputMode}
      placeholder={placeholder}
      value={asText(value)}
      maxLength={field.settings.maxLength}
      disabled={disabled}
      status={invalid ? 'error' : undefined}
      aria-invalid={invalid || undefined}
      aria-describedby={describedBy}
      aria-required={field.required || undefined}
      autoFocus={autoFocus}
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
