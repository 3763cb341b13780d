import { useControl } from '../control';
import { DatePicker } from '../controls/lazy';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { clearPicture, DateWidget } from './date';
import { personZone } from '@/ui/dates';
import { Blank, DateTimeText } from '@/ui/display';
import dayjs from 'dayjs';
import timezone from 'dayjs/plugin/timezone';
import utc from 'dayjs/plugin/utc';

dayjs.extend(utc);
dayjs.extend(timezone);

/** Shown and chosen in the person's zone, kept in UTC. */
function DatetimeWidget(props: WidgetProps) {
  const { value, onChange, onCommit } = props;
  const control = useControl(props);
  const zone = personZone();
  return (
    <DatePicker
      {...control}
      showTime={{ format: 'HH:mm' }}
      format="YYYY-MM-DD HH:mm"
      style={{ width: '100%' }}
      allowClear={clearPicture}
      value={typeof value === 'string' && value ? dayjs(value).tz(zone) : null}
      onChange={(next) =>
        onChange(
          next?.isValid()
            ? dayjs.tz(next.format('YYYY-MM-DDTHH:mm'), zone).utc().format('YYYY-MM-DDTHH:mm:ss[Z]')
            : null,
        )
      }
      onOpenChange={(open) => {
        if (!open) onCommit?.();
      }}
    />
  );
}

export function DatetimeCell({ value }: CellProps) {
  return typeof value === 'string' && value ? <DateTimeText value={value} /> : <Blank />;
}

export const DATETIME: FieldKind = {
  type: 'datetime',
  Widget: DatetimeWidget,
  Cell: DatetimeCell,
  Filter: DateWidget,
  width: 168,
  sortable: true,
};
