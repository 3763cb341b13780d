import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Navigate, Outlet, useLocation, useMatch, useNavigation } from 'react-router';
import { whenSignedOut } from '@/api/client';
import { connectLive, useLive, useLiveLost } from '@/api/live';
import { useLiveRecords } from '@/api/liveRecords';
import { isProblem } from '@/api/problem';
import { keys, useApp, useMe } from '@/api/queries';
import type { Me } from '@/api/types';
import { isVisitor } from '@/api/visitor';
import { currentLanguage, setLanguage } from '@/i18n';
import { common } from '@/i18n/words';
import { setZone } from '@/ui/dates';
import { ErrorState } from '@/ui/ErrorState';
import { PageSkeleton } from '@/ui/Skeletons';
import { paths } from '@/ui/paths';
import { AppNavigation } from './AppNavigation';
import { Rail } from './Rail';
import css from './shell.module.css';
import { TopBar } from './TopBar';

const SearchDialog = lazy(() =>
  import('./SearchDialog').then((module) => ({ default: module.SearchDialog })),
);
const SignInAgain = lazy(() =>
  import('@/features/session/SignInAgain').then((module) => ({ default: module.SignInAgain })),
);
// The frame itself needs nothing of Ant Design, so it does not wait for it; the pages do.
const AntdProvider = lazy(() =>
  import('@/ui/AntdProvider').then((module) => ({ default: module.AntdProvider })),
);

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
      target.closest('dialog') !== null)
  );
}

/** The frame of every page behind sign-in. */
export function Shell() {
  return isVisitor() ? <ToSignIn /> : <Known />;
}

function ToSignIn() {
  const location = useLocation();
  const next = location.pathname + location.search;
  return (
    <Navigate replace to={next === '/' ? paths.signIn : `${paths.signIn}?next=${encodeURIComponent(next)}`} />
  );
}

function Known() {
  const me = useMe();
  // Its pages need it as soon as they are there: it is asked for together with who one is.
  useApp(useMatch('/apps/:app/*')?.params.app);
  if (me.data) return <SignedIn me={me.data} />;
  if (me.error) {
    if (isProblem(me.error) && me.error.status === 401) return <ToSignIn />;
    return <ErrorState error={me.error} onRetry={() => void me.refetch()} />;
  }
  return (
    <div className={css.shell}>
      <div className={css.brand} />
      <div className={css.bar} />
      <div className={css.rail} />
      <div className={css.work}>
        <main className={css.main}>
          <PageSkeleton />
        </main>
      </div>
    </div>
  );
}

function SignedIn({ me }: { me: Me }) {
  const t = common.use();
  const client = useQueryClient();
  const navigation = useNavigation();
  const app = useMatch('/apps/:app/*')?.params.app;
  const building = useMatch('/apps/:app/build/*') !== null;
  const [searching, setSearching] = useState(false);
  const lost = useLiveLost();
  setZone(me.person.zone);

  useEffect(() => {
    if (me.person.language !== currentLanguage()) setLanguage(me.person.language);
    // Only when the account says so, not when the person switches here.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [me.person.id]);
  useEffect(() => connectLive(), []);
  const [ended, setEnded] = useState<(() => void) | null>(null);
  useEffect(() => {
    let asked: Promise<boolean> | null = null;
    return whenSignedOut(() => {
      // All that waits, waits for the one answer.
      asked ??= new Promise((resolve) =>
        setEnded(() => () => {
          asked = null;
          setEnded(null);
          resolve(true);
        }),
      );
      return asked;
    });
  }, []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        setSearching(true);
      }
      if (event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target)) {
        event.preventDefault();
        // The search of the page itself, when it has one; everything otherwise.
        const own = document.querySelector<HTMLInputElement>('main input[type=search]');
        if (own) own.focus();
        else setSearching(true);
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  const patchMe = (part: Partial<Me>) =>
    client.setQueryData<Me>(keys.me, (before) => (before ? { ...before, ...part } : before));
  useLive('inbox', ({ count }) => {
    patchMe({ inbox: count });
    void client.invalidateQueries({ queryKey: keys.inbox });
  });
  useLive('notice', ({ count }) => {
    patchMe({ notices: count });
    void client.invalidateQueries({ queryKey: keys.notices });
  });
  useLive('app', ({ key }) => {
    void client.invalidateQueries({ queryKey: keys.app(key) });
    void client.invalidateQueries({ queryKey: keys.me });
  });
  useLiveRecords();

  return (
    <div className={css.shell}>
      <a className={css.skip} href="#content">
        {t('skipToContent')}
      </a>
      <div className={css.brand}>
        <img src="/icon.svg" width={28} height={28} alt={t('appName')} />
      </div>
      <TopBar me={me} app={app} onSearch={() => setSearching(true)} />
      <Rail me={me} />
      <div className={css.work}>
        {app && !building && <AppNavigation app={app} me={me} />}
        <main id="content" className={css.main} tabIndex={-1} aria-busy={navigation.state === 'loading'}>
          <Suspense fallback={<PageSkeleton />}>
            <AntdProvider>
              <Outlet />
            </AntdProvider>
          </Suspense>
        </main>
      </div>
      {lost && (
        <div className={css.lost} role="status">
          {t('liveLost')}
        </div>
      )}
      <Suspense>{ended && <SignInAgain me={me.person} onSignedIn={ended} />}</Suspense>
      <Suspense>{searching && <SearchDialog me={me} onClose={() => setSearching(false)} />}</Suspense>
    </div>
  );
}
