/**
 * The documents that are open in the builder, each with its history and its state of saving.
 *
 * A document is written a moment after the last change, with the version it was read at; what the server
 * has not acknowledged is never called saved. Histories live here, not in pages, so undo outlasts both.
 */
import { useMemo } from 'react';
import { useQueries, useQuery } from '@tanstack/react-query';
import { create } from 'zustand';
import { isProblem } from '@/api/problem';
import { edit, redo, run, undo } from '@/canvas/commands';
import type { CommandOptions, Editing } from '@/canvas/commands';
import type { SaveState } from '@/ui/SaveIndicator';
import { draftApi, draftKeys, useDraft, useEntries } from './api';
import type { DocumentProblem, StoredDocument } from './api';
import { placeOfFile } from './documents';
import { keepHistory, keptHistory } from './histories';
import type { DocumentOf, Kind } from './documents';
import { wholeDocument } from './whole';

export interface OpenDocument {
  app: string;
  kind: Kind;
  key: string;
  editing: Editing<object>;
  /** The version that the server holds; null before the first write. */
  version: number | null;
  acknowledged: object | null;
  state: SaveState | 'conflict';
  savedAt: string | null;
  problems: DocumentProblem[];
  error: unknown;
}

interface DraftState {
  open: Record<string, OpenDocument>;
}

export const useDraftStore = create<DraftState>(() => ({ open: {} }));

const WAIT = 1200;
const timers = new Map<string, ReturnType<typeof setTimeout>>();
const running = new Map<string, Promise<void>>();
const listeners = new Set<(app: string) => void>();

export const placeId = (app: string, kind: string, key: string) => `${app}/${kind}/${key}`;
const find = (id: string): OpenDocument | undefined => useDraftStore.getState().open[id];
const patch = (id: string, change: Partial<OpenDocument>) =>
  useDraftStore.setState(({ open }) => {
    const before = open[id];
    return before ? { open: { ...open, [id]: { ...before, ...change } } } : { open };
  });

