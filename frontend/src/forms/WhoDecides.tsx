import { useQuery } from '@tanstack/react-query';
import { Fragment, useEffect, useRef, useState } from 'react';
import { api } from '@/api/client';
import { recordsPath } from '@/api/queries';
import type { SaveForesight, Values } from '@/api/types';
import { Foresight } from '@/flows/Foresight';
import { usePicks } from '@/flows/Picks';
import { StartQuestions } from '@/flows/StartQuestions';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button, CardsSkeleton, Dialog } from '@/ui';
import type { Chosen } from './starting';
import type { FormUsed } from './variants';
import { words } from './words';

export interface WhoDecidesProps {
  app: string;
  entity: string;
  record?: string;
  values: Values;
  used: FormUsed;
  /** It was pressed to save: what asks for nobody's choice is saved without another question. */
  saving: boolean;
  onSave: (chosen: Chosen) => void;
  onRefused: (problem: unknown) => void;
  onClose: () => void;
}

/** Whom a save will ask, request by request, before anything is saved; some of them are picked here. */
export function WhoDecides(props: WhoDecidesProps) {
  const { app, entity, record, values, used, saving, onSave, onRefused, onClose } = props;
  const t = words.use();
  const shared = common.use();
  const text = useText();
  const picks = usePicks();
  const [fault, setFault] = useState('');
  const chosen: Chosen = {};
  for (const [place, people] of Object.entries(picks.chosen)) {
    const [flow = '', node = ''] = place.split('/');
    (chosen[flow] ??= {})[node] = people;
  }
  const { data, error } = useQuery({
    queryKey: ['save-foresight', app, entity, record, values, used, chosen],
    queryFn: () =>
      api.post<SaveForesight>(recordsPath(app, entity, '/foresee'), { values, ...used, record, chosen }),
    placeholderData: (before) => before,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
  const choose = (data?.flows ?? []).flatMap((one) =>
    one.choose.map((step) => ({ ...step, node: `${one.flow}/${step.node}` })),
  );
  const nothingAsked = saving && data !== undefined && choose.length === 0;
  const answered = useRef(false);
  useEffect(() => {
    if (answered.current || (!error && !nothingAsked)) return;
    answered.current = true;
    if (error) onRefused(error);
    else onSave({});
  }, [error, nothingAsked, onRefused, onSave]);
  if (error || nothingAsked || (saving && !data)) return null;
  const save = () => {
    const lacking = picks.lacking(choose);
    setFault(lacking);
    if (!lacking) onSave(chosen);
  };
  return (
    <Dialog
      title={t('whoDecides')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{shared('cancel')}</Button>
          <Button look="primary" disabled={!data} onClick={save}>
            {record ? shared('save') : shared('create')}
          </Button>
        </>
      }
    >
      <StartQuestions choose={choose} picks={picks} fault={fault}>
        {!data && <CardsSkeleton cards={1} />}
        {data?.flows.length === 0 && <p>{t('nobodyDecides')}</p>}
        {data?.flows.map((one) => (
          <Fragment key={one.flow}>
            {data.flows.length > 1 && <h3>{text(one.name)}</h3>}
            <div>
              <Foresight of={{ data: one, error: null }} />
            </div>
          </Fragment>
        ))}
      </StartQuestions>
    </Dialog>
  );
}
