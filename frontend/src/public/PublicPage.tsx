import type { FormEvent } from 'react';
import { Field } from './Field';
import type { FormState } from './linkage';
import type { Answer, Answers, Language, PublicFormDescription } from './types';
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
  consent: boolean;
  /** What stands in the field that no person sees. */
  trap: string;
  onLanguage: (language: Language) => void;
  onAnswer: (key: string, value: Answer) => void;
  onConsent: (given: boolean) => void;
  onTrap: (value: string) => void;
  onSend: (event: FormEvent) => void;
}

/** The questions of a public form as a visitor sees them; also how the builder shows them beforehand. */
export function PublicPage({ form, state, language, answers, errors, ...page }: PublicPageProps) {
  const words = WORDS[language];
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
        {form.sections.map((section, index) => {
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
                    field={field}
                    language={language}
                    required={state.required.has(key) && !state.oneOf.has(key)}
                    oneOf={state.oneOf.has(key)}
                    value={answers[key]}
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
        {form.consent ? (
          <div className={errors['consent'] ? 'field field-wrong' : 'field'}>
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
          {page.message ? (
            <p className="error" role="alert">
              {page.message}
            </p>
          ) : null}
          <button className="send" type="submit" disabled={page.sending}>
            {page.sending ? words.sending : words.send}
          </button>
        </div>
      </form>
    </main>
  );
}
