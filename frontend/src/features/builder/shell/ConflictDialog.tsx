import { useState } from 'react';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { resolveConflict, useDraftStore } from '../draft/store';
import type { DocumentBase } from '../draft/documents';
import { words } from '../words';

/** Two people edited one element: nothing is overwritten without a word. */
export function ConflictDialog({ app }: { app: string }) {
  const t = words.use();
  const text = useText();
  const [busy, setBusy] = useState(false);
  const id = useDraftStore((state) =>
    Object.keys(state.open).find(
      (each) => state.open[each]?.app === app && state.open[each]?.state === 'conflict',
    ),
  );
  const open = useDraftStore((state) => (id ? state.open[id] : undefined));
  if (!id || !open) return null;
  const document = open.editing.document as DocumentBase;
  const settle = (keep: 'mine' | 'theirs') => {
    setBusy(true);
    void resolveConflict(id, keep).finally(() => setBusy(false));
  };
  return (
    <Dialog
      title={t('conflictTitle')}
      onClose={() => undefined}
      footer={
        <>
          <Button disabled={busy} onClick={() => settle('theirs')}>
            {t('takeTheirs')}
          </Button>
          <Button look="primary" busy={busy} onClick={() => settle('mine')}>
            {t('keepMine')}
          </Button>
        </>
      }
    >
      <p>{t('conflictText', { name: text(document.name) || document.key })}</p>
    </Dialog>
  );
}
