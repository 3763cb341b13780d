import type { Me } from '@/api/types';
import { Dialog } from '@/ui/Dialog';
import { paths } from '@/ui/paths';
import { PasswordPart, useSignIn } from './PasswordPart';
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
  const { signIn, ...form } = useSignIn(onSignedIn);
  return (
    // It stays until it is answered: closing it would lose what waits for it.
    <Dialog title={t('endedTitle')} onClose={() => undefined} locked>
      <form className={css.form} onSubmit={(event) => void signIn(event, me.login ?? null)}>
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
        <PasswordPart {...form} focus />
        <a href={signInAddress()}>{t('endedLeave')}</a>
      </form>
    </Dialog>
  );
}
