import { act, render, waitFor } from '@testing-library/react';
import { createBrowserRouter, RouterProvider } from 'react-router';
import { expect, it } from 'vitest';
import { useListParameter, useListState } from './useListState';

it('keeps what was chosen a moment before, though it is not drawn yet', async () => {
  const drawn: [() => void, () => void][] = [];
  function Board() {
    const { change } = useListState([]);
    const [, setSpan] = useListParameter('span');
    drawn.push([() => change({ group: 'kind' }), () => setSpan('days')]);
    return null;
  }
  const router = createBrowserRouter([{ path: '*', element: <Board /> }]);
  render(<RouterProvider router={router} />);
  const [columns, addUp] = drawn[0] ?? [];
  await act(async () => {
    columns?.();
    await waitFor(() => expect(window.location.search).toContain('group'));
    addUp?.();
  });
  await waitFor(() => expect(window.location.search).toBe('?group=kind&span=days'));
});
