import { useState } from 'react';
import { api } from '@/api/client';
import type { AppSummary } from '@/api/types';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button, Dialog, ErrorState } from '@/ui';
import { FieldStack, TextField } from '@/ui/Inputs';
import { words } from './words';

/** Uninstalls once its key has been typed. */
export function UninstallDialog({
  app,
  onDone,
  onClose,
}: {
  app: AppSummary;
  onDone: () => void;
  onClose: () => void;
}) {
  const t = words.use();
  const shared = common.use();
  const text = useText();
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const remove = async () => {
    if (typed !== app.key || busy) return;
    setBusy(true);
    setError(null);
    try {
      await api.delete(`/apps/${encodeURIComponent(app.key)}`, { confirm: typed });
      onDone();
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t('uninstallTitle', { name: text(app.name) })}
      onClose={onClose}
      width={460}
      footer={
        <>
          <Button onClick={onClose}>{shared('cancel')}</Button>
          <Button look="dangerPrimary" busy={busy} disabled={typed !== app.key} onClick={() => void remove()}>
            {t('uninstall')}
          </Button>
        </>
      }
    >
      <FieldStack onSubmit={() => void remove()}>
        <p>{t('uninstallText')}</p>
        <TextField
          label={t('uninstallType', { key: app.key })}
          value={typed}
          onChange={setTyped}
          autoFocus
          autoComplete="off"
          spellCheck={false}
        />
      </FieldStack>
      {error !== null && <ErrorState error={error} />}
    </Dialog>
  );
}
