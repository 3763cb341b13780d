import { useId, useState } from 'react';
import { api, newIdempotencyKey } from '@/api/client';
import type { AppDescription, PersonRef } from '@/api/types';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button, Dialog, toast, useProblemText } from '@/ui';
import css from './flows.module.css';
import { flowPath, Foresight, useForesight } from './Foresight';
import { PeoplePicker } from './PeoplePicker';
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
  const id = useId();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState('');
  const [key] = useState(newIdempotencyKey);
  const [picked, setPicked] = useState<Record<string, PersonRef[]>>({});
  const chosen = Object.fromEntries(
    Object.entries(picked)
      .filter(([, people]) => people.length > 0)
      .map(([node, people]) => [node, people.map((person) => person.id)]),
  );
  const foresight = useForesight(app, flow.key, record, chosen);
  const start = async () => {
    setBusy(true);
    setFault('');
    try {
      await api.post(`${flowPath(app, flow.key)}/start`, { record, chosen }, { idempotencyKey: key });
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
      <div className={css.act}>
        {(foresight.data?.choose ?? []).map((one) => {
          const label = t('pickFor', { name: text(one.name) || one.node });
          return (
            <div key={one.node} className={css.asked}>
              <label htmlFor={`${id}-${one.node}`}>{label}</label>
              <PeoplePicker
                id={`${id}-${one.node}`}
                label={label}
                many
                value={picked[one.node] ?? []}
                onChange={(people) => setPicked((before) => ({ ...before, [one.node]: people }))}
              />
            </div>
          );
        })}
        <div>
          <Foresight of={foresight} />
        </div>
        {fault && (
          <p role="alert" className={css.refused}>
            {fault}
          </p>
        )}
      </div>
    </Dialog>
  );
}
