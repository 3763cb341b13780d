import { useMemo } from 'react';
import type { AppDescription, EntityDescription, RecordItem } from '@/api/types';
import { Dialog } from '@/ui/Dialog';
import { copiedLabels, copiedValues } from './copied';
import { RecordForm } from './RecordForm';
import { words } from './words';

export interface CopyRecordProps {
  app: AppDescription;
  type: EntityDescription;
  record: RecordItem;
  title: string;
  onSaved: (record: RecordItem) => void;
  onClose: () => void;
}

/** The form of a new record that begins with what another has; nothing is saved until it is looked at. */
export function CopyRecord({ app, type, record, title, onSaved, onClose }: CopyRecordProps) {
  const t = words.use();
  const initial = useMemo(() => copiedValues(type, record, app.entities), [type, record, app]);
  const labels = useMemo(() => copiedLabels(record), [record]);
  return (
    <Dialog side="end" width={720} title={t('copyOf', { title })} onClose={onClose}>
      <RecordForm
        app={app.key}
        entity={type.key}
        initial={initial}
        initialLabels={labels}
        onCancel={onClose}
        onSaved={(made) => onSaved(made)}
      />
    </Dialog>
  );
}
