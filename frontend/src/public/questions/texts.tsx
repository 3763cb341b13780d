import { useState } from 'react';
import { canScan, useScanning } from '@/fields/controls/scanning';
import { textOf, tooLong, type QuestionKind, type QuestionProps } from './kind';

interface Native {
  type: string;
  inputMode?: 'tel' | 'email' | 'url';
  autoComplete?: string;
}

function line(native: Native, more: Partial<QuestionKind> = {}): QuestionKind {
  function Line({ field, common, value, onChange }: QuestionProps) {
    const autoComplete =
      native.autoComplete ??
      (/company/.test(field.key) ? 'organization' : /name/.test(field.key) ? 'name' : undefined);
    return (
      <input
        {...common}
        {...native}
        autoComplete={autoComplete}
        value={textOf(value)}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  }
  return { Input: Line, fault: tooLong, ...more };
}

export const TEXT = line({ type: 'text' });

/** What cannot be right wherever it is read; the server, which knows more, looks closer. */
const likely =
  (form: RegExp, wrong: 'emailWrong' | 'phoneWrong' | 'urlWrong'): QuestionKind['fault'] =>
  (answer, field, words) => {
    const text = textOf(answer).normalize('NFKC').trim();
    return text !== '' && !form.test(text) ? words[wrong] : tooLong(answer, field, words);
  };
export const EMAIL = line(
  { type: 'email', inputMode: 'email', autoComplete: 'email' },
  { fault: likely(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'emailWrong') },
);
export const PHONE = line(
  { type: 'tel', inputMode: 'tel', autoComplete: 'tel' },
  { fault: likely(/^(?=(\D*\d){5})[^@]+$/, 'phoneWrong') },
);
export const URL_LINE = line(
  { type: 'url', inputMode: 'url', autoComplete: 'url' },
  { fault: likely(/^\S+[.:]\S+$/, 'urlWrong') },
);
export const DATE = line({ type: 'date' });
export const TIME = line({ type: 'time' }, { fromJson: (value) => String(value ?? '').slice(0, 5) });
export const DATETIME = line(
  { type: 'datetime-local' },
  {
    toJson: (answer) =>
      typeof answer === 'string' && !/[Zz+]/.test(answer) ? new Date(answer).toISOString() : answer,
    fromJson: (value) => {
      const moment = new Date(String(value));
      const local = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
      return Number.isNaN(moment.getTime()) ? '' : local.toISOString().slice(0, 16);
    },
  },
);

function LongText({ common, value, onChange }: QuestionProps) {
  return (
    <textarea {...common} rows={4} value={textOf(value)} onChange={(event) => onChange(event.target.value)} />
  );
}
export const LONG_TEXT: QuestionKind = { Input: LongText, fault: tooLong };

const marked = (text: string) =>
  text.replace(/[&<>]/g, (mark) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[mark] ?? mark);

/** A visitor writes plain paragraphs; people of the app see and edit them as any other text with marks. */
export const RICH_TEXT: QuestionKind = {
  ...LONG_TEXT,
  toJson: (answer) =>
    textOf(answer)
      .trim()
      .split(/\n{2,}/)
      .map((part) => `<p>${marked(part).replaceAll('\n', '<br>')}</p>`)
      .join(''),
  fromJson: (value) =>
    new DOMParser()
      .parseFromString(
        String(value ?? '').replace(
          /<br\s*\/?>|<\/(?:p|h2|h3|li|tr|pre)>/gi,
          (mark) => (mark === '</p>' ? '\n\n' : '\n') + mark,
        ),
        'text/html',
      )
      .body.textContent.trim(),
};

/** The text of a barcode or QR code: typed, or read by the camera where the browser can. */
function Scan(props: QuestionProps) {
  const { words, common, onChange } = props;
  const [open, setOpen] = useState(false);
  return (
    <>
      <span className="beside">
        <TEXT.Input {...props} />
        {canScan() ? (
          <button
            className="small"
            type="button"
            disabled={common.disabled}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {words[open ? 'closeCamera' : 'scan']}
          </button>
        ) : null}
      </span>
      {open ? (
        <Camera
          refusal={words.cameraRefused}
          onFound={(text) => {
            setOpen(false);
            onChange(text);
          }}
        />
      ) : null}
    </>
  );
}

function Camera({ refusal, onFound }: { refusal: string; onFound: (text: string) => void }) {
  const { video, refused } = useScanning(onFound);
  return refused ? (
    <p className="error" role="alert">
      {refusal}
    </p>
  ) : (
    <video className="camera" ref={video} muted playsInline />
  );
}
export const SCAN: QuestionKind = { Input: Scan, fault: tooLong };
