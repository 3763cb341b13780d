import { DownloadOutlined, UploadOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { api, apiUrl } from '@/api/client';
import { keys } from '@/api/queries';
import { isKey } from '@/canvas/ids';
import { common } from '@/i18n/words';
import { Button } from '@/ui/Button';
import { ConfirmButton } from '@/ui/ConfirmButton';
import { Dialog } from '@/ui/Dialog';
import { DateTimeText } from '@/ui/display';
import { ErrorState, useProblemText } from '@/ui/ErrorState';
import { paths } from '@/ui/paths';
import { Skeleton } from '@/ui/Skeletons';
import { StateTag } from '@/ui/StateTag';
import { toast } from '@/ui/toast';
import { appPath, draftApi, draftKeys, useDraft } from '../draft/api';
import type { VersionItem } from '../draft/api';
import { flushAll, forget } from '../draft/store';
import { TextInput } from '../kit/controls';
import { BuilderPage } from '../shell/BuilderPage';
import { words } from '../words';
import { PlanSheet } from './PlanSheet';
import css from './versions.module.css';
import { versionWords } from './words';

export function VersionsPage() {
  const { app = '' } = useParams();
  const t = words.use();
  const v = versionWords.use();
  const draft = useDraft(app).data;
  const refresh = useRefresh(app);
  return (
    <BuilderPage
      publishing
      crumbs={[{ label: t('versions') }]}
      actions={
        <>
          <ImportButton app={app} />
          <a href={apiUrl(appPath(app, '/export'))} download style={{ textDecoration: 'none' }}>
            <Button icon={<DownloadOutlined aria-hidden />} tabIndex={-1}>
              {v('export')}
            </Button>
          </a>
        </>
      }
    >
      <div className={css.page}>
        <PlanSheet app={app} />
        {draft && draft.changed > 0 && draft.live_version !== null && (
          <span>
            <ConfirmButton
              look="danger"
              danger
              title={v('discard')}
              text={v('discardText')}
              confirm={v('discard')}
              onConfirm={async () => {
                await flushAll(app);
                await draftApi.discard(app);
                await refresh();
                toast(v('discarded'));
              }}
            >
              {v('discard')}
            </ConfirmButton>
          </span>
        )}
        <History app={app} />
      </div>
    </BuilderPage>
  );
}

function useRefresh(app: string) {
  const client = useQueryClient();
  return async () => {
    forget((open) => open.app === app);
    await client.invalidateQueries({ queryKey: draftKeys.all(app) });
  };
}

const authorOf = ({ author }: VersionItem) =>
  typeof author === 'object' ? (author?.name ?? '') : (author ?? '');

function History({ app }: { app: string }) {
  const v = versionWords.use();
  const versions = useQuery({ queryKey: draftKeys.versions(app), queryFn: () => draftApi.versions(app) });
  const live = useDraft(app).data?.live_version;
  const refresh = useRefresh(app);
  if (versions.error) return <ErrorState error={versions.error} />;
  if (!versions.data) return <Skeleton height={120} />;
  return (
    <section className={css.sheet} aria-label={v('history')}>
      <div className={css.sheetHead}>
        <h2>{v('history')}</h2>
      </div>
      {versions.data.items.length === 0 && (
        <p className="muted" style={{ padding: 16 }}>
          {v('noVersions')}
        </p>
      )}
      {versions.data.items.map((item) => (
        <div key={item.version} className={css.version}>
          <strong className="figures">
            {v('version', { version: item.version })}{' '}
            {item.version === live && <StateTag colour="green">{v('live')}</StateTag>}{' '}
            {item.summary?.failed_tests ? (
              <StateTag colour="amber">{v('failedTests', { count: item.summary.failed_tests })}</StateTag>
            ) : null}
          </strong>
          <span>
            {item.note || <span className="muted">–</span>}
            <br />
            <span className="muted caption">
              <DateTimeText value={item.at} />{' '}
              {authorOf(item) &&
                v('by', { name: authorOf(item) === 'command_line' ? v('commandLine') : authorOf(item) })}
            </span>
          </span>
          {item.version !== live && (
            <ConfirmButton
              small
              title={v('restore')}
              text={v('restoreText', { version: item.version })}
              confirm={v('restore')}
              onConfirm={async () => {
                await draftApi.restore(app, item.version);
                await refresh();
                toast(v('restored', { version: item.version }));
              }}
            >
              {v('restore')}
            </ConfirmButton>
          )}
        </div>
      ))}
    </section>
  );
}

/** An exported app becomes a new app beside this one, under a key of its own. */
function ImportButton({ app }: { app: string }) {
  const v = versionWords.use();
  const t = words.use();
  const c = common.use();
  const input = useRef<HTMLInputElement>(null);
  const navigate = useNavigate();
  const client = useQueryClient();
  const problemText = useProblemText();
  const [file, setFile] = useState<File | null>(null);
  const [key, setKey] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const send = async () => {
    if (!file) return;
    const form = new FormData();
    form.append('file', file, file.name);
    setBusy(true);
    try {
      const made = await api.post<{ key: string }>(
        `/apps/import?key=${encodeURIComponent(key)}&mode=clone`,
        form,
      );
      await client.invalidateQueries({ queryKey: keys.me });
      setFile(null);
      toast(v('imported'));
      void navigate(paths.build(made.key));
    } catch (problem) {
      setError(problemText(problem));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button icon={<UploadOutlined aria-hidden />} onClick={() => input.current?.click()}>
        {v('import')}
      </Button>
      <input
        ref={input}
        type="file"
        accept=".zip,application/zip"
        hidden
        aria-hidden
        tabIndex={-1}
        onChange={(event) => {
          setFile(event.target.files?.[0] ?? null);
          setKey(`${app}_2`);
          setError(undefined);
          event.target.value = '';
        }}
      />
      {file && (
        <Dialog
          title={v('import')}
          onClose={() => setFile(null)}
          footer={
            <>
              <Button onClick={() => setFile(null)}>{c('cancel')}</Button>
              <Button look="primary" busy={busy} disabled={!isKey(key)} onClick={() => void send()}>
                {v('import')}
              </Button>
            </>
          }
        >
          <p style={{ marginBottom: 12 }}>{v('importText')}</p>
          <TextInput
            label={t('newKey')}
            value={key}
            onChange={(next) => {
              setKey(next);
              setError(undefined);
            }}
            error={error ?? (key && !isKey(key) ? t('keyBad') : undefined)}
            help={file.name}
            autoFocus
          />
        </Dialog>
      )}
    </>
  );
}
