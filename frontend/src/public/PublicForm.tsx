import { useCallback, useEffect, useMemo, useRef, useState, type FormEvent } from 'react';
import { tooLong } from './Field';
import { empty, formState, toValues, within, type Evaluate, type FormState } from './linkage';
import { PublicPage, stepsOf } from './PublicPage';
import type { Answers, Language, PublicFormDescription, Text } from './types';
import { say } from './types';
import { WORDS } from './words';

type Stage = 'loading' | 'closed' | 'locked' | 'offline' | 'open' | 'sending' | 'sent';
type Shut = 'not_yet' | 'over' | 'full' | 'answered';
/** A form that is outside its time or full says so, and from or until when. */
type Refusal = { state?: Shut | 'locked' | 'unproven'; opens_at?: string; closes_at?: string };
/** A form that was sent too quickly, or from a page open for long, is sent again with this start after some seconds. */
type Again = { start?: string; retry_after?: number };
type Problem = Refusal & Again & { errors?: { pointer: string; message: string }[]; detail?: string };
type Thanks = { title?: Text; text?: Text; link?: string };

const TRIES = 3;
/** Milliseconds. */
const QUICKEST = 2200;
const query = new URLSearchParams(window.location.search);

function startLanguage(): Language {
  const asked = query.get('lang') ?? navigator.language;
  return asked.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/** The address keeps a chosen language: it is there again after a reload, and goes along when the form is passed on. */
function keepLanguage(language: Language) {
  const address = new URL(window.location.href);
  address.searchParams.set('lang', language);
  window.history.replaceState(null, '', address);
}

/** The page of one public form: load, fill, send, thank. */
export function PublicForm({ token }: { token: string }) {
  const [stage, setStage] = useState<Stage>('loading');
  const [form, setForm] = useState<PublicFormDescription | null>(null);
  const [language, setLanguage] = useState<Language>(startLanguage);
  const [answers, setAnswers] = useState<Answers>({});
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [refusal, setRefusal] = useState<Refusal>({});
  const [message, setMessage] = useState('');
  const [consent, setConsent] = useState(false);
  const [trap, setTrap] = useState('');
  const [thanks, setThanks] = useState<Thanks>({});
  const [evaluate, setEvaluate] = useState<Evaluate | null>(null);
  const start = useRef('');
  const loadedAt = useRef(0);
  const pass = useRef('');
  const [step, setStep] = useState(0);
  const sendKey = useRef(crypto.getRandomValues(new Uint32Array(4)).join('-'));
  const words = WORDS[language];

  const load = useCallback(async () => {
    setStage('loading');
    try {
      const response = await fetch(addressOf(token), {
        headers: { 'x-form-pass': pass.current, 'x-form-visitor': visitor() },
      });
      if (!response.ok) {
        const refused = response.status === 409 ? ((await response.json()) as Refusal) : {};
        if (refused.state === 'locked') return setStage('locked');
        setRefusal(refused);
        return setStage(response.status < 500 ? 'closed' : 'offline');
      }
      const loaded = (await response.json()) as PublicFormDescription;
      const given: Answers = {};
      for (const key of loaded.prefill) {
        const value = query.get(key);
        if (value !== null) given[key] = value;
      }
      setAnswers(given);
      start.current = loaded.start;
      loadedAt.current = performance.now();
      setForm(loaded);
      setStage('open');
      if (loaded.linkage.length > 0) {
        const { evaluate: run } = await import('@/formula');
        setEvaluate(() => run as unknown as Evaluate);
      }
    } catch {
      setStage('offline');
    }
  }, [token]);

  useEffect(() => void load(), [load]);
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    if (form) document.title = say(language, form.name);
  }, [form, language]);

  useEffect(() => tellHeight(), [stage, answers, step, language]);

  const state = useMemo(() => (form ? formState(form, answers, evaluate) : null), [form, answers, evaluate]);

  async function send(event: FormEvent) {
    event.preventDefault();
    if (!form || !state || stage === 'sending') return;
    const steps = stepsOf(form, state);
    const last = step >= steps.length - 1;
    const inStep = new Set((steps[step] ?? []).flatMap((index) => form.sections[index]?.fields ?? []));
    const faults = faultsOf(form, { ...answers, ...state.set }, state, language, last ? null : inStep);
    if (last && form.consent && !consent) faults['consent'] = words.consentNeeded;
    setErrors(faults);
    if (Object.keys(faults).length > 0) return focusFirst(faults, setMessage, faults['form'] ?? words.faults);
    setMessage('');
    if (!last) {
      setStep(step + 1);
      return window.scrollTo(0, 0);
    }
    setStage('sending');
    try {
      // The server takes nothing from who fills a form in less: a fast visitor waits here for the rest of it.
      const early = QUICKEST - (performance.now() - loadedAt.current);
      if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
      await post({
        values: toValues(form, answers, state),
        visitor: visitor(),
        pass: pass.current,
        ...(form.proof ? { altcha: await proof() } : {}),
        consent,
        website: trap,
        source: Object.fromEntries([...query].filter(([key]) => form.source.includes(key))),
      });
    } catch {
      setStage('open');
      setMessage(words.notSent);
    }
  }

  async function proof(): Promise<string> {
    const response = await fetch(`${addressOf(token)}/challenge`);
    if (!response.ok) throw new Error('no puzzle');
    const { solve } = await import('./proof');
    return (await solve((await response.json()) as Parameters<typeof solve>[0])) ?? '';
  }

  async function upload(file: File): Promise<string> {
    const body = new FormData();
    body.append('file', file);
    const response = await fetch(`${addressOf(token)}/files`, {
      method: 'POST',
      headers: { 'x-form-pass': pass.current },
      body,
    });
    if (!response.ok) throw new Error('not kept');
    return ((await response.json()) as { id: string }).id;
  }

  async function unlock(password: string): Promise<string> {
    const response = await fetch(`${addressOf(token)}/open`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ password }),
    });
    if (response.status === 429) return words.tooMany;
    if (!response.ok) return words.wrongPassword;
    pass.current = ((await response.json()) as { pass: string }).pass;
    await load();
    return '';
  }

  async function post(answer: Record<string, unknown>, tries = TRIES): Promise<void> {
    const response = await fetch(addressOf(token), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': sendKey.current },
      body: JSON.stringify({ ...answer, start: start.current }),
    });
    if (response.ok) {
      const told = (await response.json()) as { thanks: Thanks; redirect?: string };
      if (told.redirect) return window.location.assign(told.redirect);
      setThanks(told.thanks);
      setStage('sent');
      window.scrollTo(0, 0);
      return;
    }
    sendKey.current = crypto.getRandomValues(new Uint32Array(4)).join('-');
    const problem = response.status === 429 ? {} : ((await response.json()) as Problem);
    if (problem.start) {
      start.current = problem.start;
      if (tries > 1) {
        await new Promise((resolve) => setTimeout(resolve, (problem.retry_after ?? 1) * 1000));
        return post(answer, tries - 1);
      }
    }
    setStage('open');
    if (response.status === 429) return setMessage(words.tooMany);
    if (problem.start) return setMessage(words.checkAgain);
    if (problem.state === 'unproven') return setMessage(words.checkAgain);
    if (problem.state === 'locked') return setStage('locked');
    if (problem.state) {
      setRefusal(problem);
      return setStage('closed');
    }
    const found = Object.fromEntries(
      (problem.errors ?? []).map((item) => [item.pointer.split('/')[1] ?? '', item.message]),
    );
    setErrors(found);
    if (form && state && Object.keys(found).length > 0) {
      const place = stepsOf(form, state).findIndex((sections) =>
        sections.some((index) => form.sections[index]?.fields.some((key) => key in found)),
      );
      if (place >= 0) setStep(place);
      setTimeout(() => focusFirst(found, setMessage, words.faults));
    } else setMessage(problem.detail || words.notSent);
  }

  function again() {
    sendKey.current = crypto.getRandomValues(new Uint32Array(4)).join('-');
    setErrors({});
    setConsent(false);
    setStep(0);
    void load();
  }

  if (stage === 'loading')
    return (
      <main className="page" aria-busy="true">
        <p className="quiet">{words.loading}</p>
      </main>
    );
  if (stage === 'locked') return <Locked language={language} onOpen={unlock} />;
  if (stage === 'closed' || stage === 'offline' || !form || !state) {
    const closed = stage === 'closed';
    return (
      <main className="page">
        <h1>{closed ? words[`${shutOf(refusal)}Title`] : words.offlineTitle}</h1>
        <p>{closed ? closedText(refusal, language) : words.offlineText}</p>
        {closed ? null : (
          <button className="send" type="button" onClick={() => void load()}>
            {words.again}
          </button>
        )}
      </main>
    );
  }
  if (stage === 'sent') {
    return (
      <main className="page" role="status">
        <h1>{say(language, thanks.title) || words.thanksTitle}</h1>
        <p>{say(language, thanks.text)}</p>
        {thanks.link && /^(https?:)?\//.test(thanks.link) ? (
          <p>
            <a href={thanks.link}>{thanks.link}</a>
          </p>
        ) : null}
        {form.once ? null : (
          <button className="plain" type="button" onClick={again}>
            {words.another}
          </button>
        )}
      </main>
    );
  }
  return (
    <PublicPage
      form={form}
      state={state}
      language={language}
      answers={answers}
      errors={errors}
      message={message}
      sending={stage === 'sending'}
      consent={consent}
      trap={trap}
      step={step}
      onStep={setStep}
      upload={upload}
      onLanguage={(chosen) => {
        keepLanguage(chosen);
        setLanguage(chosen);
      }}
      onAnswer={(key, value) => {
        const next = { ...answers, [key]: value };
        setAnswers(within(next, formState(form, next, evaluate)));
        setErrors((before) => Object.fromEntries(Object.entries(before).filter(([name]) => name !== key)));
      }}
      onConsent={setConsent}
      onTrap={setTrap}
      onSend={(event) => void send(event)}
    />
  );
}

