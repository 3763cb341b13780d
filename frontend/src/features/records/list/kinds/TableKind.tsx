import { lazy } from 'react';
import { useIsPhone } from '@/ui';
import { FlatTable } from '../FlatTable';
import type { KindProps } from './kind';

const GroupedTable = lazy(() =>
  import('../GroupedTable').then((module) => ({ default: module.GroupedTable })),
);

/** Rows one after the other, or in groups with subtotals; cards on a phone. */
export function TableKind(props: KindProps) {
  const phone = useIsPhone();
  return props.groups.length > 0 ? (
    <GroupedTable {...props} phone={phone} />
  ) : (
    <FlatTable {...props} phone={phone} />
  );
}
