import { describe, expect, it } from 'vitest';
import { evaluate } from '@/formula';
import { formState, prefilled, scopeOf, toValues, within, type Evaluate } from './linkage';
import { solve } from './proof';
import type { PublicFormDescription } from './types';

/** The tree of a comparison of two values. */
const compared = (f: string, ...a: unknown[]) => ({ k: 'call', t: 'boolean', f, a });
const name = (t: string, ...p: string[]) => ({ k: 'name', t, p });
const field = (t: string, key: string) => ({ k: 'field', t, d: 0, p: [key] });

const form = {
  fields: ['due', 'reason', 'amount'].map((key) => ({
    key,
    type: 'text',
    required: false,
    settings: {},
    options: [],
  })),
  settings: { limit: '1000' },
  clock: { zone: 'Asia/Shanghai', holidays: ['2026-10-01'], workdays: ['2026-10-10'] },
} as unknown as PublicFormDescription;

const NOTHING = { set: {}, offer: {}, refuse: null, warn: null };
const showing = (when: unknown): PublicFormDescription =>
  ({ ...form, linkage: [{ when, show: ['reason'], hide: [], require: [], lock: [], ...NOTHING }] }) as never;
const hides = (when: unknown, answers: Record<string, string>) =>
  formState(showing(when), answers, evaluate as unknown as Evaluate).hidden.has('reason');

describe('the rules of a public form', () => {
  it('know today where the form belongs', () => {
    const late = new Date('2026-09-30T16:30:00Z');
    expect(scopeOf(form, {}, late)).toMatchObject({
      $today: '2026-10-01',
      $now: '2026-09-30T16:30:00.000Z',
      $zone: 'Asia/Shanghai',
    });
  });

  it('compare a day that is answered with today', () => {
    const when = compared('>', field('date', 'due'), name('date', '$today'));
    expect(hides(when, { due: '2999-01-01' })).toBe(false);
    expect(hides(when, { due: '1999-01-01' })).toBe(true);
    expect(hides(when, {})).toBe(true);
  });

  it('count working days by the calendar', () => {
    const days = {
      k: 'call',
      t: 'number',
      f: 'NETWORKDAYS',
      a: [
        field('date', 'due'),
        { k: 'lit', t: 'date', v: '2026-10-12' },
        name('list', '$holidays'),
        name('list', '$workdays'),
      ],
      c: ['day', 'day', 'days', 'days'],
    };
    const scope = scopeOf(form, { due: '2026-09-30' });
    // Wednesday, Friday, Monday to Friday, the Saturday that is worked, Monday; Thursday the 1st is free.
    expect(String((evaluate as unknown as Evaluate)(days as never, scope))).toBe('9');
  });

  it('compare with a setting', () => {
    const when = compared('>', field('number', 'amount'), name('number', 'settings', 'limit'));
    expect(hides(when, { amount: '1000.01' })).toBe(false);
    expect(hides(when, { amount: '1000' })).toBe(true);
  });

  it('answer, lock, narrow and refuse as on the server', () => {
    const rule = {
      when: compared('=', field('text', 'due'), { k: 'lit', t: 'text', v: 'x' }),
      show: [],
      hide: [],
      require: [],
      lock: ['reason'],
      set: { reason: { k: 'lit', t: 'text', v: 'late' } },
      offer: { amount: ['1', '2'] },
      refuse: { text: { en: 'No.' }, field: 'due' },
      warn: null,
    };
    const ruled = { ...form, linkage: [rule] } as unknown as PublicFormDescription;
    const calm = formState(ruled, {}, evaluate as unknown as Evaluate);
    expect([calm.set, calm.refused]).toEqual([{}, []]);
    const state = formState(ruled, { due: 'x' }, evaluate as unknown as Evaluate);
    expect(state.set).toEqual({ reason: 'late' });
    expect(state.refused).toHaveLength(1);
    expect(within({ due: 'x', amount: '3' }, state)).toEqual({ due: 'x', amount: '' });
    expect(toValues(ruled, { due: 'x', reason: 'mine' }, state)).toEqual({ due: 'x' });
  });
});

describe('an address that answers questions', () => {
  it('says shares and amounts as visitors write them', () => {
    const asked = ['percent', 'money'].map((type) => ({ ...form.fields[0], key: type, type }));
    const opened = {
      ...form,
      fields: asked,
      prefill: ['percent', 'money'],
    } as unknown as PublicFormDescription;
    const answers = prefilled(opened, new URLSearchParams('percent=8&money=1,200'));
    const nothing = { hidden: new Set<string>(), locked: new Set<string>() };
    expect(toValues(opened, answers, nothing)).toEqual({ percent: '0.08', money: { amount: '1200' } });
  });
});

describe('a proof of work', () => {
  it('finds the number that the server thought of', async () => {
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode('salt?expires=9777'));
    const challenge = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    const puzzle = {
      algorithm: 'SHA-256',
      challenge,
      maxnumber: 1000,
      salt: 'salt?expires=9',
      signature: 's',
    };
    const solution = JSON.parse(atob((await solve(puzzle)) ?? '')) as { number: number };
    expect(solution.number).toBe(777);
    expect(await solve({ ...puzzle, maxnumber: 10 })).toBeNull();
  });
});
