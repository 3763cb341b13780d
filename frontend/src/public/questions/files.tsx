import { useState } from 'react';
import { clockOf } from '@/fields/durations';
import { useInk } from '@/fields/controls/ink';
import { canRecord, RECORDINGS, useRecording } from '@/fields/controls/recording';
import { listOf, type QuestionKind, type QuestionProps } from './kind';

const PICTURES = 'image/png,image/jpeg,image/gif,image/webp';

/** Whether a file is of what an `accept` names: endings, types, or all of a family (`image/*`). */
export function isTaken({ name, type }: Pick<File, 'name' | 'type'>, accept: string): boolean {
  const kinds = accept.toLowerCase().split(',');
  return kinds.some((kind) => {
    const one = kind.trim();
    if (one.startsWith('.')) return name.toLowerCase().endsWith(one);
    return one.endsWith('/*') ? type.startsWith(one.slice(0, -1)) : type === one;
  });
}

/** What an `accept` names, as people call it: PNG, JPEG. */
function calledKinds(accept: string, words: QuestionProps['words']): string {
  const names: Record<string, string> = {
    'image/*': words.pictures,
    'audio/*': words.recordings,
    'video/*': words.films,
  };
  const called = (kind: string) =>
    names[kind] ?? (/^(\.|image\/)/.test(kind) ? kind.replace(/^(\.|image\/)/, '').toUpperCase() : kind);
  return accept
    .split(',')
    .map((kind) => called(kind.trim()))
    .join(words.or);
}

/** Sends files as soon as they are chosen; the answer holds what they are called by the server. */
function useSending({ field, words, value, upload, onChange }: QuestionProps, accept?: string) {
  const [names, setNames] = useState<Record<string, string>>({});
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);
  const ids = listOf(value);
  const { most = 5, bytes = Infinity } = field.settings;
  /** `instead`: what was there before is replaced. */
  const send = async (files: File[], instead = false) => {
    setFault('');
    const before = instead ? [] : ids;
    const other = accept && files.find((file) => !isTaken(file, accept));
    if (other) {
      const kinds = calledKinds(accept, words);
      return setFault(words.fileKind.replace('{name}', other.name).replace('{kinds}', kinds));
    }
    const large = files.find((file) => file.size > bytes);
    if (large || before.length + files.length > most) {
      const limit = words[large ? 'fileTooLarge' : 'tooManyFiles'];
      return setFault(
        limit
          .replace('{name}', large?.name ?? '')
          .replace('{most}', String(large ? Math.floor(bytes / 1_000_000) : most)),
      );
    }
    setBusy(true);
    try {
      const sent = [...before];
      for (const file of files) {
        const id = await upload?.(file);
        if (!id) continue;
        setNames((known) => ({ ...known, [id]: file.name }));
        sent.push(id);
        onChange([...sent]);
      }
    } catch {
      setFault(words.fileNotSent);
    } finally {
      setBusy(false);
    }
  };
  return { ids, names, fault, busy, send, full: ids.length >= most, most };
}

function Told({ busy, fault, sending }: { busy: boolean; fault: string; sending: string }) {
  return (
    <>
      {busy ? (
        <p className="help" role="status">
          {sending}
        </p>
      ) : null}
      {fault ? (
        <p className="error" role="alert">
          {fault}
        </p>
      ) : null}
    </>
  );
}

function files(always?: string, recorded = false): QuestionKind {
  function Files(props: QuestionProps) {
    const { field, words, common, upload, onChange } = props;
    const accept = always ?? (field.settings.accept?.join(',') || undefined);
    const { ids, names, fault, busy, send, full, most } = useSending(props, accept);
    return (
      <>
        {recorded && canRecord() && upload ? (
          <Recorder {...props} onDone={(file) => void send([file])} />
        ) : null}
        <input
          {...common}
          type="file"
          placeholder={undefined}
          multiple={most > 1}
          required={false}
          disabled={common.disabled || busy || !upload || full}
          accept={accept}
          onChange={(event) => {
            const chosen = [...(event.target.files ?? [])];
            event.target.value = '';
            void send(chosen);
          }}
        />
        <Told busy={busy} fault={fault} sending={words.sendingFile} />
        <ul className="files">
          {ids.map((id) => (
            <li key={id}>
              <span>{names[id] ?? id}</span>
              <button
                className="plain"
                type="button"
                aria-label={`${words.removeFile}: ${names[id] ?? id}`}
                onClick={() => onChange(ids.filter((one) => one !== id))}
              >
                {words.removeFile}
              </button>
            </li>
          ))}
        </ul>
      </>
    );
  }
  return { Input: Files };
}
export const ATTACHMENT = files();
export const IMAGE = files(PICTURES);
export const AUDIO = files(RECORDINGS, true);

function Recorder({ words, common, onDone }: QuestionProps & { onDone: (file: File) => void }) {
  const { seconds, refused, start, stop } = useRecording(onDone);
  return (
    <>
      <button
        className="small"
        type="button"
        disabled={common.disabled}
        onClick={() => (seconds === null ? void start() : stop())}
      >
        {seconds === null ? words.record : words.stopRecording.replace('{time}', clockOf(seconds * 60))}
      </button>
      {refused ? (
        <p className="error" role="alert">
          {words.microphoneRefused}
        </p>
      ) : null}
    </>
  );
}

/** Drawn with finger, pen or mouse, or written out by who cannot draw. */
function Signature(props: QuestionProps) {
  const { label, words, common, upload, onChange } = props;
  const { ids, busy, fault, send } = useSending(props);
  const { canvas, drawn, clear, write, picture, sheet } = useInk();
  const [name, setName] = useState('');
  const [kept, setKept] = useState('');
  const [signed] = ids;
  const keep = async () => {
    const file = await picture();
    if (!file) return;
    setKept(canvas.current?.toDataURL('image/png') ?? '');
    await send([file], true);
  };
  const off = common.disabled || busy || !upload;
  if (signed)
    return (
      <span className="signed">
        {kept ? <img src={kept} alt={label} /> : <span>{words.signed}</span>}
        <button className="small" id={common.id} type="button" disabled={off} onClick={() => onChange([])}>
          {words.signAgain}
        </button>
      </span>
    );
  return (
    <>
      <canvas
        ref={canvas}
        className="sheet"
        role="img"
        aria-label={`${label}: ${words.signHere}`}
        {...sheet}
      />
      <p className="help">{words.signHere}</p>
      <label className="part">
        <span>{words.orName}</span>
        <input
          id={common.id}
          type="text"
          autoComplete="name"
          maxLength={60}
          disabled={off}
          aria-invalid={common['aria-invalid']}
          aria-describedby={common['aria-describedby']}
          value={name}
          onChange={(event) => {
            setName(event.target.value);
            write(event.target.value);
          }}
        />
      </label>
      <span className="row">
        <button className="small" type="button" disabled={off || !drawn} onClick={() => void keep()}>
          {words.keepSignature}
        </button>
        <button
          className="small"
          type="button"
          disabled={off || !drawn}
          onClick={() => {
            setName('');
            clear();
          }}
        >
          {words.clear}
        </button>
      </span>
      <Told busy={busy} fault={fault} sending={words.sendingFile} />
    </>
  );
}
export const SIGNATURE: QuestionKind = { Input: Signature, grouped: true };
