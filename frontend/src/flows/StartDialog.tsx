import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, newIdempotencyKey } from '@/api/client';
import type { AppDescription, Localised, PersonRef } from '@/api/types';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button, CardsSkeleton, Dialog, ErrorState, PersonName, toast, useProblemText } from '@/ui';
import css from './flows.module.css';
import { useRefreshFlows } from './useDecide';
import { flowWords } from './words';

export interface StartDialogProps {
  app: string;
  entity: string;
  record: string;
  flow: AppDescription['flows'][number];
  onClose: () => void;
}

interface Foreseen {
  node: string;
  name: Localised;
  people: PersonRef[];
  incident: string | null;
}

/** Start a request, with the way it would take now and whom it would ask. */
export function StartDialog({ app, entity, record, flow, onClose }: StartDialogProps) {
  const t = flowWords.use();
  const shared = common.use();
  const text = useText();
  const problemText = useProblemText();
  const refresh = useRefreshFlows();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState('');
  const [key] = useState(newIdempotencyKey);
  const path = `/apps/${encodeURIComponent(app)}/flows/${encodeURIComponent(flow.key)}`;
  const { data, error } = useQuery({
    queryKey: ['flow-preview', app, flow.key, record],
    queryFn: () => api.post<{ items: Foreseen[] }>(`${path}/preview`, { record }),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
  const start = async () => {
    setBusy(true);
    setFault('');
    try {
      await api.post(`${path}/start`, { record }, { idempotencyKey: key });
      refresh(app, entity, record);
      toast(t('started'));
      onClose();
    } catch (problem) {
      setFault(problemText(problem));
      setBusy(false);
    }
  };
  const asked = (data?.items ?? []).filter((item) => item.people.length > 0 || item.incident);
  return (
    <Dialog
      title={`${t('startTitle')} · ${text(flow.name)}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{shared('cancel')}</Button>
          <Button look="primary" busy={busy} disabled={!data} onClick={() => void start()}>
            {t('startFlow', { name: text(flow.name) })}
          </Button>
        </>
      }
    >
      {error ? (
        <ErrorState error={error} />
      ) : !data ? (
        <CardsSkeleton cards={1} />
      ) : asked.length === 0 ? (
        <p>{t('startEmpty')}</p>
      ) : (
        <>
          <p>{t('startText')}</p>
          <ol className={css.preview}>
            {asked.map((item) => (
              <li key={item.node}>
                <strong>{text(item.name) || item.node}</strong>{' '}
                {item.incident ? (
                  <span className={css.refused}>{item.incident}</span>
                ) : (
                  item.people.map((person) => <PersonName key={person.id} name={person.name} />)
                )}
              </li>
            ))}
          </ol>
        </>
      )}
      {fault && (
        <p role="alert" className={css.refused}>
          {fault}
        </p>
      )}
    </Dialog>
  );
}
