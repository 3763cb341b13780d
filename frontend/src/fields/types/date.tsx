import { CloseCircleFilled } from '@ant-design/icons';
import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import { Blank, DateText } from '@/ui/display';
import { useControl } from '../control';
import type { CellProps, FieldKind, WidgetProps } from '../kind';

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
  width: 110,
  sortable: true,
};
