import type { FormEvent } from 'react';
import { Field } from './Field';
import { choicesOf, type FormState } from './linkage';
import type { Answer, Answers, Language, PublicChoice, PublicFormDescription } from './types';
import { say } from './types';
import { WORDS } from './words';

export interface PublicPageProps {
  form: PublicFormDescription;
  state: FormState;
  language: Language;
  answers: Answers;
  errors: Record<string, string>;
  message: string;
  sending: boolean;
  /** Whether sending takes a moment because the browser proves its work first. */
  proving?: boolean;
  consent: boolean;
  /** What stands in the field that no person sees. */
  trap: string;
  /** Which step is shown, of a form that has some. */
  step?: number;
  onStep?: (step: number) => void;
  upload?: (file: File) => Promise<string>;
  /** Looks for records by their name in a question. */
  find?: (key: string, text: string) => Promise<readonly PublicChoice[]>;
  onLanguage: (language: Language) => void;
  onAnswer: (key: string, value: Answer) => void;
  onConsent: (given: boolean) => void;
  onTrap: (value: string) => void;
  onSend: (event: FormEvent) => void;
}

/** The questions of a public form as a visitor sees them; also how the builder shows them beforehand. */
export function PublicPage({ form, state, language, answers, errors, ...page }: PublicPageProps) {
  const words = WORDS[language];
  const steps = stepsOf(form, state);
  const at = Math.min(page.step ?? 0, steps.length - 1);
  const last = at >= steps.length - 1;
  const said = (remarks: FormState['warned'], key: string | null) =>
    remarks
      .filter(({ field }) => field === key)
      .map(({ text }) => say(language, text))
      .join(' ');
  return (
    <main className="page">
      <header>
        <span className="organisation">{form.organisation}</span>
        <button
          className="plain"
          type="button"
          onClick={() => page.onLanguage(language === 'zh' ? 'en' : 'zh')}
        >
          {language === 'zh' ? 'English' : '中文'}
        </button>
      </header>
      <h1>{say(language, form.name)}</h1>
      {form.description ? <p className="quiet">{say(language, form.description)}</p> : null}
      <form noValidate onSubmit={page.onSend}>
        {steps.length > 1 ? (
          <div className="steps">
            <progress
              value={at + 1}
              max={steps.length}
              aria-label={words.step.replace('{at}', String(at + 1)).replace('{count}', String(steps.length))}
            />
            <p className="quiet">
              {words.step.replace('{at}', String(at + 1)).replace('{count}', String(steps.length))}
            </p>
          </div>
        ) : null}
        {form.sections.map((section, index) => {
          if (steps.length > 1 && !steps[at]?.includes(index)) return null;
          const shown = section.fields.filter((key) => !state.hidden.has(key));
          if (shown.length === 0) return null;
          return (
            <section key={index}>
              {section.title && form.sections.length > 1 ? <h2>{say(language, section.title)}</h2> : null}
              {shown.map((key) => {
                const field = form.fields.find((one) => one.key === key);
                if (!field) return null;
                return (
                  <Field
                    key={key}
                    field={{ ...field, options: choicesOf(field, state) }}
                    language={language}
                    locked={state.locked.has(key)}
                    warning={said(state.warned, key)}
                    upload={page.upload}
                    choices={state.choices[key] ?? []}
                    find={page.find && ((text) => page.find?.(key, text) ?? Promise.resolve([]))}
                    required={state.required.has(key) && !state.oneOf.has(key)}
                    oneOf={state.oneOf.has(key)}
                    value={state.set[key] ?? answers[key]}
                    error={errors[key]}
                    onChange={(value) => page.onAnswer(key, value)}
                  />
                );
              })}
            </section>
          );
        })}
        <div className="trap" aria-hidden="true">
          <label htmlFor="website">Website</label>
          <input
            id="website"
            name="website"
            tabIndex={-1}
            autoComplete="off"
            value={page.trap}
            onChange={(event) => page.onTrap(event.target.value)}
          />
        </div>
        {form.consent && last ? (
          <div className={errors['consent'] ? 'field field-wrong' : 'field'} data-field="consent">
            <label className="tick" htmlFor="field-consent">
              <input
                id="field-consent"
                type="checkbox"
                checked={page.consent}
                aria-invalid={errors['consent'] ? true : undefined}
                onChange={(event) => page.onConsent(event.target.checked)}
              />
              <span>{say(language, form.consent)}</span>
            </label>
            {errors['consent'] ? (
              <p className="error" role="alert">
                {errors['consent']}
              </p>
            ) : null}
          </div>
        ) : null}
        <div className="bar">
          {said(state.warned, null) ? (
            <p className="warning" role="status">
              {said(state.warned, null)}
            </p>
          ) : null}
          {page.message ? (
            <p className="error" role="alert">
              {page.message}
            </p>
          ) : null}
          <div className="actions">
            {at > 0 ? (
              <button className="plain" type="button" onClick={() => page.onStep?.(at - 1)}>
                {words.back}
              </button>
            ) : null}
            <button className="send" type="submit" disabled={page.sending}>
              {page.sending ? (page.proving ? words.proving : words.sending) : last ? words.send : words.next}
            </button>
          </div>
        </div>
      </form>
    </main>
  );
}

/** The steps of a form that have something to show, each as the places of its sections; a form without is one. */
export function stepsOf(form: PublicFormDescription, state: Pick<FormState, 'hidden'>): number[][] {
  const found = new Map<number, number[]>();
  let step = 0;
  form.sections.forEach((section, index) => {
    step = section.step ?? step;
    if (section.fields.some((key) => !state.hidden.has(key)))
      found.set(step, [...(found.get(step) ?? []), index]);
  });
  return [...found.entries()].sort(([one], [other]) => one - other).map(([, sections]) => sections);
}
