import { AppstoreAddOutlined, ImportOutlined, MoreOutlined, PlusOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api, apiUrl } from '@/api/client';
import { keys, useMe } from '@/api/queries';
import type { AppSummary } from '@/api/types';
import { useLanguage, useText } from '@/i18n';
import { listed, paired } from '@/i18n/lists';
import { common } from '@/i18n/words';
import {
  Button,
  CardsSkeleton,
  EmptyState,
  ErrorState,
  LinkButton,
  MenuButton,
  PageHeader,
  PageSkeleton,
  StateTag,
  toast,
} from '@/ui';
import { paths } from '@/ui/paths';
import { DemoPeople } from './DemoPeople';
import css from './gallery.module.css';
import { ImportDialog } from './ImportDialog';
import { NewAppDialog } from './NewAppDialog';
import type { Making } from './NewAppDialog';
import type { Made, Template } from './types';
import { UninstallDialog } from './UninstallDialog';
import { words } from './words';

/** Templates to start from, and the apps that are installed. */
export function GalleryPage() {
  const t = words.use();
  const shared = common.use();
  const text = useText();
  const navigate = useNavigate();
  const client = useQueryClient();
  const me = useMe().data;
  const [making, setMaking] = useState<Making | null>(null);
  const [importing, setImporting] = useState(false);
  const [removing, setRemoving] = useState<AppSummary | null>(null);
  const [demo, setDemo] = useState<Made | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ['templates'],
    queryFn: ({ signal }) => api.get<{ items: Template[] }>('/templates', { signal }),
  });
  if (!me) return <PageSkeleton />;
  const administrator = me.person.administrator;
  const taken = me.apps.map((app) => app.key);
  const refresh = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: keys.me }),
      client.invalidateQueries({ queryKey: ['templates'] }),
    ]);
  const made = async (app: Made, name: string, blank: boolean) => {
    setMaking(null);
    setImporting(false);
    await refresh();
    toast(t(blank ? 'created' : 'installed', { name }));
    if (app.demo) setDemo(app);
    else await navigate(blank ? paths.build(app.key) : paths.app(app.key));
  };

  return (
    <div className={css.page}>
      <PageHeader
        title={shared('gallery')}
        actions={
          administrator && (
            <>
              <Button icon={<ImportOutlined />} onClick={() => setImporting(true)}>
                {t('import')}
              </Button>
              <Button look="primary" icon={<PlusOutlined />} onClick={() => setMaking({ kind: 'blank' })}>
                {t('blankApp')}
              </Button>
            </>
          )
        }
      />
      <section className={css.section} aria-labelledby="gallery-templates">
        <h2 id="gallery-templates">{t('templates')}</h2>
        <p className="muted">{administrator ? t('templatesText') : t('onlyAdministrators')}</p>
        {error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : !data ? (
          <CardsSkeleton cards={1} />
        ) : data.items.length === 0 ? (
          <EmptyState icon={<AppstoreAddOutlined />} text={t('noTemplates')} />
        ) : (
          <ul className={css.cards}>
            {data.items.map((template) => (
              <TemplateCard
                key={template.key}
                template={template}
                administrator={administrator}
                onMake={(mode) => setMaking({ kind: mode, template })}
              />
            ))}
          </ul>
        )}
      </section>
      <section className={css.section} aria-labelledby="gallery-apps">
        <h2 id="gallery-apps">{t('installedApps')}</h2>
        {me.apps.length === 0 ? (
          <p className="muted">{t('noApps')}</p>
        ) : (
          <ul className={css.cards}>
            {me.apps.map((app) => (
              <AppCard key={app.key} app={app} mayRemove={administrator} onRemove={() => setRemoving(app)} />
            ))}
          </ul>
        )}
      </section>
      {making && <NewAppDialog making={making} taken={taken} onClose={() => setMaking(null)} onMade={made} />}
      {importing && <ImportDialog taken={taken} onClose={() => setImporting(false)} onMade={made} />}
      {removing && (
        <UninstallDialog
          app={removing}
          onClose={() => setRemoving(null)}
          onDone={() => {
            toast(t('uninstalled', { name: text(removing.name) }));
            setRemoving(null);
            void refresh();
          }}
        />
      )}
      {demo && <DemoPeople made={demo} onClose={() => void navigate(paths.app(demo.key))} />}
    </div>
  );
}

