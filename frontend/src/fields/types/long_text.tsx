import { TextArea } from '@/ui/antd/later';
import { Blank } from '@/ui/display';
import { useControl } from '../control';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { asText, TextLine } from './text';

function LongTextWidget(props: WidgetProps) {
  const { field, value, onChange, onCommit } = props;
  const control = useControl(props);
  return (
    <TextArea
      {...control}
      value={asText(value)}
      maxLength={field.settings.maxLength}
      autoSize={{ minRows: 3, maxRows: 12 }}
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
