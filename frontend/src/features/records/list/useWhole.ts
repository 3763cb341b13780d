import { useQuery } from '@tanstack/react-query';
import { keys } from '@/api/queries';
import type { RecordItem } from '@/api/types';
import { askPage } from './queries';
import type { ListQuestion } from './queries';

const PAGE = 500;

export interface Whole {
  items: RecordItem[];
  /** There are more than are shown. */
  cut: boolean;
}

/** Everything that is found, up to a number that a screen can show. */
export function useWhole(question: ListQuestion, most: number, enabled = true) {
  return useQuery({
    queryKey: [...keys.records(question.app, question.entity), 'whole', question, most],
    queryFn: async ({ signal }): Promise<Whole> => {
      const items: RecordItem[] = [];
      let cursor: string | undefined;
      do {
        const page = await askPage(question, signal, cursor, PAGE);
        items.push(...page.items);
        cursor = page.next ?? undefined;
      } while (cursor && items.length < most);
      return { items: items.slice(0, most), cut: items.length > most || cursor !== undefined };
    },
    placeholderData: (before) => before,
    enabled,
  });
}
