import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { Navigate, useNavigate, useSearchParams } from 'react-router';
import { api } from '@/api/client';
import { isProblem } from '@/api/problem';
import { sessionOpened } from '@/api/visitor';
import type { Language, Made, SetupState } from '@/api/types';
import { setLanguage, useLanguage, useText } from '@/i18n';
import { listed, sentences, statements } from '@/i18n/lists';
import { Button } from '@/ui/Button';
import { ErrorState, useProblemText } from '@/ui/ErrorState';
import { paths } from '@/ui/paths';
import css from './session.module.css';
import { isCurrency, LEAST_PASSWORD, setupFaults } from './setupFaults';
import type { SetupValues } from './setupFaults';
import { words } from './words';

/** Currencies offered by name; any other that there is, is taken too. */
const CURRENCIES = ['CNY', 'USD', 'EUR', 'GBP', 'JPY', 'HKD', 'SGD', 'AUD', 'CAD', 'CHF'];

type DemoAccounts = NonNullable<Made['demo']>;

/** The first run: one administrator, one choice of what to start with. */
export function SetupPage() {
  const t = words.use();
  const text = useText();
  const language = useLanguage();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const problemText = useProblemText();
  const form = useRef<HTMLFormElement>(null);
  const [typed, setTyped] = useState<Omit<SetupValues, 'currency'> & { currency?: string }>(() => ({
    token: search.get('token') ?? '',
    organisation: '',
    name: '',
    login: '',
    password: '',
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  }));
  const [tried, setTried] = useState(false);
  // What was offered stays so: once the workspace is made, the server offers nothing more here.
  const [offered, setOffered] = useState<SetupState | undefined>(undefined);
  const [chosen, setTemplate] = useState<string | null | undefined>(undefined);
  const [demo, setDemo] = useState(true);
  const [busy, setBusy] = useState(false);
  const [made, setMade] = useState(false);
  const [accounts, setAccounts] = useState<DemoAccounts | null>(null);
  const [error, setError] = useState<unknown>(null);
  const setup = useQuery({
    queryKey: ['setup'],
    queryFn: () => api.get<SetupState>('/setup'),
    enabled: !made,
  });
  const state = offered ?? setup.data;
  const templates = state?.templates ?? [];
  const template = chosen === undefined ? (templates[0]?.key ?? null) : chosen;
  const templateName = text(templates.find((one) => one.key === template)?.name);

  const values: SetupValues = { ...typed, currency: typed.currency ?? state?.currency ?? '' };
  const refused = isProblem(error) ? error.byField() : {};
  const toldAtBoxes =
    !made && Object.keys(refused).length > 0 && Object.keys(refused).every((key) => key in values);
  const faults = setupFaults(values);
  const faultOf = (key: keyof SetupValues) => {
    const fault = tried || key === 'currency' ? faults[key] : undefined;
    // Three letters make a currency; before, who types one is not told that it is wrong.
    const early = key === 'currency' && !tried && values.currency.length < 3;
    return (
      (refused[key] && sentences(refused[key])) ??
      (fault && !early ? t(fault, { count: LEAST_PASSWORD }) : undefined)
    );
  };
  const currencyHelp = isCurrency(values.currency)
    ? statements([currencyName(values.currency, language), t('currencyHelp')])
    : t('currencyHelp');

  useEffect(() => {
    document.title = `${t('setupTitle')} · Dougong`;
  }, [t]);
  if (setup.data && !setup.data.needed && !busy && !made) return <Navigate replace to={paths.signIn} />;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const [first] = made ? [] : Object.keys(faults);
    if (first) {
      toBox(first);
      return;
    }
    setBusy(true);
    setTemplate(template);
    setOffered(state);
    setError(null);
    try {
      if (!made) {
        await api.post('/setup', {
          ...values,
          organisation: values.organisation.trim() || null,
          language,
          zone: values.zone.trim(),
        });
        setMade(true);
        sessionOpened();
        client.clear();
      }
      const installed = template ? await api.post<Made>('/apps', { template, demo }) : null;
      if (installed?.demo) setAccounts(installed.demo);
      else await navigate(paths.home, { replace: true });
    } catch (problem) {
      setError(problem);
      if (isProblem(problem)) toBox(Object.keys(problem.byField()).find((key) => key in values));
    } finally {
      setBusy(false);
    }
  };
  const toBox = (name: string | undefined) =>
    requestAnimationFrame(() =>
      form.current?.querySelector<HTMLElement>(`[name="${name ?? ''}"]:enabled`)?.focus(),
    );
  const input = (
    key: keyof SetupValues,
    label: string,
    rest: Record<string, unknown> = {},
    help?: string,
    choices?: ReactNode,
  ) => {
    const fault = faultOf(key);
    return (
      <label className={css.field}>
        <span>{label}</span>
        <input
          name={key}
          required
          value={values[key]}
          disabled={made}
          aria-invalid={fault ? true : undefined}
          onChange={({ target }) => {
            const value = key === 'currency' ? target.value.toUpperCase() : target.value;
            setTyped({ ...typed, [key]: value });
            setError(null);
          }}
          {...rest}
        />
        <Note fault={fault} help={help} />
        {choices}
      </label>
    );
  };

  if (accounts)
    return <DemoPeople accounts={accounts} onDone={() => void navigate(paths.home, { replace: true })} />;
  return (
    <main className={css.page}>
      <div className={`${css.card} ${css.wide}`}>
        <div className={css.brand}>
          <img src="/icon.svg" width={36} height={36} alt="" />
          <div>
            <h1>{t('setupTitle')}</h1>
            <p className="muted">{t('setupText')}</p>
          </div>
        </div>
        <form ref={form} noValidate className={css.form} onSubmit={(event) => void submit(event)}>
          {input('token', t('token'), { autoComplete: 'one-time-code', spellCheck: false }, t('tokenHelp'))}
          {input(
            'organisation',
            t('organisation'),
            { autoComplete: 'organization', required: false, maxLength: 100 },
            t('organisationHelp'),
          )}
          <div className={css.pair}>
            {input('name', t('name'), { autoComplete: 'name' })}
            {input('login', t('login'), { autoComplete: 'username', spellCheck: false, maxLength: 200 })}
          </div>
          <div className={css.pair}>
            {input(
              'password',
              t('password'),
              { type: 'password', autoComplete: 'new-password' },
              t('passwordHelp', { count: LEAST_PASSWORD }),
            )}
            <label className={css.field}>
              <span>{t('language')}</span>
              <select value={language} onChange={(event) => setLanguage(event.target.value as Language)}>
                <option value="zh">中文</option>
                <option value="en">English</option>
              </select>
            </label>
          </div>
          <div className={css.pair}>
            {input(
              'currency',
              t('currency'),
              { list: 'currencies', autoComplete: 'off' },
              currencyHelp,
              <datalist id="currencies">
                {CURRENCIES.map((code) => (
                  <option key={code} value={code} label={currencyName(code, language)} />
                ))}
              </datalist>,
            )}
            {input(
              'zone',
              t('zone'),
              { list: 'zones', autoComplete: 'off' },
              undefined,
              <datalist id="zones">
                {Intl.supportedValuesOf('timeZone').map((each) => (
                  <option key={each} value={each} />
                ))}
              </datalist>,
            )}
          </div>
          <fieldset className={css.choices}>
            <legend>{t('startWith')}</legend>
            {[...templates, null].map((one) => (
              <label key={one?.key ?? ''} className={css.choice}>
                <input
                  type="radio"
                  name="template"
                  checked={template === (one?.key ?? null)}
                  onChange={() => setTemplate(one?.key ?? null)}
                />
                <strong>{one ? text(one.name) : t('blank')}</strong>
                <small>{one ? text(one.summary) : t('blankText')}</small>
              </label>
            ))}
            {template && (
              <label className={css.choice}>
                <input type="checkbox" checked={demo} onChange={(event) => setDemo(event.target.checked)} />
                <strong>{t('demo')}</strong>
                <small>{t('demoText')}</small>
              </label>
            )}
          </fieldset>
          {error !== null && made ? (
            <div className={css.unfinished} role="alert">
              <strong>{t('installFailed', { template: templateName })}</strong>
              <span>{problemText(error)}</span>
              <span>{t('installAgain')}</span>
            </div>
          ) : (
            error !== null && !toldAtBoxes && <ErrorState error={error} />
          )}
          {busy && template && (
            <p className="muted" role="status">
              {t('installing')}
            </p>
          )}
          <Button type="submit" look="primary" busy={busy} className={css.submit}>
            {made && !busy
              ? template
                ? t('installRetry', { template: templateName })
                : t('demoContinue')
              : t('finish')}
          </Button>
          {made && !busy && template && (
            <Button className={css.submit} onClick={() => void navigate(paths.home, { replace: true })}>
              {t('installSkip')}
            </Button>
          )}
        </form>
      </div>
    </main>
  );
}

