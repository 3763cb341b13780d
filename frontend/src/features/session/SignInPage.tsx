import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { FormEvent } from 'react';
import { Navigate, useNavigate, useSearchParams } from 'react-router';
import { api } from '@/api/client';
import { isProblem } from '@/api/problem';
import { keys } from '@/api/queries';
import { Button } from '@/ui/Button';
import { useProblemText } from '@/ui/ErrorState';
import { paths } from '@/ui/paths';
import { LanguageSwitch } from './LanguageSwitch';
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
  const problemText = useProblemText();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const setup = useQuery({ queryKey: ['setup'], queryFn: () => api.get<{ needed: boolean }>('/setup') });

  useEffect(() => {
    document.title = `${t('title')} · Dougong`;
  }, [t]);
  if (setup.data?.needed) return <Navigate replace to={paths.setup} />;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await api.post('/session', { login: login.trim(), password }, { signingIn: true });
      client.removeQueries({ queryKey: keys.me });
      await navigate(safeNext(search.get('next')), { replace: true });
    } catch (problem) {
      const refused = isProblem(problem) && [401, 403, 422].includes(problem.status);
      setError(refused ? t('wrong') : problemText(problem));
      setBusy(false);
    }
  };

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
        <form className={css.form} onSubmit={(event) => void submit(event)}>
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
          <label className={css.field}>
            <span>{t('password')}</span>
            <input
              name="password"
              type="password"
              autoComplete="current-password"
              required
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          </label>
          {error && (
            <p role="alert" className={css.error}>
              {error}
            </p>
          )}
          <Button type="submit" look="primary" busy={busy} className={css.submit}>
            {t('signIn')}
          </Button>
        </form>
        <LanguageSwitch />
      </div>
    </main>
  );
}
