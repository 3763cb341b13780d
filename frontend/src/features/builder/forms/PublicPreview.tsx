import { useEffect, useMemo, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import type { ReactNode } from 'react';
import type { Language, PublicFormDescription } from '@/api/types';
import { evaluate } from '@/formula';
import { formState, type Evaluate } from '@/public/linkage';
import { PublicPage } from '@/public/PublicPage';
import pageCss from '@/public/form.css?inline';
import type { Answers } from '@/public/types';

/** The page speaks of every heading and input; in a tree of its own it leaves those of the builder alone. */
const sheet = new CSSStyleSheet();
sheet.replaceSync(`${pageCss}
  :host { display: block; font: 16px/1.5 var(--font); color: var(--text); }
  .page { min-height: 0; }
  .bar { position: static; }`);

/** A public form as a visitor will see it, drawn by the same code; nothing is sent. */
export function PublicPreview({
  form,
  language,
  onLanguage,
}: {
  form: PublicFormDescription;
  language: Language;
  onLanguage: (language: Language) => void;
}) {
  const [answers, setAnswers] = useState<Answers>({});
  const [consent, setConsent] = useState(false);
  const state = useMemo(() => formState(form, answers, evaluate as unknown as Evaluate), [form, answers]);
  return (
    <Apart>
      <PublicPage
        form={form}
        state={state}
        language={language}
        answers={answers}
        errors={{}}
        message=""
        sending={false}
        consent={consent}
        trap=""
        onLanguage={onLanguage}
        onAnswer={(key, value) => setAnswers((before) => ({ ...before, [key]: value }))}
        onConsent={setConsent}
        onTrap={() => undefined}
        onSend={(event) => event.preventDefault()}
      />
    </Apart>
  );
}

function Apart({ children }: { children: ReactNode }) {
  const host = useRef<HTMLDivElement>(null);
  const [root, setRoot] = useState<ShadowRoot | null>(null);
  useEffect(() => {
    if (!host.current) return;
    const made = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' });
    made.adoptedStyleSheets = [sheet];
    setRoot(made);
  }, []);
  return <div ref={host}>{root && createPortal(children, root)}</div>;
}
