import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { FieldDescription } from '@/api/types';
import { ATTACHMENT } from './types/attachment';

it('says of a file that cannot be shown here that it is downloaded', () => {
  const client = new QueryClient();
  client.setQueryData(['file-name', 'a'], { name: 'letter.docx', size: 1200 });
  client.setQueryData(['file-name', 'b'], { name: 'offer.pdf', size: 1200 });
  client.setQueryData(['file-name', 'c'], { name: 'prices.XLSX', size: 1200 });
  const { Cell } = ATTACHMENT;
  render(
    <QueryClientProvider client={client}>
      <Cell app="crm" field={{ key: 'files' } as FieldDescription} value={['a', 'b', 'c']} />
    </QueryClientProvider>,
  );
  const [letter, paper, book] = screen.getAllByRole('link');
  expect(letter).toHaveAttribute('download', 'letter.docx');
  expect(letter).not.toHaveAttribute('target');
  expect(paper).not.toHaveAttribute('download');
  expect(book).not.toHaveAttribute('download');
  expect(screen.getAllByText(/· (download|下载)/)).toHaveLength(1);
});
