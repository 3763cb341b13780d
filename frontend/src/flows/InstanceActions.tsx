import { useState } from 'react';
import { api } from '@/api/client';
import { useMe } from '@/api/queries';
import { Button, LinkButton, toast, useProblemText } from '@/ui';
import { paths } from '@/ui/paths';
import { CommentDialog } from './CommentDialog';
import css from './flows.module.css';
import { openSeat } from './progress';
import type { FlowInstance } from './types';
import { useDecide, useRefreshFlows } from './useDecide';
import { flowWords } from './words';

/** What the person may do with a request: decide, submit again, withdraw, end it, mend it. */
export function InstanceActions({
  instance,
  title,
  atSeat,
}: {
  instance: FlowInstance;
  title: string;
  atSeat?: boolean;
}) {
  const t = flowWords.use();
  const me = useMe().data?.person;
  const refresh = useRefreshFlows();
  const deciding = useDecide();
  const [asking, setAsking] = useState<'withdraw' | 'terminate' | null>(null);
  const mine = atSeat ? null : openSeat(instance, me?.id);
  const send = async (act: 'withdraw' | 'terminate', comment: string) => {
    await api.post<FlowInstance>(`/flow-instances/${instance.id}/${act}`, comment ? { comment } : {});
    refresh(instance.app, instance.entity, instance.record);
    toast(t(act === 'withdraw' ? 'withdrawn' : 'terminated'));
  };
  if (!mine && instance.can.length === 0) return null;
  return (
    <div className={css.instanceActions}>
      {mine?.node === 'start' && (
        <Button look="primary" onClick={() => deciding.ask(mine.seat.id, 'submit', title)}>
          {t('submit')}
        </Button>
      )}
      {mine && mine.node !== 'start' && (
        <LinkButton look="primary" to={paths.seat(mine.seat.id)}>
          {t('decide')}
        </LinkButton>
      )}
      {instance.can.includes('withdraw') && (
        <Button onClick={() => setAsking('withdraw')}>{t('withdraw')}</Button>
      )}
      {instance.can.includes('terminate') && (
        <Button look="danger" onClick={() => setAsking('terminate')}>
          {t('terminate')}
        </Button>
      )}
      {asking && (
        <CommentDialog
          title={t(asking)}
          confirm={t(asking)}
          text={<p>{t(asking === 'withdraw' ? 'withdrawText' : 'terminateText')}</p>}
          danger={asking === 'terminate'}
          required={asking === 'terminate'}
          onConfirm={(comment) => send(asking, comment)}
          onClose={() => setAsking(null)}
        />
      )}
      {deciding.dialog}
    </div>
  );
}

/** Faults that stopped a request; an administrator tries again when the cause is mended. */
export function Incidents({ instance }: { instance: FlowInstance }) {
  const t = flowWords.use();
  const me = useMe().data?.person;
  const refresh = useRefreshFlows();
  const problemText = useProblemText();
  const retry = (incident: string) =>
    api
      .post(`/flow-instances/${instance.id}/retry`, { incident })
      .then(() => {
        toast(t('retried'));
        refresh(instance.app, instance.entity, instance.record);
      })
      .catch((problem: unknown) => toast(problemText(problem), { bad: true }));
  return instance.incidents
    .filter((incident) => !incident.resolved_at)
    .map((incident) => (
      <div key={incident.id} className={css.incident} role="alert">
        <strong>{t('incident')}</strong>
        <span>{incident.message}</span>
        {me?.administrator && (
          <Button small onClick={() => void retry(incident.id)}>
            {t('retry')}
          </Button>
        )}
      </div>
    ));
}
