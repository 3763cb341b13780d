import { describe, expect, it } from 'vitest';
import type { EntityDocument, ViewDocument } from '../draft/documents';
import { begun, fitting, isPossible, partsOf, viewKind } from './viewKinds';

const entity = (fields: Record<string, string>) =>
  ({
    key: 'task',
    schema: {
      properties: Object.fromEntries(
        Object.entries(fields).map(([key, type]) => [key, { 'x-dougong': { type, label: { en: key } } }]),
      ),
    },
  }) as unknown as EntityDocument;
const view = (more: Partial<ViewDocument> = {}) =>
  ({ kind: 'table', entity: 'task', ...more }) as ViewDocument;
const dates = ({ start_field, end_field }: ViewDocument) => [start_field, end_field];
const [calendar, gantt] = [viewKind('calendar'), viewKind('gantt')];

describe('a calendar or a plan in the builder', () => {
  it('takes a range, which has no end beside it', () => {
    const stays = entity({ share: 'formula', due: 'date', met: 'date', stay: 'date_range' });
    const made = begun(view(), stays, 'gantt');
    expect(dates(made)).toEqual(['stay', undefined]);
    expect(partsOf(stays, made).map(({ member }) => member)).not.toContain('end_field');
    const other = { ...made, start_field: 'due' };
    const end = partsOf(stays, other).find(({ member }) => member === 'end_field');
    expect(end && fitting(stays, end)).toEqual(['share', 'due', 'met']);
  });

  it('begins with two dates that go together, and guesses no order of others', () => {
    const tasks = entity({ share: 'formula', met: 'date', ends: 'date', begins: 'date' });
    expect(dates(begun(view(), tasks, 'gantt'))).toEqual(['begins', 'ends']);
    expect(dates(begun(view({ start_field: 'begins' }), tasks, 'gantt'))).toEqual(['begins', 'ends']);
    expect(dates(begun(view({ start_field: 'met' }), tasks, 'gantt'))).toEqual(['met', undefined]);
    const deals = entity({ share: 'formula', closed_on: 'date', engaged_on: 'date' });
    expect(dates(begun(view(), deals, 'gantt'))).toEqual(['closed_on', undefined]);
    expect(dates(begun(view(), entity({ share: 'formula' }), 'calendar'))).toEqual(['share', undefined]);
  });

  it('can be made of a date, a plan of two or of a range', () => {
    expect(isPossible(entity({ stay: 'date_range' }), calendar)).toBe(true);
    expect(isPossible(entity({ stay: 'date_range' }), gantt)).toBe(true);
    expect(isPossible(entity({ due: 'date' }), gantt)).toBe(false);
    expect(isPossible(entity({ due: 'date', met: 'datetime' }), gantt)).toBe(true);
    expect(isPossible(entity({ name: 'text' }), calendar)).toBe(false);
  });
});
