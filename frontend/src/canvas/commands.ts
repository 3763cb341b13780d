/**
 * Commands: every edit of a document is one, with the patches that do and undo it.
 *
 * Pure: an Editing is plain data, so that it can live in any store and outlive the page that drew it.
 */
import { applyPatches, enablePatches, produceWithPatches } from 'immer';
import type { Draft, Patch } from 'immer';

enablePatches();

export interface Command {
  label: string;
  forward: Patch[];
  back: Patch[];
  /** Commands that follow one another with the same name are one step: typing in one field. */
  merge?: string;
  at: number;
}

export interface Editing<Document> {
  document: Document;
  past: readonly Command[];
  future: readonly Command[];
}

export interface CommandOptions {
  label?: string;
  merge?: string;
  now?: number;
}

const STEPS = 200;
const MERGE_WITHIN = 2000;

export function edit<Document>(document: Document): Editing<Document> {
  return { document, past: [], future: [] };
}

/** Carry out a change; an edit that changes nothing is no step. */
export function run<Document extends object>(
  editing: Editing<Document>,
  recipe: (draft: Draft<Document>) => void,
  { label = '', merge, now = Date.now() }: CommandOptions = {},
): Editing<Document> {
  const [document, forward, back] = produceWithPatches(editing.document, (draft) => {
    recipe(draft);
  });
  if (forward.length === 0) return editing;
  const last = editing.past.at(-1);
  if (
    last &&
    merge !== undefined &&
    last.merge === merge &&
    now - last.at < MERGE_WITHIN &&
    editing.future.length === 0
  ) {
    const joined: Command = {
      ...last,
      forward: [...last.forward, ...forward],
      back: [...back, ...last.back],
      at: now,
    };
    return { document, past: [...editing.past.slice(0, -1), joined], future: [] };
  }
  const step: Command = { label, forward, back, merge, at: now };
  return { document, past: [...editing.past.slice(-(STEPS - 1)), step], future: [] };
}

export function undo<Document extends object>(editing: Editing<Document>): Editing<Document> {
  const step = editing.past.at(-1);
  if (!step) return editing;
  return {
    document: applyPatches(editing.document, step.back),
    past: editing.past.slice(0, -1),
    future: [step, ...editing.future],
  };
}

export function redo<Document extends object>(editing: Editing<Document>): Editing<Document> {
  const [step, ...future] = editing.future;
  if (!step) return editing;
  return {
    document: applyPatches(editing.document, step.forward),
    past: [...editing.past, { ...step, merge: undefined }],
    future,
  };
}

export function can(editing: Editing<unknown>): { undo: boolean; redo: boolean } {
  return { undo: editing.past.length > 0, redo: editing.future.length > 0 };
}
