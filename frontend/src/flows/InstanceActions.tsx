import { EllipsisOutlined } from '@ant-design/icons';
import { useState } from 'react';
import { api } from '@/api/client';
import { useMe } from '@/api/queries';
import { Button, LinkButton, MenuButton, toast, useProblemText } from '@/ui';
import type { MenuEntry } from '@/ui';
import { paths } from '@/ui/paths';
import { ActDialog } from './ActDialog';
import { useInstanceActs } from './acts';
import type { Act } from './acts';
import css from './flows.module.css';
import { openSeat, useNodeName } from './progress';
import type { FlowInstance } from './types';
import { useDecide } from './useDecide';
import { useRefreshFlows } from './useRefreshFlows';
import { flowWords } from './words';

export interface InstanceActionsProps {
  instance: FlowInstance;
  title: string;
  /** Its own seat has buttons elsewhere on the page. */
  atSeat?: boolean;
  /** What else the menu offers, before all else. */
  entries?: MenuEntry[];
}

/** What the person may do with a request besides deciding at his seat. */
export function InstanceActions({ instance, title, atSeat, entries: first = [] }: InstanceActionsProps) {
  const t = flowWords.use();
  const me = useMe().data?.person;
  const deciding = useDecide();
  const acts = useInstanceActs(instance);
  const [asked, setAsked] = useState<Act | null>(null);
  const mine = atSeat || instance.suspended_at ? null : openSeat(instance, me?.id);
  const shown = acts.filter((act) => act.place === 'button');
  const inMenu = (place: Act['place']): MenuEntry[] =>
    acts
      .filter((act) => act.place === place)
      .map((act) => ({ key: act.key, label: act.label, danger: act.danger, onSelect: () => setAsked(act) }));
  const administer = inMenu('administer');
  const entries: MenuEntry[] = [
    ...first,
    ...inMenu('menu'),
    ...(administer.length > 0
      ? [{ kind: 'head' as const, key: 'administer', label: t('administer') }, ...administer]
      : []),
  ];
  if (!mine && shown.length === 0 && entries.length === 0) return null;
  return (
    <div className={css.instanceActions}>
      {mine?.node === 'start' && (
        <Button
          look="primary"
          onClick={() => deciding.ask({ seat: mine.seat.id, verb: 'submit', title, instance })}
        >
          {t('submit')}
        </Button>
      )}
      {mine && mine.node !== 'start' && (
        <LinkButton look="primary" to={paths.seat(mine.seat.id)}>
          {t('decide')}
        </LinkButton>
      )}
      {shown.map((act) => (
        <Button key={act.key} onClick={() => setAsked(act)}>
          {act.label}
        </Button>
      ))}
      {entries.length > 0 && (
        <MenuButton label={t('moreActs')} iconOnly look="plain" entries={entries}>
          <EllipsisOutlined aria-hidden />
        </MenuButton>
      )}
      {asked && (
        <ActDialog
          {...asked.asks}
          title={asked.label}
          confirm={asked.label}
          danger={asked.danger}
          onConfirm={asked.send}
          onClose={() => setAsked(null)}
        />
      )}
      {deciding.dialog}
    </div>
  );
}

/** Faults that stopped a request; an administrator tries again when the cause is mended, or leads it past the step. */
export function Incidents({ instance }: { instance: FlowInstance }) {
  const t = flowWords.use();
  const me = useMe().data?.person;
  const refresh = useRefreshFlows();
  const problemText = useProblemText();
  const nameOf = useNodeName();
  const [skipping, setSkipping] = useState<string | null>(null);
  const [returning, setReturning] = useState<string | null>(null);
  const going = instance.state === 'running';
  const done = () => {
    toast(t('retried'));
    refresh(instance.app, instance.entity, instance.record);
  };
  const retry = (incident: string) =>
    api
      .post(`/flow-instances/${instance.id}/retry`, { incident })
      .then(done)
      .catch((problem: unknown) => toast(problemText(problem), { bad: true }));
  const backFrom = (visit: string | null) => {
    const to = instance.allowed_actions.jump.find((one) => one.visit === visit)?.to ?? [];
    // Behind the initiator stand the steps that lie elsewhere.
    return to.slice(0, to.indexOf('initiator') + 1);
  };
  return (
    <>
      {instance.incidents
        .filter((incident) => !incident.resolved_at)
        .map((incident) => (
          <div key={incident.id} className={css.incident} role="alert">
            <strong>{t('incident')}</strong>
            <span>{incident.message}</span>
            {me?.administrator && going && (
              <>
                <Button small onClick={() => void retry(incident.id)}>
                  {t('retry')}
                </Button>
                <Button small onClick={() => setSkipping(incident.id)}>
                  {t('skip')}
                </Button>
                {backFrom(incident.visit).length > 0 && (
                  <Button small onClick={() => setReturning(incident.visit)}>
                    {t('return')}
                  </Button>
                )}
              </>
            )}
          </div>
        ))}
      {skipping && (
        <ActDialog
          title={t('skip')}
          confirm={t('skip')}
          text={<p>{t('skipText')}</p>}
          comment="required"
          onConfirm={async ({ comment }) => {
            await api.post(`/flow-instances/${instance.id}/skip`, { incident: skipping, comment });
            done();
          }}
          onClose={() => setSkipping(null)}
        />
      )}
      {returning && (
        <ActDialog
          title={t('return')}
          confirm={t('return')}
          comment="required"
          option={{
            label: t('returnTo'),
            values: backFrom(returning).map((key) => ({ value: key, label: nameOf(instance, key) })),
          }}
          onConfirm={async ({ comment, option }) => {
            await api.post(`/flow-instances/${instance.id}/jump`, { visit: returning, to: option, comment });
            toast(t('done_return'));
            refresh(instance.app, instance.entity, instance.record);
          }}
          onClose={() => setReturning(null)}
        />
      )}
    </>
  );
}
