import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { Language, Text } from './types';
import { say } from './types';
import type { Refusal, Shut } from './visit';
import { WORDS } from './words';

export interface Thanks {
  title?: Text;
  text?: Text;
  link?: string;
}

/** What stands in the place of a form: one heading, one sentence, and what can be done. */
function Notice({ title, good = false, children }: { title: string; good?: boolean; children?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  // The button that was pressed is gone with its form: the heading is read out in its place.
  useEffect(() => {
    if (good) heading.current?.focus();
  }, [good]);
  return (
    <main className="page notice">
      {good ? (
        <svg className="done" viewBox="0 0 48 48" aria-hidden="true">
          <circle cx="24" cy="24" r="22" />
          <path d="M14 25l7 7 13-15" />
        </svg>
      ) : null}
      <h1 ref={heading} tabIndex={good ? -1 : undefined}>
        {title}
      </h1>
      {children}
    </main>
  );
}

export function Loading({ language }: { language: Language }) {
  return (
    <main className="page" aria-busy="true">
      <p className="quiet">{WORDS[language].loading}</p>
    </main>
  );
}

const shutOf = ({ state }: Refusal): Shut | 'closed' =>
  state === undefined || state === 'locked' || state === 'unproven' ? 'closed' : state;

/** The form takes no answer, and why. */
export function Closed({ refusal, language }: { refusal: Refusal; language: Language }) {
  const words = WORDS[language];
  const moment = refusal.opens_at ?? refusal.closes_at;
  const shown = moment
    ? new Date(moment).toLocaleString(language === 'zh' ? 'zh-CN' : 'en', {
        dateStyle: 'long',
        timeStyle: 'short',
      })
    : '';
  const shut = shutOf(refusal);
  return (
    <Notice title={words[`${shut}Title`]}>
      <p>{words[`${shut}Text`].replace('{moment}', shown)}</p>
    </Notice>
  );
}

export function Offline({ language, onAgain }: { language: Language; onAgain: () => void }) {
  const words = WORDS[language];
  return (
    <Notice title={words.offlineTitle}>
      <p>{words.offlineText}</p>
      <button className="send" type="button" onClick={onAgain}>
        {words.again}
      </button>
    </Notice>
  );
}

/** What is said after an answer. */
export function Thanked({
  thanks,
  language,
  onAgain,
}: {
  thanks: Thanks;
  language: Language;
  onAgain?: () => void;
}) {
  const words = WORDS[language];
  const text = say(language, thanks.text);
  const safe = thanks.link && /^(https?:\/\/|\/(?![/\\]))/.test(thanks.link) ? thanks.link : '';
  return (
    <Notice title={say(language, thanks.title) || words.thanksTitle} good>
      {text ? <p>{text}</p> : null}
      {safe ? (
        <p>
          <a href={safe}>{safe}</a>
        </p>
      ) : null}
      {onAgain ? (
        <button className="plain" type="button" onClick={onAgain}>
          {words.another}
        </button>
      ) : null}
    </Notice>
  );
}

/** Asks for the password of a link; `onOpen` says what was wrong. */
export function Locked({
  language,
  onOpen,
}: {
  language: Language;
  onOpen: (password: string) => Promise<string>;
}) {
  const words = WORDS[language];
  const [password, setPassword] = useState('');
  const [fault, setFault] = useState('');
  return (
    <Notice title={words.lockedTitle}>
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
            aria-describedby={fault ? 'field-password-error' : undefined}
            onChange={(event) => setPassword(event.target.value)}
          />
          {fault ? (
            <p className="error" id="field-password-error" role="alert">
              {fault}
            </p>
          ) : null}
        </div>
        <button className="send" type="submit">
          {words.unlock}
        </button>
      </form>
    </Notice>
  );
}
