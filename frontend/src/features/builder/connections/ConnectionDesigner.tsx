import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { Connection, Connector, TestCall } from '@/api/types';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { RelativeTime } from '@/ui/display';
import { ErrorState, useProblemText } from '@/ui/ErrorState';
import { paths } from '@/ui/paths';
import { FormSkeleton, Skeleton } from '@/ui/Skeletons';
import { toast } from '@/ui/toast';
import type { ConnectionDocument } from '../draft/documents';
import { useDocument } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import { SchemaForm } from '../documents/SchemaForm';
import type { Schema } from '../documents/schema';
import { ChoiceInput, Part, TextInput } from '../kit/controls';
import { DocumentTools, NamePair } from '../kit/DocumentParts';
import { BuilderPage } from '../shell/BuilderPage';
import { roomOf } from '../shell/places';
import { ProblemsAt } from '../shell/ProblemsAt';
import { words } from '../words';
import {
  connectApi,
  connectKeys,
  fittingSettings,
  useCalls,
  useConnections,
  useConnectors,
  useUses,
  withSetting,
} from './api';
import css from './connections.module.css';
import { CallState, ConnectionState } from './ConnectionState';
import { connectionWords } from './words';

export function ConnectionDesigner() {
  const { app = '', key = '' } = useParams();
  const t = words.use();
  const text = useText();
  const opened = useDocument(app, 'connection', key);
  const connectors = useConnectors();
  const kept = useConnections(app);
  const error = opened.error ?? connectors.error ?? kept.error;
  return (
    <BuilderPage
      crumbs={[
        { label: t('connections'), to: paths.build(app, '/connections') },
        { label: text(opened.handle?.document.name) || key },
      ]}
      handle={opened.handle as DocumentHandle<object> | undefined}
    >
      {error ? (
        <ErrorState error={error} onRetry={opened.retry} />
      ) : opened.handle && connectors.data && kept.data ? (
        <Designer
          key={key}
          handle={opened.handle}
          connectors={connectors.data}
          connection={kept.data.find(
            (each) => each.key === key && each.connector === opened.handle?.document.connector,
          )}
        />
      ) : (
        <FormSkeleton />
      )}
    </BuilderPage>
  );
}

interface DesignerProps {
  handle: DocumentHandle<ConnectionDocument>;
  connectors: Connector[];
  /** What is kept of it, as long as it was kept for the connector that it has. */
  connection: Connection | undefined;
}

function Designer({ handle, connectors, connection }: DesignerProps) {
  const k = connectionWords.use();
  const text = useText();
  const [secret, setSecret] = useState('');
  const { app, document } = handle;
  const connector = connectors.find((each) => each.name === document.connector);
  const schema = (connector?.settings_schema ?? {}) as Schema;
  const problems = handle.open.problems;
  const faults = problems.filter((problem) => problem.severity !== 'warning').length;
  return (
    <div className={css.sheets}>
      <div className={css.sheet}>
        <Part>
          <ProblemsAt problems={problems} at="" />
          <span className={css.states}>
            <ConnectionState connection={connection} connector={connector} problems={faults} />
            <strong>{text(connector?.label)}</strong>
          </span>
          {connector ? (
            <p className="muted">{text(connector.help)}</p>
          ) : (
            <>
              <p className={css.bad}>{k('unknownConnector', { name: document.connector })}</p>
              <ChoiceInput
                label={k('connector')}
                help={k('otherConnector')}
                value={document.connector}
                options={connectors
                  .filter((each) => each.actions.length > 0)
                  .map((each) => ({ value: each.name, label: text(each.label) || each.name }))}
                onChange={(name) =>
                  handle.change((draft) => {
                    draft.connector = name;
                    draft.settings = fittingSettings(
                      draft.settings,
                      connectors.find((each) => each.name === name),
                    );
                  })
                }
              />
            </>
          )}
          <NamePair handle={handle} />
        </Part>
        <Part title={k('settings')}>
          <p className="muted">{k('settingsText')}</p>
          <OwnSettings handle={handle} connection={connection} />
          <SchemaForm
            app={app}
            kind="connection"
            entity=""
            schema={schema}
            schemas={{ root: schema, common: {} }}
            inRow
            value={document.settings ?? {}}
            onChange={(key, value) =>
              handle.change(
                (draft) => {
                  draft.settings = withSetting(draft.settings, key, value);
                },
                { merge: `settings/${key}` },
              )
            }
          />
        </Part>
        {connector?.secret_label && (
          <SecretPart
            handle={handle}
            connector={connector}
            connection={connection}
            value={secret}
            onChange={setSecret}
          />
        )}
        {connector?.testable && <TryPart handle={handle} connector={connector} secret={secret} />}
      </div>
      <div className={css.sheet}>
        <Part title={k('usedBy')}>
          <Uses app={app} id={document.id} />
        </Part>
        <Part title={k('calls')}>
          <Calls app={app} connection={document.key} />
        </Part>
      </div>
      <div className={css.sheet}>
        <DocumentTools handle={handle} />
      </div>
    </div>
  );
}

