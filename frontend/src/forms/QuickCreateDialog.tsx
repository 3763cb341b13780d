import { useApp } from '@/api/queries';
import type { RecordItem } from '@/api/types';
import type { QuickCreateRequest } from '@/fields';
import { useText } from '@/i18n';
import { Dialog } from '@/ui/Dialog';
import { RecordForm } from './RecordForm';
import { words } from './words';

export interface QuickCreateDialogProps {
  request: QuickCreateRequest;
  onCreated: (record: RecordItem) => void;
  onClose: () => void;
}

/** A record that is missing in a picker, made without leaving the form. */
export function QuickCreateDialog({ request, onCreated, onClose }: QuickCreateDialogProps) {
  const t = words.use();
  const text = useText();
  const entity = useApp(request.app).data?.entities[request.entity];
  return (
    <Dialog title={t('newRecord', { entity: text(entity?.name) })} onClose={onClose} width={640}>
      <RecordForm
        app={request.app}
        entity={request.entity}
        initial={request.initial}
        nested
        onCancel={onClose}
        onSaved={(record) => onCreated(record)}
      />
    </Dialog>
  );
}
