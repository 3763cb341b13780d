import { useControl } from '../control';
import { TimePicker } from '../controls/lazy';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { asText } from './text';
import { Blank } from '@/ui/display';
import dayjs from 'dayjs';

/** Any day will do: only its clock is looked at. */
const DAY = '2000-01-01T';

export function TimeWidget(props: WidgetProps) {
  const { value, onChange, onCommit } = props;
  const control = useControl(props);
  return (
    <TimePicker
      {...control}
      format="HH:mm"
      needConfirm={false}
      changeOnScroll
      style={{ width: '100%' }}
      value={typeof value === 'string' && value ? dayjs(DAY + value) : null}
      onChange={(next) => onChange(next?.isValid() ? next.format('HH:mm:00') : null)}
      onOpenChange={(open) => {
        if (!open) onCommit?.();
      }}
    />
  );
}

function TimeCell({ value }: CellProps) {
  const text = asText(value);
  return text ? <span className="figures">{text.replace(/:00$/, '')}</span> : <Blank />;
}

export const TIME: FieldKind = {
  type: 'time',
  Widget: TimeWidget,
  Cell: TimeCell,
  width: 80,
  sortable: true,
};
