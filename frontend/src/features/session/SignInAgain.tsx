import { useState } from 'react';
import type { FormEvent } from 'react';
import { api } from '@/api/client';
import { isProblem } from '@/api/problem';
import type { Me } from '@/api/types';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { useProblemText } from '@/ui/ErrorState';
import { paths } from '@/ui/paths';
import css from './session.module.css';
import { words } from './words';

export interface SignInAgainProps {
  me: Me['person'];
  onSignedIn: () => void;
}

/** The page the person stands on, for after the sign-in. */
function signInAddress(): string {
  const here = window.location.pathname + window.location.search;
  return `${paths.signIn}?next=${encodeURIComponent(here)}`;
}

/** Asks for the password where the person stands, so that nothing typed is lost when a session ends. */
export function SignInAgain({ me, onSignedIn }: SignInAgainProps) {
  const t = words.use();
  const problemText = useProblemText();
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    setBusy(true);
    setError(null);
    try {
      await api.post('/session', { login: me.login, password }, { signingIn: true });
      onSignedIn();
    } catch (problem) {
      const refused = isProblem(problem) && [401, 403, 422].includes(problem.status);
      setError(refused ? t('wrong') : problemText(problem));
      setBusy(false);
    }
  };

  return (
    // It stays until it is answered: closing it would lose what waits for it.
    <Dialog title={t('endedTitle')} onClose={() => undefined} locked>
      <form className={css.form} onSubmit={(event) => void submit(event)}>
        <p>{t('endedText')}</p>
        <p className="muted">{t('endedAs', { name: me.name })}</p>
        <input
          className="visually-hidden"
          name="username"
          autoComplete="username"
          aria-hidden
          tabIndex={-1}
          readOnly
          value={me.login ?? ''}
        />
        <label className={css.field}>
          <span>{t('password')}</span>
          <input
            name="password"
            type="password"
            autoComplete="current-password"
            required
            data-focus
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
        <a href={signInAddress()}>{t('endedLeave')}</a>
      </form>
    </Dialog>
  );
}
