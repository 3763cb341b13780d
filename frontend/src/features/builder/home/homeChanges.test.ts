import { describe, expect, it } from 'vitest';
import { edit, run, undo } from '@/canvas/commands';
import { insertField, newEntity, newField } from '../data/entityChanges';
import type { AppDocument, HomeBlockDocument, ViewDocument } from '../draft/documents';
import {
  addBlock,
  dateFields,
  moveBlock,
  removeBlock,
  setDeadline,
  setFields,
  setLimit,
  setView,
  shownFields,
} from './homeChanges';

const view = (key: string, entity: string): ViewDocument => ({
  format: 1,
  id: `${key}_id`,
  key,
  name: { en: key },
  entity,
  kind: 'table',
});
const app = (): AppDocument => ({ format: 1, id: 'a', key: 'app', name: { en: 'App' }, version: '1' });
const views = (document: AppDocument) => (document.home ?? []).map((block) => block.view);

describe('the lists of the home page', () => {
  it('are put behind the chosen one, moved, taken away, and the last leaves no empty member', () => {
    const document = app();
    addBlock(document, 'one', view('mine', 'lead'), -1);
    addBlock(document, 'two', view('late', 'lead'), -1);
    addBlock(document, 'three', view('tasks', 'todo'), 0);
    expect(views(document)).toEqual(['mine', 'tasks', 'late']);
    moveBlock(document, 2, 0);
    moveBlock(document, 0, 3);
    expect(views(document)).toEqual(['late', 'mine', 'tasks']);
    removeBlock(document, 'one');
    expect(views(document)).toEqual(['late', 'tasks']);
    for (const block of [...(document.home ?? [])]) removeBlock(document, block.id);
    expect('home' in document).toBe(false);
  });

  it('are at most eight', () => {
    const document = app();
    for (let count = 0; count < 9; count += 1) addBlock(document, `b${count}`, view('mine', 'lead'), -1);
    expect(document.home).toHaveLength(8);
  });

  it('can be undone like every change of a draft', () => {
    const before = edit(app());
    const after = run(before, (draft) => addBlock(draft, 'one', view('mine', 'lead'), -1));
    expect(views(after.document)).toEqual(['mine']);
    expect(views(undo(after).document)).toEqual([]);
  });
});

describe('the settings of a list', () => {
  const block = (): HomeBlockDocument => ({
    id: 'b',
    entity: 'todo',
    view: 'mine',
    title: { en: 'Tasks' },
    fields: ['due'],
    deadline: 'due',
  });
  it('keep what still has a meaning when another view is shown', () => {
    const one = block();
    setView(one, view('all', 'todo'));
    expect(one).toMatchObject({ view: 'all', fields: ['due'], deadline: 'due', title: { en: 'Tasks' } });
    setView(one, view('leads', 'lead'));
    expect(one).toEqual({ id: 'b', entity: 'lead', view: 'leads' });
  });
  it('name the number of records only when it is not the usual one', () => {
    const one = block();
    setLimit(one, 20);
    expect(one.limit).toBe(20);
    setLimit(one, 6);
    expect('limit' in one).toBe(false);
  });
  it('show the deadline among the fields, and let go of it with its field', () => {
    const one = block();
    setFields(one, ['a', 'b', 'c', 'd']);
    expect(one).toMatchObject({ fields: ['a', 'b', 'c'] });
    expect('deadline' in one).toBe(false);
    setDeadline(one, 'due');
    expect(one).toMatchObject({ fields: ['a', 'b', 'due'], deadline: 'due' });
    setDeadline(one, '');
    expect('deadline' in one).toBe(false);
  });
  it('offer fields that fit in a line, and dates as deadlines', () => {
    const entity = newEntity('visit', { en: 'Visit' });
    insertField(entity, 'note', newField('long_text', { en: 'Note' }));
    insertField(entity, 'day', newField('date', { en: 'Day' }));
    expect(shownFields(entity)).toEqual(['day', 'owner', 'department', 'created_at', 'updated_at']);
    expect(dateFields(entity)).toEqual(['day', 'created_at', 'updated_at']);
  });
});
