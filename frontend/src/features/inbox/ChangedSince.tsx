import { lazy, Suspense, useState } from 'react';
import type { EntityDescription, RecordItem } from '@/api/types';

const ChangedFields = lazy(() =>
  import('./ChangedFields').then((module) => ({ default: module.ChangedFields })),
);

export interface ChangedSinceProps {
  record: RecordItem;
  type?: EntityDescription;
}

/** Says what of a record that somebody is deciding about has changed under his eyes. */
export function ChangedSince({ record, type }: ChangedSinceProps) {
  const [opened] = useState(record);
  return record === opened ? null : (
    <Suspense>
      <ChangedFields opened={opened} record={record} type={type} />
    </Suspense>
  );
}
