import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Navigate, useNavigate, useSearchParams } from 'react-router';
import { api } from '@/api/client';
import { keys } from '@/api/queries';
import { paths } from '@/ui/paths';
import { LanguageSwitch } from './LanguageSwitch';
import { PasswordPart, useSignIn } from './PasswordPart';
import css from './session.module.css';
import { words } from './words';

/** Only addresses of this site: "//elsewhere" would leave it. */
function safeNext(next: string | null): string {
  return next && /^\/(?![/\\])/.test(next) ? next : paths.home;
}

export function SignInPage() {
  const t = words.use();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const [login, setLogin] = useState('');
  const { signIn, ...form } = useSignIn(async () => {
    client.removeQueries({ queryKey: keys.me });
    await navigate(safeNext(search.get('next')), { replace: true });
  });
  const setup = useQuery({ queryKey: ['setup'], queryFn: () => api.get<{ needed: boolean }>('/setup') });

  useEffect(() => {
    document.title = `${t('title')} · Dougong`;
  }, [t]);
  if (setup.data?.needed) return <Navigate replace to={paths.setup} />;

  return (
    <main className={css.page}>
      <div className={css.card}>
        <div className={css.brand}>
          <img src="/icon.svg" width={36} height={36} alt="" />
          <div>
            <h1>Dougong 斗拱</h1>
            <p className="muted caption">{t('tagline')}</p>
          </div>
        </div>
        <form className={css.form} onSubmit={(event) => void signIn(event, login.trim())}>
          <label className={css.field}>
            <span>{t('login')}</span>
            <input
              name="login"
              autoComplete="username"
              autoFocus
              required
              value={login}
              onChange={(event) => setLogin(event.target.value)}
            />
          </label>
          <PasswordPart {...form} />
        </form>
        <LanguageSwitch />
      </div>
    </main>
  );
}
