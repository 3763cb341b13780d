import { useCallback, useEffect, useMemo, useRef, useState, type FormEvent } from 'react';
import { faultsOf, leadTo, toldFaults, unfinished } from './faults';
import { formState, prefilled, toValues, within, type Evaluate } from './linkage';
import { Closed, Loading, Locked, Offline, Thanked, type Thanks } from './Notices';
import { PublicPage, stepsOf } from './PublicPage';
import type { Answer, Answers, Language, PublicFormDescription } from './types';
import { say } from './types';
import { useLook } from './useLook';
import { query, randomKey, Visit, type Problem, type Refusal } from './visit';
import { WORDS } from './words';

type Stage = 'loading' | 'closed' | 'locked' | 'offline' | 'open' | 'sending' | 'sent';

const TRIES = 3;
/** Milliseconds. */
const QUICKEST = 2200;

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
  const [marked, setMarked] = useState<Record<string, string>>({});
  const [refusal, setRefusal] = useState<Refusal>({});
  const [message, setMessage] = useState('');
  const [consent, setConsent] = useState(false);
  const [trap, setTrap] = useState('');
  const [thanks, setThanks] = useState<Thanks>({});
  const [evaluate, setEvaluate] = useState<Evaluate | null>(null);
  const [step, setStep] = useState(0);
  const start = useRef('');
  const loadedAt = useRef(0);
  const sendKey = useRef(randomKey());
  const spoken = useRef(language);
  const visit = useMemo(() => new Visit(token, () => spoken.current), [token]);
  const words = WORDS[language];

  const load = useCallback(async () => {
    setStage('loading');
    try {
      const told = await visit.load();
      if (!('form' in told)) {
        setRefusal(told.refused);
        return setStage(told.refused.state === 'locked' ? 'locked' : told.failed ? 'offline' : 'closed');
      }
      const loaded = told.form;
      setAnswers(prefilled(loaded, query));
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
  }, [visit]);

  useEffect(() => void load(), [load]);
  useEffect(() => {
    spoken.current = language;
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    if (form) document.title = say(language, form.name);
  }, [form, language]);
  useEffect(tellHeight, []);
  useEffect(() => leadTo(marked), [marked]);

  const { look, find, pick } = useLook(visit, form, answers, (filled) =>
    setAnswers((before) => ({ ...before, ...filled })),
  );
  const state = useMemo(
    () => (form ? formState(form, answers, evaluate, look) : null),
    [form, answers, evaluate, look],
  );

  if (stage === 'loading') return <Loading language={language} />;
  if (stage === 'locked') return <Locked language={language} onOpen={unlock} />;
  if (stage === 'closed') return <Closed refusal={refusal} language={language} />;
  if (stage === 'offline' || !form || !state)
    return <Offline language={language} onAgain={() => void load()} />;
  if (stage === 'sent')
    return <Thanked thanks={thanks} language={language} onAgain={form.once ? undefined : again} />;

  const shown = form;
  const now = state;

  async function unlock(password: string): Promise<string> {
    const opened = await visit.unlock(password);
    if (opened !== 'open') return opened === 'often' ? words.tooMany : words.wrongPassword;
    await load();
    return '';
  }

  function again() {
    sendKey.current = randomKey();
    setErrors({});
    setMessage('');
    setConsent(false);
    setStep(0);
    void load();
  }

  function answer(key: string, value: Answer) {
    const next = { ...answers, [key]: value };
    if (shown.fields.find((field) => field.key === key)?.choice) pick(key);
    setAnswers(within(next, formState(shown, next, evaluate, look)));
    const left = Object.fromEntries(Object.entries(errors).filter(([name]) => name !== key));
    setErrors(left);
    if (Object.keys(left).length === 0) setMessage('');
  }

  async function send(event: FormEvent) {
    event.preventDefault();
    if (stage === 'sending') return;
    const steps = stepsOf(shown, now);
    const last = step >= steps.length - 1;
    const inStep = new Set((steps[step] ?? []).flatMap((index) => shown.sections[index]?.fields ?? []));
    const faults = {
      ...faultsOf(shown, { ...answers, ...now.set }, now, language, last ? null : inStep),
      ...unfinished(document, language),
    };
    if (last && shown.consent && !consent) faults['consent'] = words.consentNeeded;
    setErrors(faults);
    if (Object.keys(faults).length > 0) return mark(faults, faults['form'] ?? words.faults);
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
        values: toValues(shown, answers, now),
        ...(shown.proof ? { altcha: await visit.proof() } : {}),
        consent,
        website: trap,
      });
    } catch {
      setStage('open');
      setMessage(words.notSent);
    }
  }

  async function post(body: Record<string, unknown>, tries = TRIES): Promise<void> {
    const response = await visit.send({ ...body, start: start.current }, shown.source, sendKey.current);
    if (response.ok) {
      const told = (await response.json()) as { thanks: Thanks; redirect?: string };
      if (told.redirect) return window.location.assign(told.redirect);
      setThanks(told.thanks);
      setStage('sent');
      window.scrollTo(0, 0);
      return;
    }
    sendKey.current = randomKey();
    const problem = response.status === 429 ? {} : ((await response.json()) as Problem);
    if (problem.start) {
      start.current = problem.start;
      if (tries > 1) {
        await new Promise((resolve) => setTimeout(resolve, (problem.retry_after ?? 1) * 1000));
        return post(body, tries - 1);
      }
    }
    setStage('open');
    if (response.status === 429) return setMessage(words.tooMany);
    if (problem.start || problem.state === 'unproven') return setMessage(words.checkAgain);
    if (problem.state) {
      setRefusal(problem);
      return setStage(problem.state === 'locked' ? 'locked' : 'closed');
    }
    refuse(problem);
  }

  /** Shows what the server refused: at its questions, on the step where the first of them stands. */
  function refuse(problem: Problem) {
    const known = new Set([...shown.fields.map(({ key }) => key), 'consent']);
    const { placed, rest } = toldFaults(problem.errors ?? [], known);
    setErrors(placed);
    const place = stepsOf(shown, now).findIndex((sections) =>
      sections.some((index) => shown.sections[index]?.fields.some((key) => key in placed)),
    );
    if (place >= 0) setStep(place);
    const told = Object.keys(placed).length > 0 ? words.faults : problem.detail || words.notSent;
    mark(placed, rest || told);
  }

  function mark(faults: Record<string, string>, text: string) {
    setMessage(text);
    setMarked({ ...faults });
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
      proving={form.proof}
      consent={consent}
      trap={trap}
      step={step}
      onStep={setStep}
      upload={(file) => visit.upload(file)}
      find={find}
      onLanguage={(chosen) => {
        keepLanguage(chosen);
        setLanguage(chosen);
      }}
      onAnswer={answer}
      onConsent={setConsent}
      onTrap={setTrap}
      onSend={(event) => void send(event)}
    />
  );
}

/** In a frame: the page around is told how high the form is, so that nobody scrolls twice. */
function tellHeight(): (() => void) | undefined {
  if (window.parent === window) return undefined;
  document.documentElement.dataset.framed = '';
  const tell = () =>
    window.parent.postMessage({ dougongFormHeight: Math.ceil(document.body.scrollHeight) }, '*');
  const watching = new ResizeObserver(tell);
  watching.observe(document.body);
  return () => watching.disconnect();
}