function OwnSettings({ handle, connection }: Omit<DesignerProps, 'connectors'>) {
  const k = connectionWords.use();
  const client = useQueryClient();
  const problemText = useProblemText();
  const own = Object.entries(connection?.settings ?? {});
  if (!connection || own.length === 0) return null;
  const drop = async () => {
    try {
      await connectApi.keep(handle.app, handle.key, { connector: connection.connector, settings: {} });
      await client.invalidateQueries({ queryKey: connectKeys.connections(handle.app) });
    } catch (problem) {
      toast(problemText(problem), { bad: true });
    }
  };
  return (
    <div>
      <p>
        {k('ownSettings')}{' '}
        <code className={css.code}>{own.map(([key, value]) => `${key}: ${String(value)}`).join(', ')}</code>
      </p>
      <Button small onClick={() => void drop()}>
        {k('ownSettingsDrop')}
      </Button>
    </div>
  );
}

interface SecretPartProps {
  handle: DocumentHandle<ConnectionDocument>;
  connector: Connector;
  connection: Connection | undefined;
  value: string;
  onChange: (value: string) => void;
}

/** A secret goes in and never comes out: what is kept is only said to be there. */
function SecretPart({ handle, connector, connection, value, onChange }: SecretPartProps) {
  const k = connectionWords.use();
  const text = useText();
  const client = useQueryClient();
  const problemText = useProblemText();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const keep = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await handle.save();
      await connectApi.keep(handle.app, handle.key, { connector: connector.name, secret: value });
      await client.invalidateQueries({ queryKey: connectKeys.connections(handle.app) });
      onChange('');
      toast(k('secretSaved'));
    } catch (problem) {
      setError(problemText(problem));
    }
    setBusy(false);
  };
  const state = connection?.has_secret
    ? k('secretKept')
    : k(connector.secret_required ? 'secretNone' : 'secretOptional');
  return (
    <Part title={k('secret')}>
      <p className="muted">
        {state} {!connection?.has_secret && k('secretText')}
      </p>
      <form
        className={css.lines}
        onSubmit={(event) => {
          event.preventDefault();
          if (value) void keep();
        }}
      >
        <TextInput
          label={text(connector.secret_label ?? undefined) || k('secret')}
          type="password"
          autoComplete="new-password"
          value={value}
          onChange={onChange}
          error={error}
        />
        <span className={css.states}>
          <Button busy={busy} disabled={!value} onClick={() => void keep()}>
            {k(connection?.has_secret ? 'secretReplace' : 'secretSave')}
          </Button>
        </span>
      </form>
    </Part>
  );
}

function TryPart({
  handle,
  connector,
  secret,
}: {
  handle: DocumentHandle<ConnectionDocument>;
  connector: Connector;
  secret: string;
}) {
  const k = connectionWords.use();
  const problemText = useProblemText();
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<TestCall>();
  const run = async () => {
    setBusy(true);
    setAnswer(undefined);
    try {
      setAnswer(
        await connectApi.test(handle.app, handle.key, {
          connector: connector.name,
          settings: handle.document.settings ?? {},
          ...(secret ? { secret } : {}),
        }),
      );
    } catch (problem) {
      setAnswer({ ok: false, answer: {}, error: problemText(problem), milliseconds: 0 });
    }
    setBusy(false);
  };
  const status = answer?.answer.status;
  return (
    <Part title={k('try')}>
      <p className="muted">{k('tryText')}</p>
      <span className={css.states}>
        <Button busy={busy} onClick={() => void run()}>
          {k('try')}
        </Button>
      </span>
      {answer && (
        <p className={answer.ok ? css.good : css.bad} role="status">
          {!answer.ok
            ? k('notTried', { reason: answer.error })
            : typeof status === 'number'
              ? k('triedStatus', { status, time: answer.milliseconds })
              : k('tried', { time: answer.milliseconds })}
        </p>
      )}
    </Part>
  );
}

function Uses({ app, id }: { app: string; id: string }) {
  const k = connectionWords.use();
  const text = useText();
  const uses = useUses(app, id);
  if (uses.error) return <ErrorState error={uses.error} />;
  if (!uses.data) return <Skeleton height={24} />;
  const places = new Map(uses.data.map((use) => [`${use.kind}/${use.key}`, use]));
  if (places.size === 0) return <p className="muted">{k('usedByNone')}</p>;
  return (
    <ul className={css.lines}>
      {[...places].map(([place, use]) => {
        const to = roomOf(app, use.kind, use.key, use.pointer);
        const name = text(use.name ?? undefined) || use.key;
        return (
          <li key={place} className={css.line}>
            {to ? <Link to={to}>{name}</Link> : name}
          </li>
        );
      })}
    </ul>
  );
}

function Calls({ app, connection }: { app: string; connection: string }) {
  const k = connectionWords.use();
  const calls = useCalls(app, connection);
  if (calls.error) return <ErrorState error={calls.error} onRetry={() => void calls.refetch()} />;
  if (!calls.data) return <Skeleton height={24} />;
  if (calls.data.length === 0) return <p className="muted">{k('callsNone')}</p>;
  return (
    <ul className={css.lines}>
      {calls.data.map((call, index) => (
        <li key={index} className={css.line}>
          <CallState state={call.state} />
          <RelativeTime value={call.at} />
          {call.attempts > 1 && <span className="muted">{k('attempts', { count: call.attempts })}</span>}
          {call.error && <span>{call.error}</span>}
        </li>
      ))}
    </ul>
  );
}
