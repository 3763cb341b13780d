import { SeveralCell, SeveralSelect } from '../controls/several';
import { useDepartmentOffers } from '../departmentOffers';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { words } from '../words';

function DepartmentsWidget(props: WidgetProps) {
  const t = words.use();
  const { offers, setOpen, loading, fault } = useDepartmentOffers();
  return (
    <SeveralSelect
      widget={props}
      offers={offers}
      entity="department"
      loading={loading}
      fault={fault}
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
