import { describe, expect, it } from 'vitest';
import { amountOf, cadenceOf, cronOf } from './schedule';
import type { Cadence } from './schedule';

const plain: [string, Cadence][] = [
  ['5 8 * * *', { kind: 'daily', at: '08:05' }],
  ['0 17 * * 1-5', { kind: 'weekdays', at: '17:00' }],
  ['30 9 * * 1,4', { kind: 'weekly', at: '09:30', days: [1, 4] }],
  ['0 0 31 * *', { kind: 'monthly', at: '00:00', day: 31 }],
  ['0 8 L * *', { kind: 'monthly', at: '08:00', day: 'L' }],
];

describe('a schedule that is chosen', () => {
  it.each(plain)('%s is said and written alike', (cron, cadence) => {
    expect(cadenceOf(cron)).toEqual(cadence);
    expect(cronOf(cadence)).toBe(cron);
  });

  it.each([
    '*/5 * * * *',
    '0 8 1 1 *',
    '0 8 1 * 1',
    '0 8,9 * * *',
    '0 8 * *',
    '0 25 * * *',
    '0 8 0 * *',
    'x',
  ])('%s says more than the choices', (cron) => {
    expect(cadenceOf(cron)).toBeNull();
  });

  it('has a day of the week when all are taken away', () => {
    expect(cronOf({ kind: 'weekly', at: '08:00', days: [] })).toBe('0 8 * * 1');
  });

  it('takes a number or a setting', () => {
    expect(amountOf('-30')).toBe(-30);
    expect(amountOf('settings.days')).toBe('settings.days');
  });
});
