import { useCallback, useEffect, useMemo, useRef, useState, type FormEvent } from 'react';
import { tooLong } from './Field';
import { empty, formState, toValues, type Evaluate, type FormState } from './linkage';
import { PublicPage } from './PublicPage';
import type { Answers, Language, PublicFormDescription, Text } from './types';
import { say } from './types';
import { WORDS } from './words';

type Stage = 'loading' | 'closed' | 'offline' | 'open' | 'sending' | 'sent';
type Shut = 'not_yet' | 'over' | 'full';
/** A form that is outside its time or full says so, and from or until when. */
type Refusal = { state?: Shut; opens_at?: string; closes_at?: string };
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
  const sendKey = useRef(crypto.getRandomValues(new Uint32Array(4)).join('-'));
  const words = WORDS[language];

  const load = useCallback(async () => {
    setStage('loading');
    try {
      const response = await fetch(`/api/v1/public/forms/${encodeURIComponent(token)}`);
      if (!response.ok) {
        setRefusal(response.status === 409 ? ((await response.json()) as Refusal) : {});
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

  const state = useMemo(() => (form ? formState(form, answers, evaluate) : null), [form, answers, evaluate]);

  async function send(event: FormEvent) {
    event.preventDefault();
    if (!form || !state || stage === 'sending') return;
    const faults = faultsOf(form, answers, state, language);
    if (form.consent && !consent) faults['consent'] = words.consentNeeded;
    setErrors(faults);
    if (Object.keys(faults).length > 0) return focusFirst(faults, setMessage, words.faults);
    setMessage('');
    setStage('sending');
    try {
      // The server takes nothing from who fills a form in less: a fast visitor waits here for the rest of it.
      const early = QUICKEST - (performance.now() - loadedAt.current);
      if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
      await post({
        values: toValues(form, answers, state.hidden),
        consent,
        website: trap,
        source: Object.fromEntries([...query].filter(([key]) => form.source.includes(key))),
      });
    } catch {
      setStage('open');
      setMessage(words.notSent);
    }
  }

  async function post(answer: Record<string, unknown>, tries = TRIES): Promise<void> {
    const response = await fetch(`/api/v1/public/forms/${encodeURIComponent(token)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': sendKey.current },
      body: JSON.stringify({ ...answer, start: start.current }),
    });
    if (response.ok) {
      setThanks(((await response.json()) as { thanks: Thanks }).thanks);
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
    if (problem.state) {
      setRefusal(problem);
      return setStage('closed');
    }
    const found = Object.fromEntries(
      (problem.errors ?? []).map((item) => [item.pointer.split('/')[1] ?? '', item.message]),
    );
    setErrors(found);
    if (Object.keys(found).length > 0) focusFirst(found, setMessage, words.faults);
    else setMessage(problem.detail || words.notSent);
  }

  function again() {
    sendKey.current = crypto.getRandomValues(new Uint32Array(4)).join('-');
    setErrors({});
    setConsent(false);
    void load();
  }

  if (stage === 'loading')
    return (
      <main className="page" aria-busy="true">
        <p className="quiet">{words.loading}</p>
      </main>
    );
  if (stage === 'closed' || stage === 'offline' || !form || !state) {
    const closed = stage === 'closed';
    return (
      <main className="page">
        <h1>{closed ? words[`${refusal.state ?? 'closed'}Title`] : words.offlineTitle}</h1>
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
        <button className="plain" type="button" onClick={again}>
          {words.another}
        </button>
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
      onLanguage={(chosen) => {
        keepLanguage(chosen);
        setLanguage(chosen);
      }}
      onAnswer={(key, value) => setAnswers((before) => ({ ...before, [key]: value }))}
      onConsent={setConsent}
      onTrap={setTrap}
      onSend={(event) => void send(event)}
    />
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
  return WORDS[language][`${refusal.state ?? 'closed'}Text`].replace('{moment}', shown);
}

function faultsOf(
  form: PublicFormDescription,
  answers: Answers,
  { hidden, required, oneOf }: FormState,
  language: Language,
): Record<string, string> {
  const words = WORDS[language];
  const nameOf = (key: string) => say(language, form.fields.find((field) => field.key === key)?.label);
  const faults: Record<string, string> = {};
  for (const field of form.fields) {
    if (hidden.has(field.key)) continue;
    const answer = answers[field.key];
    const several = oneOf.get(field.key);
    // Said once, at the first of them.
    if (several?.[0] === field.key)
      faults[field.key] = words.oneNeeded.replace('{fields}', several.map(nameOf).join(words.or));
    else if (!several && required.has(field.key) && empty(answer)) faults[field.key] = words.required;
    const over = tooLong(field, answer, words);
    if (over) faults[field.key] = over;
  }
  return faults;
}

function focusFirst(faults: Record<string, string>, tell: (text: string) => void, text: string) {
  tell(text);
  const inputs = [...document.querySelectorAll<HTMLElement>('[id^="field-"]')];
  inputs.find((element) => Object.keys(faults).some((key) => element.id === `field-${key}`))?.focus();
}
