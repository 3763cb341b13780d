import { useState } from 'react';
import type { FieldDescription, RecordItem } from '@/api/types';
import { kindOf, valueOf, nameOf } from '@/fields';
import { common } from '@/i18n/words';
import { Button, Dialog } from '@/ui';
import { listWords } from '../listWords';

export interface MoveBelowDialogProps {
  app: string;
  parent: FieldDescription;
  record: RecordItem;
  title: string;
  onMove: (above: string | null, label: string) => void;
  onClose: () => void;
}

/** Below which record one is to stand, picked by its name: for keys, and for what is not in sight. */
export function MoveBelowDialog({ app, parent, record, title, onMove, onClose }: MoveBelowDialogProps) {
  const t = listWords.use();
  const shared = common.use();
  const { Widget } = kindOf(parent.type);
  const now = valueOf(record, parent.key);
  const named = record.labels[parent.key];
  const [chosen, choose] = useState({ value: now, label: typeof named === 'string' ? named : '' });
  return (
    <Dialog
      title={t('treeMove', { title })}
      width={460}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{shared('cancel')}</Button>
          <Button
            look="primary"
            disabled={chosen.value === now}
            onClick={() => onMove(typeof chosen.value === 'string' ? chosen.value : null, chosen.label)}
          >
            {t('treeMoveDo')}
          </Button>
        </>
      }
    >
      <label style={{ display: 'grid', gap: 4 }}>
        <span>{t('treeBelow')}</span>
        <Widget
          field={parent}
          app={app}
          value={chosen.value}
          labelText={chosen.label}
          onChange={(value, label) => choose({ value, label: nameOf(label) ?? '' })}
        />
      </label>
      <p className="muted caption">{t('treeTopHint')}</p>
    </Dialog>
  );
}
