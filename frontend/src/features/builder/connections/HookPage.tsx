import { DeleteOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import type { Hook } from '@/api/types';
import { NotFound } from '@/app/RouteError';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button } from '@/ui/Button';
import { ConfirmButton } from '@/ui/ConfirmButton';
import { RelativeTime } from '@/ui/display';
import { ErrorState } from '@/ui/ErrorState';
import { paths } from '@/ui/paths';
import { FormSkeleton, Skeleton } from '@/ui/Skeletons';
import { StateTag } from '@/ui/StateTag';
import { toast } from '@/ui/toast';
import { useEntries } from '../draft/api';
import { Part, TextInput } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { BuilderPage } from '../shell/BuilderPage';
import { words } from '../words';
import { connectApi, connectKeys, useHookDeliveries, useHooks } from './api';
import css from './connections.module.css';
import { FieldPaths, fieldsOf, useFillable } from './FieldPaths';
import type { FieldPath } from './FieldPaths';
import { connectionWords } from './words';

/** An address that another system posts to: what it fills, what came, closing it. */
export function HookPage() {
  const { app = '', hook: id = '' } = useParams();
  const t = words.use();
  const hooks = useHooks(app);
  const hook = hooks.data?.find((each) => each.id === id);
  if (hooks.data && !hook) return <NotFound />;
  return (
    <BuilderPage
      crumbs={[
        { label: t('connections'), to: paths.build(app, '/connections') },
        { label: hook?.name ?? '' },
      ]}
    >
      {hooks.error ? (
        <ErrorState error={hooks.error} onRetry={() => void hooks.refetch()} />
      ) : hook ? (
        <Opened key={hook.id} app={app} hook={hook} />
      ) : (
        <FormSkeleton />
      )}
    </BuilderPage>
  );
}

function Opened({ app, hook }: { app: string; hook: Hook }) {
  const k = connectionWords.use();
  const c = common.use();
  const text = useText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const entity = useEntries(app, 'entity').find((each) => each.key === hook.entity);
  const refresh = () => client.invalidateQueries({ queryKey: connectKeys.hooks(app) });
  const open = async (active: boolean) => {
    await connectApi.changeHook(app, hook.id, { active });
    await refresh();
  };
  return (
    <div className={css.sheets}>
      <div className={css.sheet}>
        <Part>
          <span className={css.states}>
            <StateTag colour={hook.active ? 'green' : 'grey'}>{k(hook.active ? 'open' : 'closed')}</StateTag>
            <span>
              {k('entity')}: <strong>{text(entity?.name) || hook.entity || k('entityGone')}</strong>
            </span>
            <code className={kit.key}>{hook.event}</code>
          </span>
        </Part>
        <Part title={k('mapping')}>
          <Fields app={app} hook={hook} onSaved={refresh} />
        </Part>
      </div>
      <div className={css.sheet}>
        <Part title={k('deliveries')}>
          <Deliveries app={app} hook={hook} />
        </Part>
      </div>
      <div className={css.sheet}>
        <Part>
          <span className={css.states}>
            {hook.active ? (
              <ConfirmButton
                small
                title={k('close')}
                text={k('closeText')}
                confirm={k('close')}
                onConfirm={() => open(false)}
              >
                {k('close')}
              </ConfirmButton>
            ) : (
              <Button small onClick={() => void open(true)}>
                {k('reopen')}
              </Button>
            )}
            <ConfirmButton
              small
              danger
              look="danger"
              icon={<DeleteOutlined aria-hidden />}
              title={k('deleteHook', { name: hook.name })}
              text={k('deleteHookText')}
              confirm={c('delete')}
              onConfirm={async () => {
                await connectApi.deleteHook(app, hook.id);
                void navigate(paths.build(app, '/connections'));
                await refresh();
              }}
            >
              {c('delete')}
            </ConfirmButton>
          </span>
        </Part>
      </div>
    </div>
  );
}

function Fields({ app, hook, onSaved }: { app: string; hook: Hook; onSaved: () => Promise<unknown> }) {
  const k = connectionWords.use();
  const c = common.use();
  const fillable = useFillable(app, hook.entity ?? '');
  const [name, setName] = useState(hook.name);
  const [rows, setRows] = useState<FieldPath[]>(Object.entries(hook.mapping));
  const [match, setMatch] = useState(hook.match);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const fields = fieldsOf(rows, match);
  const changed =
    JSON.stringify([name.trim(), fields]) !==
    JSON.stringify([hook.name, fieldsOf(Object.entries(hook.mapping), hook.match)]);
  const save = async () => {
    setBusy(true);
    setError(null);
    try {
      await connectApi.changeHook(app, hook.id, { name: name.trim(), ...fields });
      await onSaved();
      toast(k('saved'));
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  };
  return (
    <>
      <p className="muted">{k('fieldsChange')}</p>
      <TextInput label={k('hookName')} value={name} onChange={setName} />
      <FieldPaths
        fillable={fillable}
        rows={rows}
        match={match}
        onChange={(nextRows, nextMatch) => {
          setRows(nextRows);
          setMatch(nextMatch);
        }}
      />
      {error !== null && <ErrorState error={error} />}
      <span>
        <Button
          look="primary"
          busy={busy}
          disabled={!changed || !name.trim() || Object.keys(fields.mapping).length === 0}
          onClick={() => void save()}
        >
          {c('save')}
        </Button>
      </span>
    </>
  );
}

function Deliveries({ app, hook }: { app: string; hook: Hook }) {
  const k = connectionWords.use();
  const deliveries = useHookDeliveries(app, hook.id);
  if (deliveries.error)
    return <ErrorState error={deliveries.error} onRetry={() => void deliveries.refetch()} />;
  if (!deliveries.data) return <Skeleton height={24} />;
  if (deliveries.data.length === 0) return <p className="muted">{k('deliveriesNone')}</p>;
  return (
    <ul className={css.lines}>
      {deliveries.data.map((delivery, index) => (
        <li key={index} className={css.line}>
          <RelativeTime value={delivery.at} />
          {delivery.refusal && <StateTag colour="red">{k('refused')}</StateTag>}
          {delivery.record && hook.entity && (
            <Link to={paths.record(app, hook.entity, delivery.record)}>{k('deliveredRecord')}</Link>
          )}
          {delivery.delivery && <code className={kit.key}>{delivery.delivery}</code>}
          {delivery.refusal?.map(({ place, message }, at) => (
            <span key={at} className={css.refusal}>
              {place && <code>{place}</code>} {message}
            </span>
          ))}
        </li>
      ))}
    </ul>
  );
}
