import { describe, expect, it } from 'vitest';
import { insertField, newEntity, newField } from '../data/entityChanges';
import type { AppDocument, EntityDocument } from '../draft/documents';
import {
  addReference,
  arrangeAgain,
  CARD,
  extent,
  linesOf,
  listKey,
  neighbours,
  placed,
  putCard,
  relationsOf,
} from './relations';

function shop(): Record<string, EntityDocument> {
  const customer = newEntity('customer', { en: 'Customer' });
  const order = newEntity('order', { en: 'Order' });
  const line = newEntity('order_line', { en: 'Line' }, 'order');
  const note = newEntity('note', { en: 'Note' });
  const reference = newField('reference', { en: 'Customer' });
  reference['x-dougong'].entity = 'customer';
  insertField(order, 'customer', reference);
  const rows = newField('sub_table', { en: 'Lines' });
  rows['x-dougong'].entity = 'order_line';
  insertField(order, 'lines', rows);
  insertField(customer, 'parent_customer', newField('tree_parent', { en: 'Parent' }));
  const gone = newField('reference', { en: 'Gone' });
  gone['x-dougong'].entity = 'nobody';
  insertField(note, 'gone', gone);
  return { customer, order, order_line: line, note };
}

const app = () => ({ diagram: undefined }) as unknown as AppDocument;

describe('relations', () => {
  it('are references, trees and rows between entities of the app', () => {
    const found = relationsOf(shop()).map(({ kind, from, to, key }) => [kind, from, key, to].join(' '));
    expect(found).toEqual([
      'tree customer parent_customer customer',
      'reference order customer customer',
      'rows order lines order_line',
    ]);
    expect([...neighbours(relationsOf(shop()), 'customer')].sort()).toEqual(['customer', 'order']);
  });

  it('are added with a list on the other side whose key is free', () => {
    const entities = shop();
    const wish = {
      kind: 'reference' as const,
      to: 'customer',
      label: { en: 'Payer' },
      required: true,
      onDelete: 'refuse',
    };
    addReference(entities.note!, { ...wish, key: 'payer', listed: { en: 'Notes' } }, entities);
    const { payer } = entities.note!.schema.properties;
    expect(payer?.['x-dougong']).toMatchObject({
      type: 'reference',
      entity: 'customer',
      on_delete: 'refuse',
      inverse: { key: 'notes', label: { en: 'Notes' } },
    });
    expect(entities.note!.schema.required).toContain('payer');
    expect(payer?.type).toBe('string');
    expect(listKey('note', 'customer', entities)).toBe('notes_2');
    expect(listKey('company', 'customer', entities)).toBe('companies');
    addReference(entities.order!, { ...wish, kind: 'tree', to: 'order', key: 'above' }, entities);
    expect(entities.order!.schema.properties.above?.['x-dougong'].entity).toBe('order');
  });
});

describe('the picture', () => {
  it('stands by itself without overlaps, and keeps every place once one card was moved', () => {
    const entities = shop();
    const boxes = placed(undefined, entities);
    const all = Object.values(boxes);
    expect(all.length).toBe(4);
    for (const a of all)
      for (const b of all)
        if (a !== b)
          expect(Math.abs(a.x - b.x) >= CARD.width || Math.abs(a.y - b.y) >= CARD.height).toBe(true);
    // What is referred to stands above what refers to it, rows below what they belong to.
    expect(boxes.customer!.y).toBeLessThan(boxes.order!.y);
    expect(boxes.order!.y).toBeLessThan(boxes.order_line!.y);

    const own = app();
    putCard(own, boxes, 'note', { x: 1003, y: -99_999 });
    const again = placed(own, entities);
    expect(again.note).toEqual({ x: 1000, y: -20_000, ...CARD });
    expect(again.order).toEqual(boxes.order);
    expect(own.diagram?.map(({ entity }) => entity)).toEqual(Object.keys(entities));
    arrangeAgain(own);
    expect(placed(own, entities)).toEqual(boxes);
  });

  it('gives a new entity a place that is free', () => {
    const entities = shop();
    const own = app();
    putCard(own, placed(undefined, entities), 'note', { x: 0, y: 0 });
    const boxes = placed(own, { ...entities, asset: newEntity('asset', { en: 'Asset' }) });
    const { asset, ...others } = boxes;
    for (const other of Object.values(others))
      expect(Math.abs(asset!.x - other.x) >= CARD.width || Math.abs(asset!.y - other.y) >= CARD.height).toBe(
        true,
      );
    const frame = extent(boxes);
    expect(frame.x + frame.width).toBeGreaterThan(asset!.x + CARD.width);
  });

  it('draws lines out of the sides that face each other, in the order of where they lead', () => {
    const entities = shop();
    const relations = relationsOf(entities);
    const [tree, reference, rows] = relations.map(({ id }) => id) as [string, string, string];
    const boxes = {
      customer: { x: 0, y: 0, ...CARD },
      order: { x: 0, y: 200, ...CARD },
      order_line: { x: 400, y: 200, ...CARD },
    };
    const lines = linesOf(relations, boxes);
    expect(lines[reference]?.path).toMatch(/^M92,200 .* 92,60$/);
    expect(lines[rows]?.path).toMatch(/^M184,230 .* 400,230$/);
    expect(lines[tree]!.name.x).toBeGreaterThan(CARD.width);

    const other = { ...relations[1]!, id: 'other', from: 'order_line' };
    const two = linesOf([relations[1]!, other], { ...boxes, order: { ...boxes.order, x: 900 } });
    const endOf = (id: string) => Number(/ ([\d.]+),60$/.exec(two[id]!.path)?.[1]);
    expect(endOf('other')).toBeLessThan(endOf(reference));
  });
});
