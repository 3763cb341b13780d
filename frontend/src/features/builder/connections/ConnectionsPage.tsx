import { ApiOutlined, ImportOutlined, PlusOutlined, QrcodeOutlined } from '@ant-design/icons';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import type { Connector } from '@/api/types';
import { newId } from '@/canvas/ids';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { RelativeTime } from '@/ui/display';
import { ErrorState } from '@/ui/ErrorState';
import { paths } from '@/ui/paths';
import { Skeleton } from '@/ui/Skeletons';
import { StateTag } from '@/ui/StateTag';
import { useDraft, useEntries } from '../draft/api';
import { createDocument } from '../draft/store';
import { SchemaForm } from '../documents/SchemaForm';
import type { Schema } from '../documents/schema';
import { ChoiceInput } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { NewElementDialog } from '../kit/NewElementDialog';
import { BuilderPage } from '../shell/BuilderPage';
import shell from '../shell/shell.module.css';
import { words } from '../words';
import { useConnections, useConnectors, useHooks, withSetting } from './api';
import css from './connections.module.css';
import { CallState, ConnectionState } from './ConnectionState';
import { NewHook } from './NewHook';
import { linkWords } from './linkWords';
import { connectionWords } from './words';

/** Other systems: those we call, and the addresses that they post to. */
export function ConnectionsPage() {
  const { app = '' } = useParams();
  const t = words.use();
  const l = linkWords.use();
  const draft = useDraft(app);
  return (
    <BuilderPage crumbs={[{ label: t('connections') }]}>
      <div className={css.page}>
        <Called app={app} />
        {draft.data && <Addresses app={app} published={Boolean(draft.data.live_version)} />}
        {draft.data?.live_version && (
          <Link to={paths.build(app, '/short-links')} className={shell.card}>
            <span className={shell.cardIcon} aria-hidden>
              <QrcodeOutlined />
            </span>
            <span className={shell.cardText}>
              <strong className={shell.cardName}>{l('shortLinks')}</strong>
              <span className="caption muted">{l('text')}</span>
            </span>
          </Link>
        )}
      </div>
    </BuilderPage>
  );
}

function Called({ app }: { app: string }) {
  const k = connectionWords.use();
  const text = useText();
  const entries = useEntries(app, 'connection');
  const connectors = useConnectors();
  const kept = useConnections(app);
  const navigate = useNavigate();
  const [adding, setAdding] = useState(false);
  const usable = (connectors.data ?? []).filter((each) => each.actions.length > 0);
  return (
    <section aria-labelledby="connections-out">
      <div className={css.head}>
        <h2 id="connections-out">{k('out')}</h2>
        <Button
          look="primary"
          icon={<PlusOutlined aria-hidden />}
          disabled={usable.length === 0}
          onClick={() => setAdding(true)}
        >
          {k('newConnection')}
        </Button>
      </div>
      <p className={css.text}>{k('outText')}</p>
      {connectors.error || kept.error ? (
        <ErrorState error={connectors.error ?? kept.error} onRetry={() => void kept.refetch()} />
      ) : !kept.data ? (
        <Skeleton height={58} />
      ) : entries.length === 0 ? (
        <p className={css.empty}>{k('outEmpty')}</p>
      ) : (
        <div className={css.cards}>
          {entries.map((entry) => {
            const found = kept.data.find((each) => each.key === entry.key);
            const connector = connectors.data?.find((each) => each.name === found?.connector);
            return (
              <Link key={entry.key} to={paths.build(app, `/connections/${entry.key}`)} className={shell.card}>
                <span className={shell.cardIcon} aria-hidden>
                  <ApiOutlined />
                </span>
                <span className={shell.cardText}>
                  <strong className={shell.cardName}>{text(entry.name) || entry.key}</strong>
                  <span className="caption muted">{text(connector?.label) || found?.connector}</span>
                  <span className={css.states}>
                    <ConnectionState connection={found} connector={connector} problems={entry.problems} />
                    {found?.last && (
                      <>
                        <CallState state={found.last.state} />
                        <span className="caption muted">
                          <RelativeTime value={found.last.at} />
                        </span>
                      </>
                    )}
                  </span>
                </span>
              </Link>
            );
          })}
        </div>
      )}
      {adding && (
        <NewConnection
          app={app}
          connectors={usable}
          taken={entries.map((entry) => entry.key)}
          onClose={() => setAdding(false)}
          onMade={(key) => void navigate(paths.build(app, `/connections/${key}`))}
        />
      )}
    </section>
  );
}

