/** What the example documents are made of. */

export const text = (en: string) => ({ en, zh: en });
let counted = 0;
export const id = () => `id${String((counted += 1)).padStart(6, '0')}`;
export const base = (key: string) => ({
  format: 1,
  id: id(),
  key,
  name: text(key),
  description: text('Why'),
});
export const test = (expect: object) => ({
  id: id(),
  name: text('A test'),
  at: '2026-01-05T09:00:00Z',
  given: { name: 'One' },
  before: { name: 'Zero' },
  happened: { id000001: 2 },
  expect,
});
