import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '@/api/client';
import { recordsPath, useRefreshRecords } from '@/api/queries';
import type { AppDescription, EntityDescription, MergeUndone } from '@/api/types';
import { fieldOf } from '@/fields';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button, Dialog, ErrorState } from '@/ui';
import { DateTimeText } from '@/ui/display';
import { paths } from '@/ui/paths';
import { words } from '../words';
import css from './merge.module.css';
import { mergeWords } from './words';

export interface UndoMergeDialogProps {
  app: AppDescription;
  type: EntityDescription;
  id: string;
  merge: string;
  onClose: () => void;
}

/** Asks, takes the merge back, and tells what was left alone. */
export function UndoMergeDialog({ app, type, id, merge, onClose }: UndoMergeDialogProps) {
  const t = mergeWords.use();
  const shared = common.use();
  const refresh = useRefreshRecords();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [done, setDone] = useState<MergeUndone | null>(null);
  const undo = async () => {
    setBusy(true);
    setError(null);
    try {
      setDone(await api.post<MergeUndone>(recordsPath(app.key, type.key, `/${id}/merges/${merge}/undo`)));
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  const close = () => {
    if (done) refresh(app.key, type.key);
    onClose();
  };
  return (
    <Dialog
      title={t('undoTitle')}
      onClose={close}
      width={620}
      footer={
        done ? (
          <Button look="primary" onClick={close}>
            {shared('done')}
          </Button>
        ) : (
          <>
            <Button onClick={close}>{shared('cancel')}</Button>
            <Button look="danger" busy={busy} onClick={() => void undo()}>
              {t('undo')}
            </Button>
          </>
        )
      }
    >
      {error !== null && <ErrorState error={error} />}
      {done ? <Outcome app={app} done={done} /> : <p>{t('undoText')}</p>}
    </Dialog>
  );
}

function Outcome({ app, done }: { app: AppDescription; done: MergeUndone }) {
  const t = mergeWords.use();
  const w = words.use();
  const text = useText();
  return (
    <div role="status">
      <p>{t('undone', { count: done.records })}</p>
      {done.problems.length > 0 && (
        <>
          <p>{t('undoneLeft')}</p>
          <ul className={css.left}>
            {done.problems.map((one, index) => {
              const type = app.entities[one.entity];
              const field = type && fieldOf(type, one.field);
              return (
                <li key={index}>
                  <Link to={paths.record(app.key, one.entity, one.id)}>{one.title || w('untitled')}</Link>
                  {field && <strong> {text(field.label)}</strong>}
                  <span className="muted caption">
                    {one.message} {one.by && t('by', { who: one.by })}
                    {one.at && <DateTimeText value={one.at} />}
                  </span>
                </li>
              );
            })}
          </ul>
        </>
      )}
    </div>
  );
}