function NewConnection({
  app,
  connectors,
  taken,
  onMade,
  onClose,
}: {
  app: string;
  connectors: Connector[];
  taken: string[];
  onMade: (key: string) => void;
  onClose: () => void;
}) {
  const k = connectionWords.use();
  const text = useText();
  const [name, setName] = useState(connectors[0]?.name ?? '');
  const [settings, setSettings] = useState<Record<string, unknown>>({});
  const connector = connectors.find((each) => each.name === name);
  const schema = (connector?.settings_schema ?? {}) as Schema;
  return (
    <NewElementDialog
      title={k('newConnection')}
      taken={taken}
      fallback="connection"
      ready={Boolean(connector) && (schema.required ?? []).every((key) => settings[key] !== undefined)}
      onClose={onClose}
      onCreate={async (title, key) => {
        await createDocument(app, 'connection', {
          format: 1 as const,
          id: newId(),
          key,
          name: title,
          connector: name,
          settings,
        });
        onMade(key);
      }}
    >
      <ChoiceInput
        label={k('connector')}
        value={name}
        help={text(connector?.help)}
        options={connectors.map((each) => ({ value: each.name, label: text(each.label) || each.name }))}
        onChange={(next) => {
          setName(next);
          setSettings({});
        }}
      />
      <SchemaForm
        app={app}
        kind="connection"
        entity=""
        schema={schema}
        schemas={{ root: schema, common: {} }}
        inRow
        value={settings}
        onChange={(key, value) => setSettings((before) => withSetting(before, key, value))}
      />
    </NewElementDialog>
  );
}

function Addresses({ app, published }: { app: string; published: boolean }) {
  const k = connectionWords.use();
  const text = useText();
  const hooks = useHooks(app, published);
  const entities = useEntries(app, 'entity');
  const [adding, setAdding] = useState(false);
  return (
    <section aria-labelledby="connections-in">
      <div className={css.head}>
        <h2 id="connections-in">{k('in')}</h2>
        <Button icon={<PlusOutlined aria-hidden />} disabled={!published} onClick={() => setAdding(true)}>
          {k('newHook')}
        </Button>
      </div>
      <p className={css.text}>{k('inText')}</p>
      {hooks.error ? (
        <ErrorState error={hooks.error} onRetry={() => void hooks.refetch()} />
      ) : !published ? (
        <p className={css.empty}>{k('inUnpublished')}</p>
      ) : !hooks.data ? (
        <Skeleton height={58} />
      ) : hooks.data.length === 0 ? (
        <p className={css.empty}>{k('inEmpty')}</p>
      ) : (
        <div className={css.cards}>
          {hooks.data.map((hook) => (
            <Link key={hook.id} to={paths.build(app, `/connections/hooks/${hook.id}`)} className={shell.card}>
              <span className={shell.cardIcon} aria-hidden>
                <ImportOutlined />
              </span>
              <span className={shell.cardText}>
                <strong className={shell.cardName}>{hook.name}</strong>
                <span className="caption muted">
                  {text(entities.find((each) => each.key === hook.entity)?.name) || hook.entity}
                  {' · '}
                  <code className={kit.key}>{hook.event}</code>
                </span>
                <span className={css.states}>
                  <StateTag colour={hook.active ? 'green' : 'grey'}>
                    {k(hook.active ? 'open' : 'closed')}
                  </StateTag>
                </span>
              </span>
            </Link>
          ))}
        </div>
      )}
      {adding && <NewHook app={app} onClose={() => setAdding(false)} />}
    </section>
  );
}
