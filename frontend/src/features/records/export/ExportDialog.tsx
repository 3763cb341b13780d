import { DownloadOutlined } from '@ant-design/icons';
import { useId, useState } from 'react';
import { api, API_ROOT } from '@/api/client';
import { recordsPath } from '@/api/queries';
import { common } from '@/i18n/words';
import { Button, Dialog, EmptyState, ErrorState } from '@/ui';
import { buttonClass } from '@/ui/Button';
import { DateText } from '@/ui/display';
import { JobProgress } from '../import/JobProgress';
import { useJob } from '../import/useJob';
import css from '../import/import.module.css';
import { exportWords } from './words';

/** The list as it stands: what `POST …/export` is asked for. */
export interface ExportedList {
  filter: string;
  sort: string[];
  search: string;
  batch: string;
  fields: string[];
}

interface ExportResult {
  rows: number;
  file: string | null;
  name: string;
  kept_until: string;
}

export interface ExportDialogProps {
  app: string;
  entity: string;
  name: string;
  list: ExportedList;
  /** Only these of the list, chosen by hand. */
  records?: string[];
  onClose: () => void;
}

/** Which rows and columns go out, and how; then progress, then the file. */
export function ExportDialog({ app, entity, name, list, records, onClose }: ExportDialogProps) {
  const t = exportWords.use();
  const shared = common.use();
  const [rows, setRows] = useState<'shown' | 'all'>('shown');
  const [columns, setColumns] = useState<'shown' | 'all'>('shown');
  const [format, setFormat] = useState<'xlsx' | 'csv'>('xlsx');
  const [names, setNames] = useState<'labels' | 'keys'>('labels');
  const [job, setJob] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const running = useJob(job);
  const state = running.data?.state;
  const ended = state === 'done' || state === 'failed' || state === 'cancelled';
  const result = state === 'done' ? (running.data?.result as unknown as ExportResult) : null;

  const start = async () => {
    setBusy(true);
    setError(null);
    try {
      const shown = { filter: list.filter, sort: list.sort, search: list.search, batch: list.batch };
      const asked = Object.fromEntries(Object.entries(shown).filter(([, value]) => value.length > 0));
      const answer = await api.post<{ job: string }>(recordsPath(app, entity, '/export'), {
        format,
        names,
        ...(records || rows === 'shown' ? asked : {}),
        ...(records ? { records } : {}),
        ...(columns === 'shown' ? { fields: list.fields } : {}),
      });
      setJob(answer.job);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };

  const footer = !job ? (
    <>
      <Button onClick={onClose}>{shared('cancel')}</Button>
      <Button look="primary" busy={busy} onClick={() => void start()}>
        {t('start')}
      </Button>
    </>
  ) : !ended ? (
    <>
      <Button look="quiet" onClick={() => void api.post(`/jobs/${job}/cancel`)}>
        {t('cancel')}
      </Button>
      <Button onClick={onClose}>{shared('close')}</Button>
    </>
  ) : (
    <Button look="primary" onClick={onClose}>
      {shared('done')}
    </Button>
  );
  return (
    <Dialog title={t('title', { name })} onClose={onClose} width={520} footer={footer}>
      {error !== null && <ErrorState error={error} />}
      {!job ? (
        <div className={css.options}>
          {records ? (
            <p>{t('rowsPicked', { count: records.length })}</p>
          ) : (
            <Choice
              label={t('rows')}
              value={rows}
              onChange={setRows}
              options={[
                ['shown', t('rowsShown')],
                ['all', t('rowsAll')],
              ]}
            />
          )}
          <Choice
            label={t('columns')}
            value={columns}
            onChange={setColumns}
            options={[
              ['shown', t('columnsShown')],
              ['all', t('columnsAll')],
            ]}
          />
          <Choice
            label={t('format')}
            value={format}
            onChange={setFormat}
            options={[
              ['xlsx', t('formatXlsx')],
              ['csv', t('formatCsv')],
            ]}
          />
          <Choice
            label={t('names')}
            value={names}
            onChange={setNames}
            options={[
              ['labels', t('namesLabels')],
              ['keys', t('namesKeys')],
            ]}
          />
          <span className="muted caption">{t('zone')}</span>
        </div>
      ) : !ended ? (
        <>
          <JobProgress job={running.data} say={(done, total) => t('running', { done, total })} />
          <p className="muted">{t('leave')}</p>
        </>
      ) : result?.file ? (
        <div role="status">
          <p>
            {t('ready', { count: result.rows })}{' '}
            <span className="muted">
              <Kept until={result.kept_until} />
            </span>
          </p>
          <a className={buttonClass()} href={`${API_ROOT}/files/${result.file}`} download={result.name}>
            <DownloadOutlined aria-hidden /> {t('download', { name: result.name })}
          </a>
        </div>
      ) : (
        <EmptyState
          text={
            state === 'cancelled'
              ? t('cancelled')
              : t('failed', { reason: running.data?.error ?? state ?? '' })
          }
        />
      )}
    </Dialog>
  );
}

function Kept({ until }: { until: string }) {
  const t = exportWords.use();
  const [before, after] = t('kept', { day: '\u0000' }).split('\u0000');
  return (
    <>
      {before}
      <DateText value={until.slice(0, 10)} />
      {after}
    </>
  );
}

interface ChoiceProps<Key extends string> {
  label: string;
  value: Key;
  options: [Key, string][];
  onChange: (value: Key) => void;
}

function Choice<Key extends string>({ label, value, options, onChange }: ChoiceProps<Key>) {
  const id = useId();
  return (
    <fieldset className={css.group}>
      <legend>{label}</legend>
      {options.map(([key, text]) => (
        <label key={key} className={css.check}>
          <input type="radio" name={id} checked={value === key} onChange={() => onChange(key)} />
          {text}
        </label>
      ))}
    </fieldset>
  );
}
