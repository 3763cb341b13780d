import { useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { api } from '@/api/client';
import { isProblem } from '@/api/problem';
import type { BpmnFlow } from '@/api/types';
import { freeKey, isKey, newId } from '@/canvas/ids';
import { listed } from '@/i18n/lists';
import { common } from '@/i18n/words';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { ErrorState } from '@/ui/ErrorState';
import { Field, TextField } from '@/ui/Inputs';
import { paths } from '@/ui/paths';
import { toast } from '@/ui/toast';
import { appPath, useEntries } from '../draft/api';
import type { FlowDocument } from '../draft/documents';
import { createDocument } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import { bpmnWords } from './bpmnWords';
import { replaceFlow } from './flowChanges';
import css from './flows.module.css';

const CODES = ['bpmn_open', 'bpmn_unmapped', 'bpmn_kept'] as const;

/** A file of BPMN: what will come, what is kept, what cannot run; then over this flow, or as a new one. */
export function BpmnImport({
  handle,
  onClose,
}: {
  handle: DocumentHandle<FlowDocument>;
  onClose: () => void;
}) {
  const w = bpmnWords.use();
  const c = common.use();
  const navigate = useNavigate();
  const taken = useEntries(handle.app, 'flow').map((entry) => entry.key);
  const [read, setRead] = useState<BpmnFlow>();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [asNew, setAsNew] = useState(false);
  const [key, setKey] = useState('');
  const latest = useRef(0);
  const keyFault = !isKey(key) ? w('keyBad') : taken.includes(key) ? w('keyTaken') : undefined;

  const choose = async (file: File | undefined) => {
    const turn = (latest.current += 1);
    setRead(undefined);
    setError(null);
    if (!file) return;
    const form = new FormData();
    form.append('file', file, file.name);
    setBusy(true);
    try {
      const found = await api.post<BpmnFlow>(appPath(handle.app, '/draft/bpmn'), form, {
        query: { entity: handle.document.entity },
      });
      if (turn !== latest.current) return;
      setRead(found);
      setKey(freeKey((found.document as unknown as FlowDocument).key, taken));
    } catch (problem) {
      const tooLarge = isProblem(problem) && problem.status === 413;
      if (turn === latest.current) setError(tooLarge ? new Error(w('tooLarge')) : problem);
    } finally {
      if (turn === latest.current) setBusy(false);
    }
  };
  const take = async () => {
    if (!read || busy) return;
    const document = read.document as unknown as FlowDocument;
    if (!asNew) {
      handle.change((draft) => replaceFlow(draft, document));
      toast(w('taken'));
      onClose();
      return;
    }
    if (keyFault) return;
    setBusy(true);
    try {
      const nodes = document.nodes.map((node) => ({ ...node, id: newId() }));
      await createDocument(handle.app, 'flow', { ...document, id: newId(), key, nodes });
      toast(w('taken'));
      onClose();
      void navigate(paths.build(handle.app, `/flows/${key}`));
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  const kinds = new Map<string, number>();
  for (const each of read?.elements ?? []) kinds.set(each.kind, (kinds.get(each.kind) ?? 0) + each.count);
  const total = [...kinds.values()].reduce((sum, count) => sum + count, 0);
  return (
    <Dialog
      title={w('title')}
      width={560}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{c('cancel')}</Button>
          <Button
            look="primary"
            busy={busy}
            disabled={!read || (asNew && Boolean(keyFault))}
            onClick={() => void take()}
          >
            {w('take')}
          </Button>
        </>
      }
    >
      <div className={css.bpmn}>
        <Field label={w('file')} help={w('fileHelp')}>
          {(id) => (
            <input
              id={id}
              type="file"
              accept=".bpmn,.xml,application/xml,text/xml"
              onChange={(event) => void choose(event.target.files?.[0])}
            />
          )}
        </Field>
        {busy && !read && <p role="status">{w('reading')}</p>}
        {error !== null && <ErrorState error={error} />}
        {read && (
          <>
            <section aria-label={w('comes')} role="status">
              <h3>{w('comes')}</h3>
              <p>
                {w('nodes', {
                  count: total,
                  kinds: listed([...kinds].map(([kind, count]) => `${w(kind as 'end')} ${count}`)),
                })}
              </p>
              {read.own && <p className="muted">{w(read.changed ? 'ownChanged' : 'own')}</p>}
            </section>
            {CODES.map((code) => {
              const notes = read.notes.filter((note) => note.code === code);
              if (notes.length === 0) return null;
              return (
                <section key={code} aria-label={w(code)} data-code={code}>
                  <h3>
                    {w(code)} ({notes.length})
                  </h3>
                  <ul>
                    {notes.map((note, index) => (
                      <li key={index}>{note.message}</li>
                    ))}
                  </ul>
                </section>
              );
            })}
            <fieldset>
              <legend>{w('into')}</legend>
              {[false, true].map((fresh) => (
                <label key={String(fresh)}>
                  <input
                    type="radio"
                    name="bpmn-into"
                    checked={asNew === fresh}
                    onChange={() => setAsNew(fresh)}
                  />{' '}
                  {w(fresh ? 'asNew' : 'over')}
                </label>
              ))}
            </fieldset>
            {asNew && <TextField label={w('key')} value={key} onChange={setKey} error={keyFault} required />}
          </>
        )}
      </div>
    </Dialog>
  );
}
