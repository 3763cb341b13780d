import { useState } from 'react';
import { api } from '@/api/client';
import { isKey } from '@/canvas/ids';
import { common } from '@/i18n/words';
import { Button, Dialog, ErrorState } from '@/ui';
import { CheckField, Field, FieldStack, TextField } from '@/ui/Inputs';
import type { Made } from './types';
import { words } from './words';

export interface ImportDialogProps {
  taken: string[];
  onMade: (made: Made, name: string, blank: boolean) => Promise<void>;
  onClose: () => void;
}

/** An app from the zip of its folder. */
export function ImportDialog({ taken, onMade, onClose }: ImportDialogProps) {
  const t = words.use();
  const shared = common.use();
  const [file, setFile] = useState<File | null>(null);
  const [key, setKey] = useState('');
  const [clone, setClone] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const keyFault = !key
    ? undefined
    : !isKey(key)
      ? t('keyBad')
      : taken.includes(key)
        ? t('keyTaken')
        : undefined;
  const send = async () => {
    if (!file || keyFault || busy) return;
    setBusy(true);
    setError(null);
    const form = new FormData();
    form.append('file', file, file.name);
    try {
      const made = await api.post<Made>('/apps/import', form, {
        query: { key: key || undefined, mode: clone ? 'clone' : 'install' },
      });
      await onMade(made, made.key, false);
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t('importTitle')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{shared('cancel')}</Button>
          <Button
            look="primary"
            busy={busy}
            disabled={!file || Boolean(keyFault)}
            onClick={() => void send()}
          >
            {t('importing')}
          </Button>
        </>
      }
    >
      <FieldStack onSubmit={() => void send()}>
        <Field label={t('importFile')} help={t('importText')}>
          {(id) => (
            <input
              id={id}
              type="file"
              accept=".zip,application/zip"
              onChange={(event) => setFile(event.target.files?.[0] ?? null)}
            />
          )}
        </Field>
        <TextField
          label={t('importKey')}
          value={key}
          onChange={setKey}
          maxLength={48}
          spellCheck={false}
          help={t('importKeyHelp')}
          error={keyFault}
        />
        <CheckField label={t('clone')} help={t('cloneHelp')} checked={clone} onChange={setClone} />
      </FieldStack>
      {error !== null && <ErrorState error={error} />}
    </Dialog>
  );
}