/** What is wrong with a box, or what to know about it, below the box. */
function Note({ fault, help }: { fault?: string; help?: string }) {
  if (fault)
    return (
      <small className={css.fault} role="alert">
        {fault}
      </small>
    );
  return help ? <small className="muted">{help}</small> : null;
}

function currencyName(code: string, language: Language): string | undefined {
  return new Intl.DisplayNames([language], { type: 'currency' }).of(code);
}

/** Shown once: nobody is told the password of the demo people again. */
function DemoPeople({ accounts, onDone }: { accounts: DemoAccounts; onDone: () => void }) {
  const text = useText();
  const t = words.use();
  return (
    <main className={css.page}>
      <div className={`${css.card} ${css.wide}`}>
        <h1>{t('demoTitle')}</h1>
        <p>{t('demoPassword')}</p>
        <code className={css.secret}>{accounts.password}</code>
        <ul className={css.people}>
          {accounts.people.map((person) => (
            <li key={person.login}>
              <strong>{person.login}</strong>
              <span>{person.name}</span>
              <span className="muted">{listed(person.roles.map((role) => text(role)))}</span>
            </li>
          ))}
        </ul>
        <Button look="primary" className={css.submit} onClick={onDone}>
          {t('demoContinue')}
        </Button>
      </div>
    </main>
  );
}