const addressOf = (token: string) => `/api/v1/public/forms/${encodeURIComponent(token)}`;

const shutOf = ({ state }: Refusal): Shut | 'closed' =>
  state === undefined || state === 'locked' || state === 'unproven' ? 'closed' : state;

/** What this browser calls itself to forms that take one answer each; nothing else is known of it. */
function visitor(): string {
  try {
    const kept = localStorage.getItem('dougong.visitor');
    if (kept) return kept;
    const made = crypto.getRandomValues(new Uint32Array(4)).join('-');
    localStorage.setItem('dougong.visitor', made);
    return made;
  } catch {
    return ''; // A browser that keeps nothing.
  }
}

/** In a frame: the page around is told how high the form is, so that nobody scrolls twice. */
function tellHeight(): void {
  if (window.parent !== window)
    window.parent.postMessage({ dougongFormHeight: document.documentElement.scrollHeight }, '*');
}

function Locked({ language, onOpen }: { language: Language; onOpen: (password: string) => Promise<string> }) {
  const words = WORDS[language];
  const [password, setPassword] = useState('');
  const [fault, setFault] = useState('');
  return (
    <main className="page">
      <h1>{words.lockedTitle}</h1>
      <p>{words.lockedText}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void onOpen(password).then(setFault, () => setFault(words.offlineText));
        }}
      >
        <div className={fault ? 'field field-wrong' : 'field'}>
          <label htmlFor="field-password">{words.password}</label>
          <input
            id="field-password"
            type="password"
            autoComplete="off"
            required
            value={password}
            aria-invalid={fault ? true : undefined}
            onChange={(event) => setPassword(event.target.value)}
          />
          {fault ? (
            <p className="error" role="alert">
              {fault}
            </p>
          ) : null}
        </div>
        <button className="send" type="submit">
          {words.unlock}
        </button>
      </form>
    </main>
  );
}

