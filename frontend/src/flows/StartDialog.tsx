import { useState } from 'react';
import { api, newIdempotencyKey } from '@/api/client';
import type { AppDescription } from '@/api/types';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button, Dialog, toast, useProblemText } from '@/ui';
import css from './flows.module.css';
import { flowPath, Foresight, useForesight } from './Foresight';
import { useRefreshFlows } from './useDecide';
import { flowWords } from './words';

export interface StartDialogProps {
  app: string;
  entity: string;
  record: string;
  flow: AppDescription['flows'][number];
  onClose: () => void;
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
  const foresight = useForesight(app, flow.key, record);
  const start = async () => {
    setBusy(true);
    setFault('');
    try {
      await api.post(`${flowPath(app, flow.key)}/start`, { record }, { idempotencyKey: key });
      refresh(app, entity, record);
      toast(t('started'));
      onClose();
    } catch (problem) {
      setFault(problemText(problem));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={`${t('startTitle')} · ${text(flow.name)}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{shared('cancel')}</Button>
          <Button look="primary" busy={busy} disabled={!foresight.data} onClick={() => void start()}>
            {t('startFlow', { name: text(flow.name) })}
          </Button>
        </>
      }
    >
      <Foresight of={foresight} />
      {fault && (
        <p role="alert" className={css.refused}>
          {fault}
        </p>
      )}
    </Dialog>
  );
}
