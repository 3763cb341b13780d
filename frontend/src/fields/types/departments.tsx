import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/api/client';
import type { PlaceList } from '@/api/types';
import { SeveralCell, SeveralSelect } from '../controls/several';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { words } from '../words';

function DepartmentsWidget(props: WidgetProps) {
  const t = words.use();
  const [open, setOpen] = useState(false);
  const { data, error, isFetching } = useQuery({
    queryKey: ['departments'],
    queryFn: ({ signal }) => api.get<PlaceList>('/departments', { signal }),
    enabled: open,
    staleTime: 300_000,
  });
  const offers = (data?.items ?? []).map((department) => ({ value: department.id, label: department.name }));
  return (
    <SeveralSelect
      widget={props}
      offers={offers}
      entity="department"
      loading={isFetching}
      fault={error}
      placeholder={t('choose')}
      onOpen={setOpen}
    />
  );
}

function DepartmentsCell(props: CellProps) {
  return <SeveralCell {...props} one={(_, title) => title} />;
}

export const DEPARTMENTS: FieldKind = {
  type: 'departments',
  Widget: DepartmentsWidget,
  Cell: DepartmentsCell,
  width: 180,
};
