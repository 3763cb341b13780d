import { useState } from 'react';
import { api, uploadFile } from '@/api/client';
import { recordsPath, useRefreshRecords } from '@/api/queries';
import type { AppDescription, EntityDescription, ImportPreview, ImportResult, StoredFile } from '@/api/types';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button, Dialog, ErrorState } from '@/ui';
import { words } from '../words';
import { ChooseFile } from './ChooseFile';
import { ImportOutcome } from './ImportOutcome';
import { JobProgress } from './JobProgress';
import { MapColumns } from './MapColumns';
import { useJob } from './useJob';

export interface ImportWizardProps {
  app: AppDescription;
  type: EntityDescription;
  onClose: () => void;
}

export interface ImportPlan {
  mapping: Record<string, string | null>;
  match: string[];
  rules: boolean;
  /** What unknown values mean, by field. */
  values: Record<string, Record<string, string | null>>;
}

/** File → columns → dry run with what is unknown or wrong → run → result with the refused rows. */
export function ImportWizard({ app, type, onClose }: ImportWizardProps) {
  const t = words.use();
  const shared = common.use();
  const text = useText();
  const refresh = useRefreshRecords();
  const path = recordsPath(app.key, type.key, '/import');
  const [file, setFile] = useState<StoredFile | null>(null);
  const [preview, setPreview] = useState<ImportPreview | null>(null);
  const [plan, setPlan] = useState<ImportPlan>({ mapping: {}, match: [], rules: true, values: {} });
  const [job, setJob] = useState<{ id: string; dry: boolean } | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const running = useJob(job?.id ?? null);
  const state = running.data?.state;
  const ended = state === 'done' || state === 'failed' || state === 'cancelled';
  const result = state === 'done' ? (running.data?.result as ImportResult | null | undefined) : null;

  const act = async (work: () => Promise<void>) => {
    setBusy(true);
    setError(null);
    try {
      await work();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  const read = (chosen: File) =>
    act(async () => {
      const stored = await uploadFile(chosen);
      const seen = await api.post<ImportPreview>(`${path}/preview`, { file: stored.id });
      setFile(stored);
      setPreview(seen);
      setPlan({
        mapping: Object.fromEntries(seen.columns.map((column) => [column.name, column.suggested])),
        match: [],
        rules: true,
        values: {},
      });
    });
  const start = (dry: boolean) =>
    act(async () => {
      const answer = await api.post<{ job: string }>(path, {
        file: file?.id,
        ...plan,
        dry_run: dry,
        create_missing: false,
      });
      setJob({ id: answer.job, dry });
    });
  const stop = () => act(() => api.post(`/jobs/${job?.id}/cancel`));

  const mapped = Object.values(plan.mapping).filter(Boolean).length;
  const finished = ended && job?.dry === false;
  const close = () => {
    if (job && !job.dry) refresh(app.key, type.key);
    onClose();
  };

  const footer = !preview ? null : !job ? (
    <>
      <Button onClick={() => setPreview(null)}>{shared('back')}</Button>
      <Button look="primary" busy={busy} disabled={mapped === 0} onClick={() => void start(true)}>
        {t('importCheck')}
      </Button>
    </>
  ) : !ended ? (
    <Button onClick={() => void stop()}>{t('importCancel')}</Button>
  ) : finished ? (
    <Button look="primary" onClick={close}>
      {shared('done')}
    </Button>
  ) : (
    <>
      <Button onClick={() => setJob(null)}>{shared('back')}</Button>
      <Button busy={busy} onClick={() => void start(true)}>
        {t('importAgain')}
      </Button>
      {result && result.created + result.updated > 0 && (
        <Button look="primary" busy={busy} onClick={() => void start(false)}>
          {t('importRun', { count: result.created + result.updated })}
        </Button>
      )}
    </>
  );

  return (
    <Dialog title={t('importTitle', { entity: text(type.name) })} onClose={close} width={860} footer={footer}>
      {error !== null && <ErrorState error={error} />}
      {!preview ? (
        <ChooseFile busy={busy} onFile={(chosen) => void read(chosen)} />
      ) : !job ? (
        <MapColumns type={type} preview={preview} name={file?.name ?? ''} plan={plan} onChange={setPlan} />
      ) : !ended ? (
        <JobProgress job={running.data} dry={job.dry} />
      ) : (
        <ImportOutcome
          app={app}
          type={type}
          dry={job.dry}
          job={running.data}
          result={result ?? null}
          plan={plan}
          onChange={setPlan}
        />
      )}
    </Dialog>
  );
}
