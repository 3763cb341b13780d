import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { FormEvent } from 'react';
import { Navigate, useNavigate, useSearchParams } from 'react-router';
import { api } from '@/api/client';
import { isProblem } from '@/api/problem';
import type { Language, Made, SetupState } from '@/api/types';
import { setLanguage, useLanguage, useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { ErrorState } from '@/ui/ErrorState';
import { paths } from '@/ui/paths';
import css from './session.module.css';
import { words } from './words';

/** Currencies offered by name; any other that there is, is taken too. */
const CURRENCIES = ['CNY', 'USD', 'EUR', 'GBP', 'JPY', 'HKD', 'SGD', 'AUD', 'CAD', 'CHF'];

const KNOWN = new Set(Intl.supportedValuesOf('currency'));

type DemoAccounts = NonNullable<Made['demo']>;

/** The first run: one administrator, one choice of what to start with. */
export function SetupPage() {
  const t = words.use();
  const text = useText();
  const language = useLanguage();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const [values, setValues] = useState({
    token: search.get('token') ?? '',
    organisation: '',
    name: '',
    login: '',
    password: '',
  });
  const [currency, setCurrency] = useState<string | undefined>(undefined);
  const [zone, setZone] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [chosen, setTemplate] = useState<string | null | undefined>(undefined);
  const [demo, setDemo] = useState(true);
  const [busy, setBusy] = useState(false);
  const [made, setMade] = useState(false);
  const [accounts, setAccounts] = useState<DemoAccounts | null>(null);
  const [error, setError] = useState<unknown>(null);
  const refused = isProblem(error) ? error.byField() : {};
  const toldAtBoxes =
    Object.keys(refused).length > 0 &&
    Object.keys(refused).every((key) => key in values || key === 'currency' || key === 'zone');
  const setup = useQuery({ queryKey: ['setup'], queryFn: () => api.get<SetupState>('/setup') });
  const templates = setup.data?.templates ?? [];
  const template = chosen === undefined ? (templates[0]?.key ?? null) : chosen;

  const chosenCurrency = currency ?? setup.data?.currency ?? '';
  const isCurrency = KNOWN.has(chosenCurrency);
  const currencyFault =
    refused.currency?.join(' ') ??
    (isCurrency || chosenCurrency.length < 3 ? undefined : t('currencyUnknown'));
  const currencyHelp = isCurrency
    ? `${currencyName(chosenCurrency, language)}. ${t('currencyHelp')}`
    : t('currencyHelp');

  useEffect(() => {
    document.title = `${t('setupTitle')} · Dougong`;
  }, [t]);
  if (setup.data && !setup.data.needed && !busy && !made) return <Navigate replace to={paths.signIn} />;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setTemplate(template);
    setError(null);
    try {
      if (!made)
        await api.post('/setup', {
          ...values,
          organisation: values.organisation.trim() || null,
          language,
          zone,
          currency,
        });
      setMade(true);
      client.clear();
      const installed = template ? await api.post<Made>('/apps', { template, demo }) : null;
      if (installed?.demo) setAccounts(installed.demo);
      else await navigate(paths.home, { replace: true });
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  const input = (
    key: keyof typeof values,
    label: string,
    rest: Record<string, unknown> = {},
    help?: string,
  ) => (
    <label className={css.field}>
      <span>{label}</span>
      <input
        name={key}
        required
        value={values[key]}
        disabled={made}
        aria-invalid={refused[key] ? true : undefined}
        onChange={(event) => {
          setValues({ ...values, [key]: event.target.value });
          setError(null);
        }}
        {...rest}
      />
      <Note fault={refused[key]?.join(' ')} help={help} />
    </label>
  );

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
        <form className={css.form} onSubmit={(event) => void submit(event)}>
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
              { type: 'password', autoComplete: 'new-password', minLength: 10 },
              t('passwordHelp'),
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
            <label className={css.field}>
              <span>{t('currency')}</span>
              <input
                name="currency"
                list="currencies"
                required
                autoComplete="off"
                aria-invalid={currencyFault ? true : undefined}
                ref={(box) => box?.setCustomValidity(isCurrency ? '' : t('currencyUnknown'))}
                value={chosenCurrency}
                disabled={made}
                onChange={(event) => {
                  setCurrency(event.target.value.toUpperCase());
                  setError(null);
                }}
              />
              <datalist id="currencies">
                {CURRENCIES.map((code) => (
                  <option key={code} value={code} label={currencyName(code, language)} />
                ))}
              </datalist>
              <Note fault={currencyFault} help={currencyHelp} />
            </label>
            <label className={css.field}>
              <span>{t('zone')}</span>
              <input
                name="zone"
                list="zones"
                required
                autoComplete="off"
                value={zone}
                disabled={made}
                onChange={(event) => {
                  setZone(event.target.value);
                  setError(null);
                }}
              />
              <Note fault={refused.zone?.join(' ')} />
              <datalist id="zones">
                {Intl.supportedValuesOf('timeZone').map((each) => (
                  <option key={each} value={each} />
                ))}
              </datalist>
            </label>
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
          {error !== null && !toldAtBoxes && <ErrorState error={error} />}
          {busy && template && (
            <p className="muted" role="status">
              {t('installing')}
            </p>
          )}
          <Button type="submit" look="primary" busy={busy} className={css.submit}>
            {t('finish')}
          </Button>
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
              <span className="muted">{person.roles.map((role) => text(role)).join(', ')}</span>
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
