import { describe, expect, it } from 'vitest';
import type { FormDocument, LinkageDocument } from '../draft/documents';
import { carriedFrom, carryInto } from './carried';

const form = (entity: string, rest: Partial<FormDocument> = {}): FormDocument => ({
  format: 1,
  id: entity,
  key: entity,
  entity,
  name: { en: entity },
  layout: [],
  ...rest,
});

const RULES: LinkageDocument[] = [
  { id: 'r1', when: 'kind = "big"', show: ['note', 'phone'], require: ['note'] },
  { id: 'r2', when: 'COUNTIF(lines, qty > parent.most) > 0 AND region = "N"', lock: ['note'] },
  { id: 'r3', set: { note: 'this.subject & "x"', phone: 'user.name' } },
  { id: 'r4', pick: { customer: 'city = form.city' } },
  { id: 'r5', refuse: { text: { en: 'No' }, field: 'note' } },
  { id: 'r6', warn: { text: { en: 'All' } } },
];
const SOURCE = form('order', {
  linkage: RULES,
  fill: [{ id: 'f1', field: 'customer', set: { phone: 'customer.phone' } }],
  clear_hidden: ['note', 'phone'],
});
const known = (...names: string[]) => ({
  has: (name: string) => names.includes(name),
  isList: (name: string) => name === 'lines',
});
const taken = (target: FormDocument, fields: string[], ...names: string[]) =>
  carryInto(target, carriedFrom(SOURCE, new Set(fields)), new Set(fields), known(...names));

describe('rules that go along with fields', () => {
  it('come as far as they act on what is pasted and name what is known there', () => {
    const target = form('request');
    const left = taken(target, ['note'], 'note', 'kind', 'subject', 'lines');
    expect(left).toEqual({ rules: 1, names: ['most', 'region'] });
    expect(target.linkage?.map(({ id: _, ...rule }) => rule)).toEqual([
      { when: 'kind = "big"', show: ['note'], require: ['note'] },
      { set: { note: 'this.subject & "x"' } },
      { refuse: { text: { en: 'No' }, field: 'note' } },
    ]);
    expect(target.linkage?.some(({ id }) => RULES.some((rule) => rule.id === id))).toBe(false);
    expect(target.clear_hidden).toEqual(['note']);
    expect(target.fill).toBeUndefined();
  });

  it('look at what stands behind form. in a picker, and at what a record fills in', () => {
    const here = form('request');
    expect(taken(here, ['customer'], 'customer', 'city', 'phone')).toEqual({ rules: 0, names: [] });
    expect(here.linkage?.[0]?.pick).toEqual({ customer: 'city = form.city' });
    expect(here.fill?.[0]?.set).toEqual({ phone: 'customer.phone' });
    const there = form('request');
    expect(taken(there, ['customer'], 'customer')).toEqual({ rules: 2, names: ['city', 'phone'] });
    expect([there.linkage, there.fill]).toEqual([undefined, undefined]);
  });

  it('are all understood by another form of the same entity, and not said twice where they were cut', () => {
    const other = form('order');
    expect(taken(other, ['note'])).toEqual({ rules: 0, names: [] });
    expect(other.linkage).toHaveLength(4);
    const same = structuredClone(SOURCE);
    taken(same, ['note', 'customer']);
    expect(same).toEqual(SOURCE);
  });
});
