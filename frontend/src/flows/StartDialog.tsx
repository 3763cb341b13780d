import { useState } from 'react';
import { api, newIdempotencyKey } from '@/api/client';
import type { AppDescription } from '@/api/types';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button, Dialog, toast, useProblemText } from '@/ui';
import { flowPath, Foresight, useForesight } from './Foresight';
import { usePicks } from './Picks';
import { StartQuestions } from './StartQuestions';
import { useRefreshFlows } from './useRefreshFlows';
import { flowWords } from './words';

export interface StartDialogProps {
  app: string;
  entity: string;
  record: string;
  flow: AppDescription['flows'][number];
  onClose: () => void;
}

/** Start a request, with the way it would take now and whom it would ask; some of them are picked here. */
export function StartDialog({ app, entity, record, flow, onClose }: StartDialogProps) {
  const t = flowWords.use();
  const shared = common.use();
  const text = useText();
  const problemText = useProblemText();
  const refresh = useRefreshFlows();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState('');
  const [key] = useState(newIdempotencyKey);
  const picks = usePicks();
  const foresight = useForesight(app, flow.key, record, picks.chosen);
  const start = async () => {
    const lacking = picks.lacking(foresight.data?.choose ?? []);
    setFault(lacking);
    if (lacking) return;
    setBusy(true);
    try {
      const body = { record, chosen: picks.chosen };
      await api.post(`${flowPath(app, flow.key)}/start`, body, { idempotencyKey: key });
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
      <StartQuestions choose={foresight.data?.choose ?? []} picks={picks} fault={fault}>
        <div>
          <Foresight of={foresight} />
        </div>
      </StartQuestions>
    </Dialog>
  );
}
