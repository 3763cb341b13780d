import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/api/client';
import { isProblem } from '@/api/problem';
import { useMe } from '@/api/queries';
import type { Language, OpenSession } from '@/api/types';
import { setLanguage, useLanguage } from '@/i18n';
import { sentences } from '@/i18n/lists';
import { common } from '@/i18n/words';
import { Button, CardsSkeleton, ErrorState, PageHeader, PageSkeleton, RelativeTime, toast } from '@/ui';
import { FieldStack, TextField } from '@/ui/Inputs';
import css from '../people.module.css';
import { deviceOf } from './device';
import { Away } from './Away';
import { Tokens } from './Tokens';
import { accountWords } from './words';

/** One's own language, password, open sessions and API tokens. */
export function AccountPage() {
  const shared = common.use();
  const me = useMe().data;
  if (!me) return <PageSkeleton />;
  return (
    <div className={css.page}>
      <PageHeader title={shared('me')} count={me.person.login} />
      <div className={css.scroll}>
        <div className={css.sections}>
          <LanguageChoice />
          <Away />
          <Password />
          <Sessions />
          <Tokens administrator={me.person.administrator} />
        </div>
      </div>
    </div>
  );
}

const languages: { key: Language; label: string }[] = [
  { key: 'zh', label: '中文' },
  { key: 'en', label: 'English' },
];

function LanguageChoice() {
  const t = accountWords.use();
  const client = useQueryClient();
  const language = useLanguage();
  const choose = (next: Language) => {
    setLanguage(next);
    // Texts made by the server come in the language of the account.
    void api.patch('/me', { language: next }).then(() => client.invalidateQueries());
  };
  return (
    <section className={css.section} aria-labelledby="account-language">
      <div className={css.sectionHead}>
        <h2 id="account-language">{t('language')}</h2>
      </div>
      <p className="muted">{t('languageText')}</p>
      <div role="radiogroup" aria-labelledby="account-language" style={{ display: 'flex', gap: 16 }}>
        {languages.map(({ key, label }) => (
          <label key={key} lang={key}>
            <input type="radio" name="language" checked={key === language} onChange={() => choose(key)} />{' '}
            {label}
          </label>
        ))}
      </div>
    </section>
  );
}

function Password() {
  const t = accountWords.use();
  const [present, setPresent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const different = again !== '' && again !== next;
  const change = async () => {
    if (!present || !next || again !== next || busy) return;
    setBusy(true);
    setError(null);
    try {
      await api.post('/me/password', { present, new: next });
      setPresent('');
      setNext('');
      setAgain('');
      toast(t('changed'));
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  const refused = isProblem(error) ? error.byField() : {};
  const placed = Boolean(refused.present ?? refused.new);
  return (
    <section className={css.section} aria-labelledby="account-password">
      <div className={css.sectionHead}>
        <h2 id="account-password">{t('password')}</h2>
      </div>
      <div className={css.narrow}>
        <FieldStack onSubmit={() => void change()}>
          <TextField
            label={t('present')}
            type="password"
            autoComplete="current-password"
            value={present}
            onChange={setPresent}
            error={refused.present && sentences(refused.present)}
          />
          <TextField
            label={t('next')}
            type="password"
            autoComplete="new-password"
            value={next}
            onChange={setNext}
            help={t('passwordHelp')}
            error={refused.new && sentences(refused.new)}
          />
          <TextField
            label={t('again')}
            type="password"
            autoComplete="new-password"
            value={again}
            onChange={setAgain}
            error={different ? t('different') : undefined}
          />
          {error !== null && !placed && <ErrorState error={error} />}
          <div>
            <Button type="submit" look="primary" busy={busy} disabled={!present || !next || again !== next}>
              {t('change')}
            </Button>
          </div>
        </FieldStack>
      </div>
    </section>
  );
}

function Sessions() {
  const t = accountWords.use();
  const { data, error, refetch } = useQuery({
    queryKey: ['sessions'],
    queryFn: ({ signal }) => api.get<{ items: OpenSession[] }>('/sessions', { signal }),
  });
  return (
    <section className={css.section} aria-labelledby="account-sessions">
      <div className={css.sectionHead}>
        <h2 id="account-sessions">{t('sessions')}</h2>
      </div>
      <p className="muted">{t('sessionsText')}</p>
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <CardsSkeleton cards={1} />
      ) : (
        <ul className={css.rows}>
          {data.items.map((session, index) => (
            <li key={index} className={css.row}>
              <span title={session.agent}>{deviceOf(session.agent) || t('unknownDevice')}</span>
              <span className="muted caption">
                {t('signedIn')} <RelativeTime value={session.created_at} />
              </span>
              <span className="muted caption">
                {t('seen')} <RelativeTime value={session.seen_at ?? session.created_at} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
