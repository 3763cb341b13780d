import { ApartmentOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/api/client';
import { keys, recordsPath, useApp } from '@/api/queries';
import { fieldOf } from '@/fields';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button, CardsSkeleton, DateTimeText, EmptyState, ErrorState } from '@/ui';
import { FlowHistory } from './FlowHistory';
import { FlowPicture } from './FlowPicture';
import { FlowSteps } from './FlowSteps';
import { InstanceTag } from './InstanceTag';
import css from './flows.module.css';
import { Incidents, InstanceActions } from './InstanceActions';
import { StartDialog } from './StartDialog';
import type { FlowInstance } from './types';
import { flowWords } from './words';

export interface FlowPanelProps {
  app: string;
  entity: string;
  id: string;
}

/** The requests made for a record, newest first: where each stands, its people, times and history. */
export function FlowPanel({ app, entity, id }: FlowPanelProps) {
  const t = flowWords.use();
  const text = useText();
  const description = useApp(app).data;
  const [starting, setStarting] = useState<string | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.record(app, entity, id), 'flows'],
    queryFn: ({ signal }) =>
      api.get<{ items: FlowInstance[]; startable: string[] }>(recordsPath(app, entity, `/${id}/flows`), {
        signal,
      }),
  });
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <CardsSkeleton cards={2} />;
  const open = (description?.flows ?? []).filter(
    (flow) => flow.entity === entity && data.startable.includes(flow.key),
  );
  const starters = open.map((flow) => (
    <Button key={flow.key} onClick={() => setStarting(flow.key)}>
      {t('startFlow', { name: text(flow.name) })}
    </Button>
  ));
  const chosen = open.find((flow) => flow.key === starting);
  return (
    <>
      {data.items.length === 0 ? (
        <EmptyState
          icon={<ApartmentOutlined />}
          text={
            <>
              {t('noFlows')} {t('noFlowsHint')}
            </>
          }
          action={starters}
        />
      ) : (
        <div className={css.instances}>
          {starters.length > 0 && <div className={css.instanceActions}>{starters}</div>}
          {wholesFirst(data.items).map((instance, index) => (
            <InstanceView key={instance.id} instance={instance} first={index === 0} />
          ))}
        </div>
      )}
      {chosen && (
        <StartDialog app={app} entity={entity} record={id} flow={chosen} onClose={() => setStarting(null)} />
      )}
    </>
  );
}

/** Requests newest first, those that are part of another behind it. */
const wholesFirst = (items: FlowInstance[]): FlowInstance[] => {
  const parts = (whole: string | null): FlowInstance[] =>
    items
      .filter(({ parent }) => (items.some(({ id }) => id === parent) ? parent : null) === whole)
      .flatMap((item) => [item, ...parts(item.id)]);
  return parts(null);
};

function InstanceView({ instance, first }: { instance: FlowInstance; first: boolean }) {
  const t = flowWords.use();
  const shared = common.use();
  const text = useText();
  const [shown, setShown] = useState(first);
  const name = text(instance.name);
  const entities = useApp(instance.app).data?.entities;
  const type = entities?.[instance.entity];
  const past = entities && {
    app: instance.app,
    entity: instance.entity,
    entities,
    path: recordsPath(instance.app, instance.entity, `/${instance.record}`),
  };
  const states = type?.states && fieldOf(type, type.states.field)?.options;
  const entered = states?.find(({ key }) => key === instance.entering);
  const aim = instance.entering && (text(entered?.label) || instance.entering);
  return (
    <section className={css.instance} aria-label={name}>
      <div className={css.instanceHead}>
        <h2>{name}</h2>
        <InstanceTag instance={instance} />
        <span className="muted caption">
          {instance.initiator && t('startedBy', { name: instance.initiator.name })} ·{' '}
          {aim && <>{t('entering', { state: aim })} · </>}
          <DateTimeText value={instance.started_at} /> · {t('version', { version: instance.version })}
        </span>
        <InstanceActions instance={instance} title={name} />
        {!first && (
          <Button small look="quiet" aria-expanded={shown} onClick={() => setShown(!shown)}>
            {shared(shown ? 'close' : 'open')}
          </Button>
        )}
      </div>
      <Incidents instance={instance} />
      {shown && (
        <>
          <FlowPicture instance={instance} />
          <h3 className={css.subhead}>{t('steps')}</h3>
          <FlowSteps instance={instance} />
          <h3 className={css.subhead}>{t('history')}</h3>
          <FlowHistory instance={instance} past={past} />
        </>
      )}
    </section>
  );
}
