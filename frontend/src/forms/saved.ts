import { useQueryClient } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { keys, useRefreshRecords } from '@/api/queries';
import type { RecordItem } from '@/api/types';
import { defineWords } from '@/i18n';
import { toast } from '@/ui/toast';

const words = defineWords('forms-saved', {
  en: {
    lostTo: 'Saved. The record now belongs to {{name}}; you can no longer see it.',
    lost: 'You can no longer see this record.',
    lostSome_one: '{{count}} of them you can no longer see.',
    lostSome_other: '{{count}} of them you can no longer see.',
    madeFor: 'The new record belongs to {{name}}; you cannot see it.',
    madeUnseen: 'You cannot see the new record.',
  },
  zh: {
    lostTo: '已保存。该记录现在属于{{name}}，您不能再查看。',
    lost: '您不能再查看该记录。',
    lostSome_other: '其中 {{count}} 条您不能再查看。',
    madeFor: '新记录属于{{name}}，您不能查看。',
    madeUnseen: '您不能查看新记录。',
  },
});

/** What to say to who sees a record no more by his own change, or sees none of those that he has changed. */
export function useLostText() {
  const t = words.use();
  return {
    one: (record: RecordItem) => {
      const name = record.labels.owner;
      return name ? t('lostTo', { name }) : t('lost');
    },
    made: (record: RecordItem) => {
      const name = record.labels.owner;
      return name ? t('madeFor', { name }) : t('madeUnseen');
    },
    some: (count: number) => t('lostSome', { count }),
  };
}

/** What is kept of a record that was lost is dropped where nothing shows it: it may be seen again later. */
export function dropLost(client: QueryClient, app: string, entity: string, id: string): void {
  const queryKey = keys.record(app, entity, id);
  if (client.getQueryData<RecordItem>(queryKey)?.visible === false) client.removeQueries({ queryKey });
}

/**
 * After a record was saved: what shows it is asked again, and `told` is said. Who sees it no more is told that
 * instead, unless its page is open: that says so itself.
 */
export function useSaved() {
  const client = useQueryClient();
  const refresh = useRefreshRecords();
  const lost = useLostText();
  return (app: string, entity: string, record: RecordItem, told?: string, created?: boolean) => {
    const open = client.getQueryCache().find({ queryKey: keys.record(app, entity, record.id) });
    const page = (open?.getObserversCount() ?? 0) > 0;
    refresh(app, entity, record);
    if (record.visible !== false) {
      if (told) toast(told);
      return;
    }
    if (told && (created || !record.labels.owner)) toast(told);
    if (!page) {
      toast(created ? lost.made(record) : lost.one(record), { long: true });
      dropLost(client, app, entity, record.id);
    }
  };
}
