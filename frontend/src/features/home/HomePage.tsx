import { useApp, useMe } from '@/api/queries';
import type { Me } from '@/api/types';
import { useText } from '@/i18n';
import { EmptyState, LinkButton, PageHeader, PageSkeleton } from '@/ui';
import { Link } from 'react-router';
import { paths } from '@/ui/paths';
import { Approvals } from './Approvals';
import css from './home.module.css';
import { AppLists } from './HomeList';
import { Notices } from './Notices';
import { words } from './words';

/** What waits for a person today, and the apps he works in. */
export function HomePage() {
  const t = words.use();
  const me = useMe().data;
  if (!me) return <PageSkeleton />;
  return (
    <div className={css.page}>
      <PageHeader title={t('greeting', { name: me.person.name })} documentTitle={t('myDay')} />
      <div className={css.grid}>
        <div className={css.column}>
          <Approvals />
          {me.apps.map((app, at) => (
            <AppLists key={app.key} app={app.key} at={at} column={0} />
          ))}
          <section className={css.section} aria-labelledby="my-apps">
            <h2 id="my-apps">{t('apps')}</h2>
            {me.apps.length === 0 ? (
              <EmptyState
                text={t('noApps')}
                action={
                  <LinkButton look="primary" to={paths.gallery}>
                    {t('fromGallery')}
                  </LinkButton>
                }
              />
            ) : (
              <div className={css.apps}>
                {me.apps.map((app) => (
                  <AppCard key={app.key} app={app} administrator={me.person.administrator} />
                ))}
              </div>
            )}
          </section>
        </div>
        <div className={css.column}>
          {me.apps.map((app, at) => (
            <AppLists key={app.key} app={app.key} at={at} column={1} />
          ))}
          <Notices />
        </div>
      </div>
    </div>
  );
}

function AppCard({ app, administrator }: { app: Me['apps'][number]; administrator: boolean }) {
  const t = words.use();
  const text = useText();
  const settings = useApp(app.can_design ? app.key : undefined).data?.settings ?? {};
  const unset = Object.values(settings).filter((value) => value === null).length;
  return (
    <div className={css.app}>
      <Link to={paths.app(app.key)}>{text(app.name)}</Link>
      <span className="muted">{text(app.summary)}</span>
      {unset > 0 && (
        <span role="note" className={css.appUnset}>
          {t('unset', { count: unset })}
          <span>
            <Link to={paths.build(app.key, '/settings')}>{t('toSettings')}</Link>
            {administrator && <Link to={paths.people}>{t('toPeople')}</Link>}
          </span>
        </span>
      )}
      <span className={css.appFoot}>
        <span>{t('version', { version: app.version })}</span>
        {app.can_design && <Link to={paths.build(app.key)}>{t('build')}</Link>}
      </span>
    </div>
  );
}
