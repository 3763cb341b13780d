import { describe, expect, it } from 'vitest';
import type { FieldDescription } from '@/api/types';
import { optionsBefore } from './optionChoice';

const status = {
  key: 'status',
  options: [
    { key: 'sql', label: { en: 'SQL', zh: '合格线索 SQL' } },
    { key: 'invalid', label: { en: 'Invalid', zh: '无效' } },
  ],
} as unknown as FieldDescription;
const field = (path: string) => (path === 'status' ? status : undefined);
const offered = (text: string) => optionsBefore(text, field)?.options.map(({ key }) => key) ?? null;

describe('the options of a choice', () => {
  it('are offered where a value of it is compared', () => {
    expect(offered('status = ')).toEqual(['sql', 'invalid']);
    expect(offered('score > 3 AND status <> "')).toEqual(['sql', 'invalid']);
    expect(offered('status IN ("sql", ')).toEqual(['sql', 'invalid']);
    expect(offered('status not in (')).toEqual(['sql', 'invalid']);
    expect(offered('CONTAINS(status, ')).toEqual(['sql', 'invalid']);
  });

  it('complete by a part of the label in any language', () => {
    expect(offered('status = 合格')).toEqual(['sql']);
    expect(offered('status = "线索')).toEqual(['sql']);
    expect(offered('status = inv')).toEqual(['invalid']);
  });

  it('replace what was typed together with its quote', () => {
    expect(optionsBefore('status = "合格', field)?.from).toBe(9);
    expect(optionsBefore('status = 合格', field)?.from).toBe(9);
  });

  it('are not offered after the value or for another field', () => {
    expect(offered('status = "sql" AND ')).toBeNull();
    expect(offered('company = ')).toBeNull();
    expect(offered('stat')).toBeNull();
  });
});