/** Call the listener after every acknowledged write, to ask the checks anew. */
export function onDraftSaved(listener: (app: string) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const opened = (
  app: string,
  kind: Kind,
  key: string,
  document: object,
  version: number | null,
): OpenDocument => ({
  app,
  kind,
  key,
  editing: edit(document),
  version,
  acknowledged: version === null ? null : document,
  state: version === null ? 'unsaved' : 'saved',
  savedAt: null,
  problems: [],
  error: null,
});

const checked = new Map<string, DocumentProblem[]>();

/** Documents that were just taken out: pages that still show them must not ask for them again. */
const removed = new Set<string>();

function problemsOf(app: string, kind: Kind, key: string): DocumentProblem[] {
  return (checked.get(app) ?? []).filter((problem) => {
    const place = problem.file ? placeOfFile(problem.file) : null;
    return place?.kind === kind && place.key === key;
  });
}

/** Hand what the check of the whole draft found to the open documents; one that is opened later gets it too. */
export function takeProblems(app: string, problems: DocumentProblem[]): void {
  checked.set(app, problems);
  useDraftStore.setState(({ open }) => ({
    open: Object.fromEntries(
      Object.entries(open).map(([id, each]) => {
        if (each.app !== app) return [id, each];
        const own = problemsOf(app, each.kind, each.key);
        return [id, own.length + each.problems.length === 0 ? each : { ...each, problems: own }];
      }),
    ),
  }));
}

function isClean(open: OpenDocument): boolean {
  return open.editing.document === open.acknowledged;
}

/** Take what the server sent, unless what is here is as new; an unsaved change here is kept and will meet the version check. */
export function accept<K extends Kind>(
  app: string,
  kind: K,
  key: string,
  stored: StoredDocument<DocumentOf[K]>,
): void {
  const id = placeId(app, kind, key);
  const before = find(id);
  if (before && (!isClean(before) || (before.version ?? 0) >= stored.version)) return;
  const document = wholeDocument(kind, stored.document);
  useDraftStore.setState(({ open }) => ({
    open: {
      ...open,
      [id]: {
        ...opened(app, kind, key, document, stored.version),
        editing: { ...edit<object>(document), ...keptHistory(id, stored.version) },
        problems: stored.problems ?? problemsOf(app, kind, key),
      },
    },
  }));
}

/** Begin a document that the server does not have; it is written at once. */
export async function createDocument<K extends Kind>(
  app: string,
  kind: K,
  document: DocumentOf[K],
): Promise<void> {
  const stored = await draftApi.write(app, kind, document.key, document, null);
  const id = placeId(app, kind, document.key);
  removed.delete(id);
  useDraftStore.setState(({ open }) => ({
    open: {
      ...open,
      [id]: {
        ...opened(app, kind, document.key, document, stored.version),
        problems: stored.problems ?? [],
        savedAt: new Date().toISOString(),
      },
    },
  }));
  listeners.forEach((listener) => listener(app));
}

export async function removeDocument(app: string, kind: Kind, key: string): Promise<void> {
  const id = placeId(app, kind, key);
  await flush(id);
  const version = find(id)?.version ?? (await draftApi.read(app, kind, key)).version;
  await draftApi.remove(app, kind, key, version);
  removed.add(id);
  drop((open) => open.app === app && open.kind === kind && open.key === key);
  listeners.forEach((listener) => listener(app));
}

/** Forget open documents, so that they are read again (after a rename, a restore, a discard). */
export function forget(which: (open: OpenDocument) => boolean): void {
  removed.clear();
  drop(which);
}

function drop(which: (open: OpenDocument) => boolean): void {
  useDraftStore.setState(({ open }) => ({
    open: Object.fromEntries(
      Object.entries(open).filter(([id, each]) => {
        if (!which(each)) return true;
        clearTimeout(timers.get(id));
        timers.delete(id);
        return false;
      }),
    ),
  }));
}

function schedule(id: string, wait = WAIT): void {
  clearTimeout(timers.get(id));
  timers.set(
    id,
    setTimeout(() => void flush(id), wait),
  );
}

/** What a request may carry that outlives its page (the browsers' limit is 64 KiB, headers and all). */
const KEPT_ALIVE = 60_000;

/** Write a document now if it has unsaved changes; resolves when the server has answered. */
export async function flush(id: string, leaving = false): Promise<void> {
  clearTimeout(timers.get(id));
  timers.delete(id);
  const before = running.get(id);
  if (before) await before;
  const open = find(id);
  if (!open || isClean(open) || open.state === 'conflict') return;
  const writing = write(id, open, leaving);
  running.set(id, writing);
  await writing;
  running.delete(id);
}

async function write(id: string, open: OpenDocument, leaving: boolean): Promise<void> {
  const document = open.editing.document;
  patch(id, { state: 'saving', error: null });
  try {
    const small = leaving && new Blob([JSON.stringify(document)]).size < KEPT_ALIVE;
    const stored = await draftApi.write(open.app, open.kind, open.key, document, open.version, small);
    const clean = find(id)?.editing.document === document;
    patch(id, {
      version: stored.version,
      acknowledged: document,
      problems: stored.problems ?? [],
      savedAt: new Date().toISOString(),
      state: clean ? 'saved' : 'unsaved',
    });
    if (!clean) schedule(id);
    else keepHistory(id, stored.version, find(id)?.editing ?? open.editing);
    listeners.forEach((listener) => listener(open.app));
  } catch (error) {
    const stale = isProblem(error) && (error.status === 412 || error.status === 409);
    patch(id, { state: stale ? 'conflict' : 'failed', error });
    if (isProblem(error) && (error.status === 0 || error.status >= 500)) schedule(id, 5000);
  }
}

export async function flushAll(app: string): Promise<void> {
  await Promise.all(
    Object.entries(useDraftStore.getState().open)
      .filter(([, open]) => open.app === app)
      .map(([id]) => flush(id)),
  );
}

/** The page is hidden or closed: what waits for a pause in typing is sent at once, in requests that outlive it. */
export function flushLeaving(): void {
  for (const id of timers.keys()) void flush(id, true);
}

export function hasUnsaved(app?: string): boolean {
  return Object.values(useDraftStore.getState().open).some(
    (open) => (!app || open.app === app) && !isClean(open),
  );
}

/** Make one document the other in place, as one step that can be taken back. */
function become(editing: Editing<object>, other: object): Editing<object> {
  return run(editing, (draft) => {
    const members = draft as Record<string, unknown>;
    for (const key of Object.keys(members)) delete members[key];
    Object.assign(members, structuredClone(other));
  });
}

/** After a 412: take what somebody else wrote, or write ours over it. Undo leads to the one not taken. */
export async function resolveConflict(id: string, keep: 'mine' | 'theirs'): Promise<void> {
  const open = find(id);
  if (!open) return;
  const stored = await draftApi.read(open.app, open.kind, open.key);
  const mine = open.editing.document;
  const theirs = become(open.editing, wholeDocument(open.kind, stored.document));
  if (keep === 'theirs') {
    patch(id, {
      editing: theirs,
      version: stored.version,
      acknowledged: theirs.document,
      state: 'saved',
      savedAt: stored.changed_at ?? null,
      error: null,
    });
    keepHistory(id, stored.version, theirs);
  } else {
    patch(id, { editing: become(theirs, mine), version: stored.version, state: 'unsaved' });
    await flush(id);
  }
  listeners.forEach((listener) => listener(open.app));
}

function change(id: string, next: (editing: Editing<object>) => Editing<object>): void {
  const open = find(id);
  if (!open) return;
  const editing = next(open.editing);
  if (editing === open.editing) return;
  patch(id, { editing, state: open.state === 'conflict' ? 'conflict' : 'unsaved' });
  schedule(id);
}

/** Change a document that is open, without a page of its own. */
export function changeDocument<K extends Kind>(
  app: string,
  kind: K,
  key: string,
  recipe: (draft: DocumentOf[K]) => void,
): void {
  const id = placeId(app, kind, key);
  change(id, (editing) => run(editing, (draft) => recipe(draft as unknown as DocumentOf[K])));
}

/** Take the last step of an open document back, without a page of its own. */
export const undoDocument = (id: string): void => change(id, undo);
/** Do the step of an open document again that was taken back last. */
export const redoDocument = (id: string): void => change(id, redo);

export interface DocumentHandle<Document> {
  id: string;
  app: string;
  kind: Kind;
  key: string;
  document: Document;
  open: OpenDocument;
  change: (recipe: (draft: Document) => void, options?: CommandOptions) => void;
  undo: () => void;
  redo: () => void;
  save: () => Promise<void>;
}

function handleOf<K extends Kind>(id: string, open: OpenDocument): DocumentHandle<DocumentOf[K]> {
  return {
    id,
    app: open.app,
    kind: open.kind,
    key: open.key,
    open,
    document: open.editing.document as DocumentOf[K],
    change: (recipe, options) =>
      change(id, (editing) => run(editing, (draft) => recipe(draft as unknown as DocumentOf[K]), options)),
    undo: () => change(id, undo),
    redo: () => change(id, redo),
    save: () => flush(id),
  };
}

/** One document of the draft for reading and editing; `handle` is absent while it is on its way. */
export function useDocument<K extends Kind>(app: string, kind: K, key: string | undefined) {
  const id = placeId(app, kind, key ?? '');
  const open = useDraftStore((state) => state.open[id]);
  const query = useQuery({
    queryKey: draftKeys.document(app, kind, key ?? ''),
    queryFn: async () => {
      accept(app, kind, key ?? '', await draftApi.read(app, kind, key ?? ''));
      return true;
    },
    enabled: Boolean(key) && !open && !removed.has(id),
    retry: false,
    staleTime: 0,
    gcTime: 0,
  });
  const handle = useMemo(() => (open ? handleOf<K>(id, open) : undefined), [id, open]);
  return { handle, error: open ? null : query.error, retry: () => void query.refetch() };
}

/** All documents of a kind, by key, as they stand in the builder now. */
export function useDocuments<K extends Kind>(
  app: string,
  kind: K,
): { documents: Record<string, DocumentOf[K]>; ready: boolean } {
  const listed = useDraft(app).data !== undefined;
  const entries = useEntries(app, kind);
  const open = useDraftStore((state) => state.open);
  useQueries({
    queries: entries.map((entry) => ({
      queryKey: draftKeys.document(app, kind, entry.key),
      queryFn: async () => {
        accept(app, kind, entry.key, await draftApi.read(app, kind, entry.key));
        return true;
      },
      enabled: !open[placeId(app, kind, entry.key)] && !removed.has(placeId(app, kind, entry.key)),
      retry: false,
      gcTime: 0,
    })),
  });
  return useMemo(() => {
    const documents: Record<string, DocumentOf[K]> = {};
    for (const entry of entries) {
      const found = open[placeId(app, kind, entry.key)];
      if (found) documents[entry.key] = found.editing.document as DocumentOf[K];
    }
    return { documents, ready: listed && Object.keys(documents).length === entries.length };
    // Entries are made anew by each render; their keys say whether anything changed.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [open, app, kind, listed, entries.map((entry) => entry.key).join(' ')]);
}
