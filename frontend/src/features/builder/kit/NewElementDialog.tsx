import { useState } from 'react';
import type { ReactNode } from 'react';
import { isKey } from '@/canvas/ids';
import { common } from '@/i18n/words';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { useProblemText } from '@/ui/ErrorState';
import type { Text } from '../draft/documents';
import { words } from '../words';
import { TextInput, TextPair } from './controls';
import kit from './kit.module.css';
import { proposeKey, useProposedKey } from '@/canvas/useProposedKey';

export interface NewElementDialogProps {
  title: string;
  taken: string[];
  fallback: string;
  /** Further questions above the name. */
  children?: ReactNode;
  ready?: boolean;
  onCreate: (name: Text, key: string) => Promise<unknown>;
  onClose: () => void;
}

/** Name in both languages and a key that follows from it: how everything new begins. */
export function NewElementDialog({
  title,
  taken,
  fallback,
  children,
  ready = true,
  onCreate,
  onClose,
}: NewElementDialogProps) {
  const t = words.use();
  const c = common.use();
  const problemText = useProblemText();
  const [name, setName] = useState<Text>();
  const [ownKey, setOwnKey] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const proposed = useProposedKey(name, taken, fallback);
  const key = ownKey ?? proposed;
  const keyError = key && !isKey(key) ? t('keyBad') : taken.includes(key) ? t('keyTaken') : undefined;
  // The key need not have arrived yet: who types faster than it is proposed does not wait for it.
  const complete = Boolean(name && ownKey !== '' && !keyError && ready);
  const create = async () => {
    if (!complete || !name || busy) return;
    setBusy(true);
    setError(null);
    try {
      await onCreate(name, ownKey ?? (await proposeKey(name, taken, fallback)));
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{c('cancel')}</Button>
          <Button look="primary" busy={busy} disabled={!complete} onClick={() => void create()}>
            {t('createIt')}
          </Button>
        </>
      }
    >
      <form
        className={kit.stack}
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        {children}
        <TextPair label={t('name')} value={name} onChange={setName} autoFocus />
        <TextInput label={t('key')} value={key} onChange={setOwnKey} help={t('keyHelp')} error={keyError} />
        {error !== null && (
          <p role="alert" className={kit.bad}>
            {problemText(error)}
          </p>
        )}
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </form>
    </Dialog>
  );
}
