import { useState } from 'react';
import type { AppDescription, EntityDescription, TimelineItem } from '@/api/types';
import { listed } from '@/i18n/lists';
import { Button } from '@/ui';
import { words } from '../words';
import { UndoMergeDialog } from './UndoMergeDialog';
import { mergeWords } from './words';

export interface MergeEntryProps {
  app: AppDescription;
  type: EntityDescription;
  id: string;
  item: TimelineItem;
}

/** What was merged into the record, or came out of it again; whoever may takes it back here. */
export function MergeEntry({ app, type, id, item }: MergeEntryProps) {
  const t = mergeWords.use();
  const w = words.use();
  const [undoing, setUndoing] = useState(false);
  const data = item.data as { merge: string; records: { id: string; title: string }[]; may_undo: boolean };
  return (
    <>
      <span>
        {t(item.kind === 'merged' ? 'mergedHere' : 'unmergedHere')}{' '}
        <strong>{listed(data.records.map((record) => record.title || w('untitled')))}</strong>
      </span>
      {item.kind === 'merged' && data.may_undo && !item.origin && (
        <Button small look="quiet" onClick={() => setUndoing(true)}>
          {t('undo')}
        </Button>
      )}
      {undoing && (
        <UndoMergeDialog app={app} type={type} id={id} merge={data.merge} onClose={() => setUndoing(false)} />
      )}
    </>
  );
}
