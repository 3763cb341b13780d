import { CloseCircleFilled } from '@ant-design/icons';
import { useControl } from '../control';
import { DatePicker } from '../controls/lazy';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { Blank, DateText } from '@/ui/display';
import dayjs from 'dayjs';

/** For the pointer only: keys empty the box itself. */
export const clearPicture = { clearIcon: <CloseCircleFilled aria-hidden /> };

export function DateWidget(props: WidgetProps) {
  const { value, onChange, onCommit } = props;
  const control = useControl(props);
  return (
    <DatePicker
      {...control}
      style={{ width: '100%' }}
      allowClear={clearPicture}
      value={typeof value === 'string' && value ? dayjs(value) : null}
      onChange={(next) => onChange(next?.isValid() ? next.format('YYYY-MM-DD') : null)}
      onOpenChange={(open) => {
        if (!open) onCommit?.();
      }}
    />
  );
}

function DateCell({ value }: CellProps) {
  return typeof value === 'string' && value ? <DateText value={value} /> : <Blank />;
}

export const DATE: FieldKind = {
  type: 'date',
  Widget: DateWidget,
  Cell: DateCell,
  width: 136,
  sortable: true,
};
