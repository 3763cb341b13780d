import { useState } from 'react';
import { useApp } from '@/api/queries';
import { NotFound } from '@/app/RouteError';
import { RecordForm } from '@/forms';
import { useText } from '@/i18n';
import { Dialog, Drawer, ErrorState, FormSkeleton } from '@/ui';
import { words } from '../words';
import { RecordView } from './RecordView';

export interface RecordDrawerProps {
  app: string;
  entity: string;
  /** An id, or "new". */
  id: string;
  /** Ids of the list behind, for previous and next. */
  order: string[];
  onMove: (id: string) => void;
  onClose: () => void;
}

/** The same record as on its page, over the list; "new" is the empty form. */
export function RecordDrawer({ app, entity, id, order, onMove, onClose }: RecordDrawerProps) {
  const t = words.use();
  const text = useText();
  const { data: description, error, refetch } = useApp(app);
  const type = description?.entities[entity];
  const [round, setRound] = useState(0);
  if (id === 'new')
    return (
      <Dialog side="end" width={720} title={t('newOf', { entity: text(type?.name) })} onClose={onClose}>
        <RecordForm
          key={round}
          app={app}
          entity={entity}
          mayAddAnother
          onCancel={onClose}
          onSaved={(record, another) => {
            if (another) setRound(round + 1);
            else if (record.visible === false) onClose();
            else onMove(record.id);
          }}
        />
      </Dialog>
    );
  const at = order.indexOf(id);
  return (
    <Drawer bare title={text(type?.name)} onClose={onClose}>
      {description && type ? (
        <RecordView
          key={id}
          app={description}
          type={type}
          id={id}
          inDrawer
          previous={order[at - 1] ? () => onMove(order[at - 1]!) : undefined}
          next={at >= 0 && order[at + 1] ? () => onMove(order[at + 1]!) : undefined}
          onClose={onClose}
          onGone={onClose}
        />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : description ? (
        <NotFound />
      ) : (
        <FormSkeleton />
      )}
    </Drawer>
  );
}
