import { expect, it } from 'vitest';

const books = import.meta.glob<string>(
  ['../**/*ords*.ts', './{en,zh}.ts', '!../public/**', '!../**/*.test.ts'],
  {
    query: '?raw',
    import: 'default',
    eager: true,
  },
);

it('marks what is put into words by two braces, which is what is filled in', () => {
  const single = Object.entries(books).flatMap(([file, text]) =>
    [...text.matchAll(/'[^'\n]*(?<![{$])\{[a-z]\w*\}(?!\})[^'\n]*'/gi)].map(([found]) => `${file}: ${found}`),
  );
  expect(Object.keys(books).length).toBeGreaterThan(20);
  expect(single).toEqual([]);
});
