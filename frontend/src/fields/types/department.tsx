import { useQuery } from '@tanstack/react-query';
import { Select } from '@/ui/Select';
import { useState } from 'react';
import { api } from '@/api/client';
import type { PlaceList } from '@/api/types';
import { Blank } from '@/ui/display';
import { useControl } from '../control';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { nameOf } from '../labels';
import { words } from '../words';

function DepartmentWidget(props: WidgetProps) {
  const { field, value, onChange, onCommit } = props;
  const labelText = nameOf(props.labelText);
  const control = useControl(props);
  const t = words.use();
  const [open, setOpen] = useState(false);
  const { data, error, isFetching } = useQuery({
    queryKey: ['departments'],
    queryFn: ({ signal }) => api.get<PlaceList>('/departments', { signal }),
    enabled: open,
    staleTime: 300_000,
  });
  const options = (data?.items ?? []).map((department) => ({ value: department.id, label: department.name }));
  if (typeof value === 'string' && labelText && !options.some((option) => option.value === value))
    options.unshift({ value, label: labelText });
  return (
    <Select
      {...control}
      style={{ width: '100%' }}
      value={typeof value === 'string' ? value : undefined}
      options={options}
      showSearch={{ optionFilterProp: 'label' }}
      loading={isFetching}
      fault={error}
      placeholder={t('choose')}
      allowClear={!field.required}
      onOpenChange={(next) => {
        setOpen(next);
        if (!next) onCommit?.();
      }}
      onChange={(next) => onChange(next ?? null, options.find((option) => option.value === next)?.label)}
    />
  );
}

function DepartmentCell({ value, labelText }: CellProps) {
  return value ? (
    <span className="truncate">{nameOf(labelText) ?? String(value).slice(0, 8)}</span>
  ) : (
    <Blank />
  );
}

export const DEPARTMENT: FieldKind = {
  type: 'department',
  Widget: DepartmentWidget,
  Cell: DepartmentCell,
  width: 130,
  sortable: true,
};
