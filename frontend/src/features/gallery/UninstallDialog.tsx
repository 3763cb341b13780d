import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/api/client';
import type { AppContents, AppSummary } from '@/api/types';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button, Dialog, ErrorState, Skeleton } from '@/ui';
import { FieldStack, TextField } from '@/ui/Inputs';
import { words } from './words';

/** What would go with the app, counted before its key is typed. */
function Going({ app }: { app: string }) {
  const t = words.use();
  const { data, error, refetch } = useQuery({
    queryKey: ['app contents', app],
    queryFn: ({ signal }) => api.get<AppContents>(`/apps/${encodeURIComponent(app)}/contents`, { signal }),
    staleTime: 0,
  });
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton height={40} />;
  return (
    <ul>
      <li>{t('recordsGo', { count: data.records })}</li>
      <li>
        {data.running > 0 ? <strong>{t('approvalsEnd', { count: data.running })}</strong> : t('noApprovals')}
      </li>
    </ul>
  );
}

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
        <Going app={app.key} />
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