function closedText(refusal: Refusal, language: Language): string {
  const moment = refusal.opens_at ?? refusal.closes_at;
  const shown = moment
    ? new Date(moment).toLocaleString(language === 'zh' ? 'zh-CN' : 'en', {
        dateStyle: 'long',
        timeStyle: 'short',
      })
    : '';
  return WORDS[language][`${shutOf(refusal)}Text`].replace('{moment}', shown);
}

function faultsOf(
  form: PublicFormDescription,
  answers: Answers,
  { hidden, required, oneOf, refused }: FormState,
  language: Language,
  only: ReadonlySet<string> | null,
): Record<string, string> {
  const words = WORDS[language];
  const nameOf = (key: string) => say(language, form.fields.find((field) => field.key === key)?.label);
  const faults: Record<string, string> = {};
  for (const field of form.fields) {
    if (hidden.has(field.key) || (only && !only.has(field.key))) continue;
    const answer = answers[field.key];
    const several = oneOf.get(field.key);
    // Said once, at the first of them.
    if (several?.[0] === field.key)
      faults[field.key] = words.oneNeeded.replace('{fields}', several.map(nameOf).join(words.or));
    else if (!several && required.has(field.key) && empty(answer)) faults[field.key] = words.required;
    const over = tooLong(field, answer, words);
    if (over) faults[field.key] = over;
  }
  for (const { field, text } of refused) {
    const place = field ?? 'form';
    if (!only || only.has(place)) faults[place] = say(language, text);
  }
  return faults;
}

function focusFirst(faults: Record<string, string>, tell: (text: string) => void, text: string) {
  tell(text);
  const inputs = [...document.querySelectorAll<HTMLElement>('[id^="field-"]')];
  inputs.find((element) => Object.keys(faults).some((key) => element.id === `field-${key}`))?.focus();
}
