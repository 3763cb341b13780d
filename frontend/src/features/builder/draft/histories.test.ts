import { afterEach, expect, test } from 'vitest';
import { edit, run, undo } from '@/canvas/commands';
import type { Editing } from '@/canvas/commands';
import { keepHistory, keptHistory } from './histories';

afterEach(() => sessionStorage.clear());

test('a step can be taken back after the page was loaded again', () => {
  const before = { name: 'Visit', note: 'x' as string | undefined };
  const changed = run(edit(before), (draft) => {
    draft.name = 'Call';
    delete draft.note;
  });
  keepHistory('app/entity/visit', 3, changed);
  const kept = keptHistory('app/entity/visit', 3);
  expect(kept).not.toBeNull();
  const again = { document: structuredClone(changed.document), ...kept } as Editing<typeof before>;
  expect(undo(again).document).toEqual(before);
  expect(keptHistory('app/entity/visit', 4)).toBeNull();
});

test('a long history keeps its last steps', () => {
  let editing: Editing<{ text: string }> = edit({ text: '' });
  for (let step = 0; step < 60; step += 1)
    editing = run(editing, (draft) => {
      draft.text = String(step).repeat(3000);
    });
  keepHistory('a', 1, editing);
  const kept = keptHistory('a', 1);
  expect(kept!.past.length).toBeGreaterThan(5);
  expect(kept!.past.length).toBeLessThanOrEqual(50);
  expect(kept!.past.at(-1)).toEqual(editing.past.at(-1));
});
