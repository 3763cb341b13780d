import { useState } from 'react';
import type { FormEvent } from 'react';
import { api } from '@/api/client';
import { isProblem } from '@/api/problem';
import { sessionOpened } from '@/api/visitor';
import { Button } from '@/ui/Button';
import { useProblemText } from '@/ui/ErrorState';
import css from './session.module.css';
import { words } from './words';

/** What signing in needs besides a name: the password as it is typed, what was answered, and the sending. */
export function useSignIn(onSignedIn: () => unknown) {
  const t = words.use();
  const problemText = useProblemText();
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  const signIn = async (event: FormEvent, login: string | null) => {
    event.preventDefault();
    event.stopPropagation();
    setBusy(true);
    setError(null);
    try {
      await api.post('/session', { login, password }, { signingIn: true });
      sessionOpened();
      await onSignedIn();
    } catch (problem) {
      const refused = isProblem(problem) && [401, 403, 422].includes(problem.status);
      setError(refused ? t('wrong') : problemText(problem));
      setBusy(false);
    }
  };
  return { password, setPassword, busy, error, signIn };
}

/** The password, the answer to it and the button, at the end of every sign-in form. */
export function PasswordPart({
  password,
  setPassword,
  busy,
  error,
  focus = false,
}: Omit<ReturnType<typeof useSignIn>, 'signIn'> & { focus?: boolean }) {
  const t = words.use();
  return (
    <>
      <label className={css.field}>
        <span>{t('password')}</span>
        <input
          name="password"
          type="password"
          autoComplete="current-password"
          required
          data-focus={focus || undefined}
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
    </>
  );
}
