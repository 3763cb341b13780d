import { describe, expect, it } from 'vitest';
import { can, edit, redo, run, undo } from './commands';
import type { Editing } from './commands';

interface Sheet {
  name: string;
  lines: string[];
}
const sheet = (): Editing<Sheet> => edit<Sheet>({ name: '', lines: [] });

describe('commands', () => {
  it('undoes and redoes sixty steps in order', () => {
    let editing = sheet();
    for (let at = 0; at < 60; at += 1) editing = run(editing, (draft) => void draft.lines.push(String(at)));
    for (let at = 0; at < 60; at += 1) editing = undo(editing);
    expect(editing.document.lines).toEqual([]);
    expect(can(editing)).toEqual({ undo: false, redo: true });
    for (let at = 0; at < 60; at += 1) editing = redo(editing);
    expect(editing.document.lines).toHaveLength(60);
    expect(editing.document.lines[59]).toBe('59');
  });

  it('makes typing in one field one step, but not after a pause', () => {
    let editing = sheet();
    for (const [at, name] of ['L', 'Le', 'Lea'].entries())
      editing = run(editing, (draft) => void (draft.name = name), { merge: 'name', now: at * 100 });
    expect(editing.past).toHaveLength(1);
    editing = run(editing, (draft) => void (draft.name = 'Lead'), { merge: 'name', now: 60_000 });
    expect(editing.past).toHaveLength(2);
    expect(undo(undo(editing)).document.name).toBe('');
  });

  it('forgets what was undone when something else is done', () => {
    let editing = run(sheet(), (draft) => void draft.lines.push('a'));
    editing = run(undo(editing), (draft) => void draft.lines.push('b'));
    expect(can(editing)).toEqual({ undo: true, redo: false });
    expect(editing.document.lines).toEqual(['b']);
  });

  it('does not count a change that changes nothing', () => {
    const editing = sheet();
    expect(run(editing, (draft) => void (draft.name = ''))).toBe(editing);
  });
});
