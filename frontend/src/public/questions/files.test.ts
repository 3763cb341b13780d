import { expect, it } from 'vitest';
import { isTaken } from './files';

it('a file is taken by its ending, its type, or the family of its type', () => {
  const note = { name: 'Note.TXT', type: 'text/plain' };
  expect(isTaken(note, 'image/png,image/jpeg')).toBe(false);
  expect(isTaken(note, 'image/*')).toBe(false);
  expect(isTaken(note, '.pdf, .txt')).toBe(true);
  expect(isTaken(note, 'text/*')).toBe(true);
  expect(isTaken({ name: 'a.png', type: 'image/png' }, 'image/png,image/jpeg')).toBe(true);
});
