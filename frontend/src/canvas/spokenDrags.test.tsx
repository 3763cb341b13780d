import { act, fireEvent, render, screen } from '@testing-library/react';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { setLanguage } from '@/i18n';
import { SortableList, SortableRow } from './Sortable';

const rows = ['a1b2', 'c3d4', 'e5f6'];
const names: Record<string, string> = { a1b2: '手机', c3d4: '微信', e5f6: '邮箱' };

function List() {
  return (
    <SortableList ids={rows} onMove={() => undefined}>
      {rows.map((id) => (
        <SortableRow key={id} id={id} name={names[id]!} handleLabel={`移动${names[id]}`}>
          {names[id]}
        </SortableRow>
      ))}
    </SortableList>
  );
}

beforeAll(() => {
  setLanguage('zh');
  // Rows stand below one another, each 40 pixels high.
  vi.spyOn(HTMLElement.prototype, 'getBoundingClientRect').mockImplementation(function (this: HTMLElement) {
    const at = rows.findIndex((id) => this.textContent === names[id]);
    return new DOMRect(0, Math.max(at, 0) * 40, 200, 40);
  });
});
afterAll(() => {
  vi.restoreAllMocks();
  setLanguage('en');
});

/** What the screen reader is told now. */
const said = () => document.querySelector('[id^="DndLiveRegion"]')?.textContent;
const press = (code: string) =>
  act(async () => {
    fireEvent.keyDown(document.activeElement ?? document.body, { code, key: code });
    // The sensor listens to the next keys only after the one that began it.
    await new Promise((resolve) => setTimeout(resolve, 20));
  });

test('a row that is moved is spoken of by its name and its place, in the language of the person', async () => {
  render(<List />);
  const handle = screen.getByRole('button', { name: '移动微信' });
  expect(handle).toHaveAttribute('aria-roledescription', '可移动');
  expect(document.getElementById(handle.getAttribute('aria-describedby')!)).toHaveTextContent(
    '按空格键拿起，用方向键移动，再按空格键放下；按 Esc 键则留在原处。',
  );
  handle.focus();
  await press('Space');
  expect(said()).toBe('已从第 2 位（共 3 位）拿起“微信”。');
  await press('ArrowDown');
  expect(said()).toBe('“微信”移到第 3 位（共 3 位）。');
  await press('Escape');
  expect(said()).toBe('已取消移动，“微信”留在原处。');
});