const languageNames: Record<string, string> = { zh: '中文', en: 'English' };

function TemplateCard({
  template,
  administrator,
  onMake,
}: {
  template: Template;
  administrator: boolean;
  onMake: (mode: 'install' | 'clone') => void;
}) {
  const t = words.use();
  const text = useText();
  const language = useLanguage();
  return (
    <li className={css.card}>
      <Mark name={text(template.name)} />
      <div className={css.cardText}>
        <h3>{text(template.name)}</h3>
        <p className="muted">{text(template.summary)}</p>
        <p className={`muted caption ${css.facts}`}>
          {template.version && <span>{t('version', { version: template.version })}</span>}
          <span>{t('entities', { count: template.entities })}</span>
          <span>
            {t('languages', {
              list: template.languages
                .map((key) => languageNames[key] ?? key)
                .join(language === 'zh' ? '、' : ', '),
            })}
          </span>
        </p>
        {template.modules.length > 0 && (
          <p className={css.tags}>
            {template.modules.map((module) => (
              <StateTag key={module.key} colour="teal" dot={false}>
                {text(module.name)}
              </StateTag>
            ))}
          </p>
        )}
        {template.installed.length > 0 && (
          <p>
            <StateTag colour="green">{t('installedAs', { list: listed(template.installed) })}</StateTag>
          </p>
        )}
      </div>
      {administrator && (
        <div className={css.cardFoot}>
          {template.installed.length === 0 && (
            <Button look="primary" onClick={() => onMake('install')}>
              {t('install')}
            </Button>
          )}
          <Button onClick={() => onMake('clone')}>{t('clone')}</Button>
        </div>
      )}
    </li>
  );
}

function AppCard({
  app,
  mayRemove,
  onRemove,
}: {
  app: AppSummary;
  mayRemove: boolean;
  onRemove: () => void;
}) {
  const t = words.use();
  const text = useText();
  const name = text(app.name);
  const entries = [
    ...(app.can_design
      ? [
          {
            key: 'export',
            label: t('export'),
            onSelect: () => window.location.assign(apiUrl(`/apps/${encodeURIComponent(app.key)}/export`)),
          },
        ]
      : []),
    ...(mayRemove ? [{ key: 'uninstall', label: t('uninstall'), danger: true, onSelect: onRemove }] : []),
  ];
  return (
    <li className={css.card}>
      <Mark name={name} />
      <div className={css.cardText}>
        <h3>{name}</h3>
        <p className="muted">{text(app.summary)}</p>
        <p className={`muted caption ${css.facts}`}>
          <code>{app.key}</code>
          <span>{t('version', { version: app.version })}</span>
        </p>
      </div>
      <div className={css.cardFoot}>
        <LinkButton look="primary" to={paths.app(app.key)} aria-label={paired(t('open'), name)}>
          {t('open')}
        </LinkButton>
        {app.can_design && (
          <LinkButton to={paths.build(app.key)} aria-label={paired(t('build'), name)}>
            {t('build')}
          </LinkButton>
        )}
        {entries.length > 0 && (
          <MenuButton label={t('more', { name })} iconOnly entries={entries}>
            <MoreOutlined aria-hidden />
          </MenuButton>
        )}
      </div>
    </li>
  );
}

function Mark({ name }: { name: string }) {
  return (
    <span className={css.mark} aria-hidden>
      {name.trim().slice(0, 1).toUpperCase()}
    </span>
  );
}
