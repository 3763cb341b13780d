import { useEffect, useState } from 'react';
import { api, uploadFile } from '@/api/client';
import { recordsPath, useRefreshRecords } from '@/api/queries';
import type { AppDescription, EntityDescription, ImportPreview, ImportResult, StoredFile } from '@/api/types';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { ReadingOptions } from '@/sheets';
import type { ReadingChoice } from '@/sheets';
import { Button, ConfirmDialog, Dialog, ErrorState } from '@/ui';
import { words } from '../words';
import { ChooseSource } from './ChooseSource';
import { ImportOutcome } from './ImportOutcome';
import { JobProgress } from './JobProgress';
import { importedFields, MapColumns } from './MapColumns';
import {
  asAsked,
  emptyPlan,
  rememberedMeanings,
  rememberedPlan,
  sameMeanings,
  suggestedPlan,
  withSuggestions,
} from './plan';
import type { ImportPlan, ValueMeanings } from './plan';
import { UndoImport } from './UndoImport';
import type { Brought } from './useBrought';
import { useJob } from './useJob';
import { importWords } from './words';

export interface ImportWizardProps {
  app: AppDescription;
  type: EntityDescription;
  /** Show what one import wrote. */
  onShow: (batch: string) => void;
  /** A file that was read elsewhere: the wizard begins with its columns. */
  given?: Brought;
  onClose: () => void;
}

/** Rows → columns → dry run with what is unknown or wrong → run → result with the refused rows. */
export function ImportWizard({ app, type, onShow, given, onClose }: ImportWizardProps) {
  const t = words.use();
  const own = importWords.use();
  const shared = common.use();
  const text = useText();
  const refresh = useRefreshRecords();
  const path = recordsPath(app.key, type.key, '/import');
  const [file, setFile] = useState<StoredFile | null>(null);
  const [preview, setPreview] = useState<ImportPreview | null>(null);
  const [plan, setPlan] = useState<ImportPlan>(emptyPlan);
  const [again, setAgain] = useState(false);
  const [job, setJob] = useState<{ id: string; dry: boolean; values: ValueMeanings; made: string } | null>(
    null,
  );
  const [reading, setReading] = useState<ReadingChoice>({});
  const [undoing, setUndoing] = useState<{ batch: string; name: string } | null>(null);
  const [leaving, setLeaving] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const running = useJob(job?.id ?? null);
  const state = running.data?.state;
  const ended = state === 'done' || state === 'failed' || state === 'cancelled';
  const result = state === 'done' ? (running.data?.result as ImportResult | null | undefined) : null;

  const act = async (work: () => Promise<unknown>) => {
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
  const look = async (stored: StoredFile, choice: ReadingChoice) => {
    const seen = await api.post<ImportPreview>(`${path}/preview`, { file: stored.id, reading: choice });
    const before = rememberedPlan(
      seen,
      importedFields(type).map((field) => field.key),
    );
    setFile(stored);
    setReading(choice);
    setPreview(seen);
    setAgain(before !== null);
    setPlan(before ?? suggestedPlan(seen));
  };
  useEffect(() => {
    if (given) void act(() => look(given.file, given.reading));
    // Once, when the wizard is opened.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  const read = (chosen: File) => act(async () => look(await uploadFile(chosen), {}));
  // What is proposed for an unknown value counts as chosen, and is shown so; nothing is where it is to be made.
  const unknown = (result?.unknown_values ?? []).filter(({ field }) => !plan.create_missing.includes(field));
  const values = withSuggestions(type, plan.values, unknown);
  const start = (dry: boolean) =>
    act(async () => {
      const chosen = { ...plan, values };
      const answer = await api.post<{ job: string }>(path, {
        file: file?.id,
        ...asAsked(chosen),
        reading,
        dry_run: dry,
      });
      setPlan(chosen);
      setJob({ id: answer.job, dry, values, made: chosen.create_missing.join() });
    });
  const stop = () => act(() => api.post(`/jobs/${job?.id}/cancel`));

  const mapped = Object.values(plan.mapping).flat().length;
  // The figures are those of the last check; a value mended since is not in them.
  const mended =
    job !== null && (!sameMeanings(job.values, values) || job.made !== plan.create_missing.join());
  const finished = ended && job?.dry === false;
  const leave = () => {
    if (job && !job.dry) refresh(app.key, type.key);
    onClose();
  };
  // A file that was read and matched is lost with the wizard; what runs for good goes on without it.
  const close = () => (preview && (!job || job.dry) ? setLeaving(true) : leave());

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
    <>
      {result && result.created + result.updated > 0 && (
        <>
          <Button
            look="quiet"
            onClick={() => setUndoing({ batch: running.data?.batch ?? '', name: file?.name ?? '' })}
          >
            {own('undo')}
          </Button>
          <Button
            onClick={() => {
              onShow(running.data?.batch ?? '');
              close();
            }}
          >
            {own('show')}
          </Button>
        </>
      )}
      <Button look="primary" onClick={close}>
        {shared('done')}
      </Button>
    </>
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

  if (undoing) {
    return <UndoImport app={app} type={type} batch={undoing.batch} name={undoing.name} onClose={onClose} />;
  }
  return (
    <Dialog title={t('importTitle', { entity: text(type.name) })} onClose={close} width={860} footer={footer}>
      {error !== null && <ErrorState error={error} />}
      {!preview ? (
        <ChooseSource
          app={app.key}
          type={type}
          busy={busy}
          onFile={(chosen) => void read(chosen)}
          onShow={(batch) => {
            onShow(batch);
            close();
          }}
          onUndo={(batch, name) => setUndoing({ batch, name })}
        />
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
          <ReadingOptions
            preview={preview}
            choice={reading}
            busy={busy}
            onChange={(choice) => void act(async () => file && look(file, choice))}
          />
          <MapColumns type={type} preview={preview} name={file?.name ?? ''} plan={plan} onChange={setPlan} />
        </>
      ) : !ended ? (
        <JobProgress
          job={running.data}
          say={(done, total) => t(job.dry ? 'importChecking' : 'importRunning', { done, total })}
        />
      ) : (
        <ImportOutcome
          app={app}
          type={type}
          dry={job.dry}
          job={running.data}
          result={result ?? null}
          values={values}
          chosen={plan.values}
          remembered={rememberedMeanings(preview)}
          mended={mended}
          creatable={preview.creatable}
          making={plan.create_missing}
          onMake={(create_missing) => setPlan({ ...plan, create_missing })}
          onChange={(chosen) => setPlan({ ...plan, values: chosen })}
        />
      )}
      {leaving && (
        <ConfirmDialog
          title={own('leaveTitle')}
          text={own('leaveText', { name: file?.name ?? '' })}
          confirm={own('leave')}
          danger
          onConfirm={leave}
          onClose={() => setLeaving(false)}
        />
      )}
    </Dialog>
  );
}
