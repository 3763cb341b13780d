import { useState } from 'react';
import { api, uploadFile } from '@/api/client';
import { recordsPath, useMe, useRefreshRecords } from '@/api/queries';
import type { AppDescription, EntityDescription, ImportPreview, ImportResult, StoredFile } from '@/api/types';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button, Dialog, ErrorState } from '@/ui';
import { words } from '../words';
import { ChooseFile } from './ChooseFile';
import { ImportOutcome } from './ImportOutcome';
import { JobProgress } from './JobProgress';
import { importedFields, MapColumns } from './MapColumns';
import { emptyPlan, sameMeanings, suggestedPlan, withSuggestions } from './plan';
import type { ImportPlan, ValueMeanings } from './plan';
import { rememberedPlan, rememberPlan } from './remembered';
import { useJob } from './useJob';

export interface ImportWizardProps {
  app: AppDescription;
  type: EntityDescription;
  onClose: () => void;
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
  const [plan, setPlan] = useState<ImportPlan>(emptyPlan);
  const [again, setAgain] = useState(false);
  const [job, setJob] = useState<{ id: string; dry: boolean; values: ValueMeanings } | null>(null);
  const person = useMe().data?.person.id ?? '';
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
      const fields = importedFields(type).map((field) => field.key);
      const before = rememberedPlan(person, app.key, type.key, seen, fields);
      setAgain(before !== null);
      setPlan(before ?? suggestedPlan(seen));
    });
  // What is proposed for an unknown value counts as chosen, and is shown so.
  const values = withSuggestions(type, plan.values, result?.unknown_values ?? []);
  const start = (dry: boolean) =>
    act(async () => {
      const chosen = { ...plan, values };
      const { mapping } = chosen;
      const answer = await api.post<{ job: string }>(path, {
        file: file?.id,
        ...chosen,
        mapping: Object.fromEntries(Object.entries(mapping).filter(([, keys]) => keys.length > 0)),
        dry_run: dry,
        create_missing: false,
      });
      if (!dry) rememberPlan(person, app.key, type.key, chosen);
      setPlan(chosen);
      setJob({ id: answer.job, dry, values });
    });
  const stop = () => act(() => api.post(`/jobs/${job?.id}/cancel`));

  const mapped = Object.values(plan.mapping).flat().length;
  // The figures are those of the last check; a value mended since is not in them.
  const mended = job !== null && !sameMeanings(job.values, values);
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
      {result && (mended || result.created + result.updated > 0) && (
        <Button look={mended ? undefined : 'primary'} busy={busy} onClick={() => void start(false)}>
          {mended ? t('importUnchecked') : t('importRun', { count: result.created + result.updated })}
        </Button>
      )}
      <Button look={mended ? 'primary' : undefined} busy={busy} onClick={() => void start(true)}>
        {t('importAgain')}
      </Button>
    </>
  );

  return (
    <Dialog title={t('importTitle', { entity: text(type.name) })} onClose={close} width={860} footer={footer}>
      {error !== null && <ErrorState error={error} />}
      {!preview ? (
        <ChooseFile busy={busy} onFile={(chosen) => void read(chosen)} />
      ) : !job ? (
        <>
          {again && (
            <p role="status">
              {t('importRemembered')}{' '}
              <Button
                small
                look="quiet"
                onClick={() => {
                  setAgain(false);
                  setPlan(suggestedPlan(preview));
                }}
              >
                {t('importForget')}
              </Button>
            </p>
          )}
          <MapColumns type={type} preview={preview} name={file?.name ?? ''} plan={plan} onChange={setPlan} />
        </>
      ) : !ended ? (
        <JobProgress job={running.data} dry={job.dry} />
      ) : (
        <ImportOutcome
          app={app}
          type={type}
          dry={job.dry}
          job={running.data}
          result={result ?? null}
          values={values}
          chosen={plan.values}
          mended={mended}
          onChange={(chosen) => setPlan({ ...plan, values: chosen })}
        />
      )}
    </Dialog>
  );
}
