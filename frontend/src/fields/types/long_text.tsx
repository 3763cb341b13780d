import { Input } from 'antd';
import { useText } from '@/i18n';
import { Blank } from '@/ui/display';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { asText, TextLine } from './text';

function LongTextWidget({
  field,
  value,
  onChange,
  id,
  disabled,
  invalid,
  describedBy,
  autoFocus,
  onCommit,
}: WidgetProps) {
  const text = useText();
  return (
    <Input.TextArea
      id={id}
      aria-label={id ? undefined : text(field.label)}
      value={asText(value)}
      maxLength={field.settings.maxLength}
      autoSize={{ minRows: 3, maxRows: 12 }}
      disabled={disabled}
      status={invalid ? 'error' : undefined}
      aria-invalid={invalid || undefined}
      aria-describedby={describedBy}
      aria-required={field.required || undefined}
      autoFocus={autoFocus}
      onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}
      onBlur={onCommit}
    />
  );
}

function LongTextCell({ value, compact }: CellProps) {
  const text = asText(value);
  if (!text) return <Blank />;
  if (compact)
    return (
      <span className="truncate" title={text}>
        {text.replace(/\s+/g, ' ')}
      </span>
    );
  return <span style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{text}</span>;
}

export const LONG_TEXT: FieldKind = {
  type: 'long_text',
  Widget: LongTextWidget,
  Cell: LongTextCell,
  Filter: TextLine,
  width: 240,
};
