import { LeftOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Suspense, useEffect, useMemo, useRef } from 'react';
import { Link, Outlet, useLocation, useParams } from 'react-router';
import { useMe } from '@/api/queries';
import { DraftSavesProvider } from '@/expressions';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorState } from '@/ui/ErrorState';
import { paths } from '@/ui/paths';
import { LinkButton } from '@/ui/Button';
import { PageSkeleton } from '@/ui/Skeletons';
import { draftKeys, useCheck, useDraft } from '../draft/api';
import { flushAll, flushLeaving, forget, hasUnsaved, onDraftSaved, takeProblems } from '../draft/store';
import { words } from '../words';
import { ConflictDialog } from './ConflictDialog';
import { places, placeOf } from './places';
import { usePanes } from './usePanes';
import css from './shell.module.css';
import '@/ui/antd/now';

/** The builder of one app: its parts at the left, one designer beside them. */
export function BuilderShell() {
  const t = words.use();
  const { app = '' } = useParams();
  const client = useQueryClient();
  const me = useMe();
  const shell = useRef<HTMLDivElement>(null);
  const nav = useRef<HTMLElement>(null);
  usePanes(shell);
  const current = placeOf(useLocation().pathname.split('/')[4]);
  const draft = useDraft(app);
  const check = useCheck(app).data;
  const mayDesign =
    me.data?.apps.find((item) => item.key === app)?.can_design ?? me.data?.person.administrator;

  const saves = useMemo(
    () => ({
      settle: () => flushAll(app),
      onSaved: (listener: () => void) => onDraftSaved((saved) => saved === app && listener()),
    }),
    [app],
  );
  useEffect(
    () =>
      onDraftSaved((saved) => {
        void client.invalidateQueries({ queryKey: draftKeys.all(saved) });
      }),
    [client],
  );
  useEffect(() => {
    if (check) takeProblems(app, check.problems);
  }, [check, app]);
  useEffect(() => {
    const leave = (event: BeforeUnloadEvent) => {
      if (hasUnsaved()) event.preventDefault();
    };
    const hidden = () => {
      if (document.visibilityState === 'hidden') flushLeaving();
    };
    window.addEventListener('beforeunload', leave);
    window.addEventListener('pagehide', flushLeaving);
    document.addEventListener('visibilitychange', hidden);
    return () => {
      window.removeEventListener('beforeunload', leave);
      window.removeEventListener('pagehide', flushLeaving);
      document.removeEventListener('visibilitychange', hidden);
      void flushAll(app);
    };
  }, [app]);
  useEffect(() => {
    // What somebody else wrote meanwhile is read again, unless it is being edited here.
    const versions = new Map(
      draft.data?.documents.map((entry) => [`${entry.kind}/${entry.key}`, entry.version]),
    );
    if (versions.size === 0) return;
    forget((open) => {
      const version = versions.get(`${open.kind}/${open.key}`);
      return (
        open.app === app &&
        open.state === 'saved' &&
        open.version !== null &&
        version !== undefined &&
        version > open.version
      );
    });
  }, [draft.data, app]);

  useEffect(() => {
    // On a phone the parts stand in one line that scrolls: the open one must be seen.
    const link = nav.current?.querySelector<HTMLElement>('[aria-current=page]');
    if (nav.current && link && nav.current.scrollWidth > nav.current.clientWidth)
      nav.current.scrollLeft = link.offsetLeft - (nav.current.clientWidth - link.offsetWidth) / 2;
  }, [current]);

  if (me.data && !mayDesign)
    return (
      <EmptyState
        text={t('notDesigner')}
        action={<LinkButton to={paths.app(app)}>{t('toApp')}</LinkButton>}
      />
    );
  return (
    <div ref={shell} className={css.shell}>
      <nav ref={nav} className={css.nav} aria-label={t('places')} data-pane-name="places">
        {places.map((place) => (
          <Link
            key={place.key}
            to={paths.build(app, `/${place.key}`)}
            aria-current={place.key === current ? 'page' : undefined}
          >
            {place.icon}
            {t(place.key)}
          </Link>
        ))}
        <Link className={css.navEnd} to={paths.app(app)}>
          <LeftOutlined aria-hidden />
          {t('toApp')}
        </Link>
      </nav>
      <div className={css.place}>
        {draft.error ? (
          <ErrorState error={draft.error} onRetry={() => void draft.refetch()} />
        ) : (
          <DraftSavesProvider value={saves}>
            <Suspense fallback={<PageSkeleton />}>
              <Outlet />
            </Suspense>
          </DraftSavesProvider>
        )}
      </div>
      <ConflictDialog app={app} />
    </div>
  );
}
