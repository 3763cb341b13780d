import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { FileTable } from '@/api/types';
import { setLanguage } from '@/i18n';
import { TablePreview } from './TablePreview';

const TABLE: FileTable = {
  format: 'workbook',
  sheets: ['S'],
  sheet: 'S',
  encoding: null,
  separator: null,
  rows: 12_345,
  columns: 28,
  shown_rows: 2,
  shown_columns: 28,
  shortened: false,
  cells: [
    [
      'Year',
      true,
      { type: 'number', value: '-1234567.5' },
      { type: 'date', value: '2026-03-01' },
      { type: 'datetime', value: '2026-03-01T08:30:00' },
      { type: 'datetime', value: '2026-03-01T08:30:15' },
      { type: 'time', value: '08:30:00' },
      { type: 'duration', value: '36:00:00' },
    ],
  ],
};

function cells(table: FileTable): (string | null)[] {
  const client = new QueryClient();
  client.setQueryData(['file-table', 'a', {}], table);
  render(
    <QueryClientProvider client={client}>
      <TablePreview id="a" name="a.xlsx" />
    </QueryClientProvider>,
  );
  const [, first] = within(screen.getByRole('table')).getAllByRole('row');
  return within(first!)
    .getAllByRole('cell')
    .slice(0, 8)
    .map((one) => one.textContent);
}

it('writes cells as the reader does, and says what is not shown', () => {
  setLanguage('en');
  expect(cells(TABLE)).toEqual([
    'Year',
    'Yes',
    '-1234567.5',
    '1 Mar 2026',
    '1 Mar 2026, 08:30',
    '1 Mar 2026, 08:30:15',
    '08:30',
    '36:00:00',
  ]);
  expect(
    screen.getByText('The first 2 of 12,345 rows are shown. The download has everything.'),
  ).toBeVisible();
  expect(screen.getByRole('columnheader', { name: 'AB' })).toBeVisible();
  expect(screen.getByRole('rowheader', { name: '2' })).toBeVisible();
});

it('writes them in Chinese', () => {
  setLanguage('zh');
  expect(cells(TABLE).slice(1, 5)).toEqual(['是', '-1234567.5', '2026年3月1日', '2026年3月1日 08:30']);
  expect(screen.getByText('显示前 2 行，共 12,345 行。下载的文件包含全部内容。')).toBeVisible();
});
