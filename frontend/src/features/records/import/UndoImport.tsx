import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '@/api/client';
import { keys, recordsPath, useRefreshRecords } from '@/api/queries';
import type { AppDescription, EntityDescription, UndoOutlook } from '@/api/types';
import { fieldOf } from '@/fields';
import { useText } from '@/i18n';
import { sentences } from '@/i18n/lists';
import { common } from '@/i18n/words';
import { Button, CardsSkeleton, Dialog, EmptyState, ErrorState } from '@/ui';
import { DateTimeText } from '@/ui/display';
import { paths } from '@/ui/paths';
import { words } from '../words';
import css from './import.module.css';
import { JobProgress } from './JobProgress';
import { useJob } from './useJob';
import { importWords } from './words';

interface Conflict {
  entity: string;
  id: string;
  title: string;
  field: string;
  message: string;
  by: string;
  at: string | null;
}

interface UndoResult {
  restored: number;
  trashed: number;
  gone: number;
  left: number;
  /** Those of them that somebody else, or another time, may undo. */
  open: number;
  problems: Conflict[];
}

export interface UndoImportProps {
  app: AppDescription;
  type: EntityDescription;
  batch: string;
  name: string;
  onClose: () => void;
}

/** Asks, undoes with progress, and tells what was left alone. */
export function UndoImport({ app, type, batch, name, onClose }: UndoImportProps) {
  const t = importWords.use();
  const shared = common.use();
  const refresh = useRefreshRecords();
  const [job, setJob] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const running = useJob(job);
  const state = running.data?.state;
  const ended = state === 'done' || state === 'failed' || state === 'cancelled';
  const result = state === 'done' ? (running.data?.result as unknown as UndoResult) : null;

  const path = recordsPath(app.key, type.key, `/import/${batch}/undo`);
  const outlook = useQuery({
    queryKey: [...keys.records(app.key, type.key), 'undo-outlook', batch],
    queryFn: ({ signal }) => api.get<UndoOutlook>(path, { signal }),
    staleTime: 0,
    gcTime: 0,
    enabled: job === null,
  });
  const start = async () => {
    setBusy(true);
    setError(null);
    try {
      setJob((await api.post<{ job: string }>(path)).job);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  const close = () => {
    if (job) refresh(app.key, type.key);
    onClose();
  };
  const footer = !job ? (
    <>
      <Button onClick={close}>{shared('cancel')}</Button>
      <Button
        look="danger"
        busy={busy}
        disabled={!outlook.data || !takes(outlook.data)}
        onClick={() => void start()}
      >
        {t('undo')}
      </Button>
    </>
  ) : ended ? (
    <Button look="primary" onClick={close}>
      {shared('done')}
    </Button>
  ) : (
    <Button onClick={() => void api.post(`/jobs/${job}/cancel`)}>{words.say('importCancel')}</Button>
  );
  return (
    <Dialog
      title={t(result ? titleOf(result) : 'undoTitle', { name: name || t('file') })}
      onClose={close}
      width={760}
      footer={footer}
    >
      {error !== null && <ErrorState error={error} />}
      {!job ? (
        <Outlook outlook={outlook.data} error={outlook.error} />
      ) : !ended ? (
        <JobProgress job={running.data} say={(done, total) => t('undoing', { done, total })} />
      ) : result ? (
        <UndoOutcome app={app} result={result} />
      ) : (
        <EmptyState text={t('undoFailed', { reason: running.data?.error ?? state ?? '' })} />
      )}
    </Dialog>
  );
}

const takes = ({ trash, restore }: UndoOutlook) => trash + restore > 0;

/** Nothing counts as undone of which something is left. */
function titleOf({ trashed, restored, left }: UndoResult) {
  if (left === 0) return 'undoneTitle';
  return trashed + restored > 0 ? 'partlyTitle' : 'notUndoneTitle';
}

/** What an undoing by this person takes back, and what it leaves. */
function Outlook({ outlook, error }: { outlook: UndoOutlook | undefined; error: unknown }) {
  const t = importWords.use();
  if (error) return <ErrorState error={error} />;
  if (!outlook) return <CardsSkeleton cards={1} />;
  const { trash, restore, kept, closed } = outlook;
  const lines = [
    ['willTrash', trash],
    ['willRestore', restore],
    ['willKeep', kept],
    ['willNotRestore', closed],
  ] as const;
  return (
    <>
      {!takes(outlook) && <p role="status">{t('nothingToUndo')}</p>}
      <ul>
        {lines
          .filter(([, count]) => count > 0)
          .map(([word, count]) => (
            <li key={word}>{t(word, { count })}</li>
          ))}
      </ul>
      {takes(outlook) && <p className="muted">{t('undoText')}</p>}
      {kept + closed > 0 && <p className="muted">{t('stillOpen')}</p>}
    </>
  );
}

function UndoOutcome({ app, result }: { app: AppDescription; result: UndoResult }) {
  const t = importWords.use();
  const text = useText();
  const figures = [
    ['trashed', result.trashed],
    ['restored', result.restored],
    ['gone', result.gone],
    ['left', result.left],
  ] as const;
  return (
    <div>
      <h3>{t('undone')}</h3>
      <div className={`${css.figures} figures`}>
        {figures
          .filter(([word, count]) => count > 0 || word === 'trashed' || word === 'restored')
          .map(([word, count]) => (
            <span key={word} className={word === 'left' ? css.bad : undefined}>
              <strong>{count}</strong>
              {t(word)}
            </span>
          ))}
      </div>
      {result.problems.length > 0 && (
        <section className={css.block}>
          <h3>{t('leftTitle')}</h3>
          <p className="muted">
            {sentences([t('leftText'), t(result.open > 0 ? 'stillOpen' : 'closedNow')])}
          </p>
          <div className={css.scroll}>
            <table className={css.table}>
              <thead>
                <tr>
                  <th scope="col">{t('record')}</th>
                  <th scope="col">{t('reason')}</th>
                </tr>
              </thead>
              <tbody>
                {result.problems.slice(0, 200).map((one, index) => {
                  const type = app.entities[one.entity];
                  const field = one.field && type ? text(fieldOf(type, one.field)?.label) : '';
                  return (
                    <tr key={index}>
                      <td>
                        {one.title ? (
                          <Link to={paths.record(app.key, one.entity, one.id)} target="_blank">
                            {one.title}
                          </Link>
                        ) : (
                          <span className="muted">{t('hidden')}</span>
                        )}
                        {field && <div className="muted caption">{field}</div>}
                      </td>
                      <td>
                        {one.message}
                        {one.at && (
                          <div className="muted caption">
                            {one.by && `${one.by}, `}
                            <DateTimeText value={one.at} />
                          </div>
                        )}
                      </td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </div>
        </section>
      )}
    </div>
  );
}
