import { UndoOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLanguage, useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { shortDate } from '@/ui/dates';
import { useProblemText } from '@/ui/ErrorState';
import { toast } from '@/ui/toast';
import { draftKeys, useEntries } from '../draft/api';
import { flushAll, forget } from '../draft/store';
import { fieldApi, fieldKeys } from './fieldApi';
import type { RemovedItem } from './fieldApi';
import css from './data.module.css';
import { dataWords } from './words';

/** The data tables that went with their records and are still kept. */
export function RemovedTables({ app }: { app: string }) {
  const d = dataWords.use();
  const text = useText();
  const language = useLanguage();
  const client = useQueryClient();
  const problemText = useProblemText();
  const entries = useEntries(app, 'entity');
  const [busy, setBusy] = useState<string>();
  const removed = useQuery({
    queryKey: fieldKeys.removed(app),
    queryFn: ({ signal }) => fieldApi.removed(app, signal),
  });
  const items = (removed.data?.items ?? []).filter(
    (each) => each.kind === 'entity' && !entries.some((entry) => entry.id === each.entity),
  );
  if (items.length === 0) return null;
  const back = async (item: RemovedItem) => {
    setBusy(item.element);
    try {
      await flushAll(app);
      await fieldApi.bringBack(app, item.element);
      forget((open) => open.app === app);
      await client.invalidateQueries({ queryKey: draftKeys.all(app) });
    } catch (problem) {
      toast(problemText(problem));
    }
    setBusy(undefined);
  };
  return (
    <details className={css.removed}>
      <summary>{d('removedTables', { count: items.length })}</summary>
      <ul>
        {items.map((item) => {
          const name = text(item.name) || item.key;
          return (
            <li key={item.element}>
              <span aria-hidden />
              <span>
                {name}
                <span className="muted caption">
                  {' '}
                  {d('recordsKept', { count: item.values })} ·{' '}
                  {d('keptUntil', { until: shortDate(item.until, language) })} · {item.author.name}
                </span>
              </span>
              <Button
                small
                icon={<UndoOutlined aria-hidden />}
                busy={busy === item.element}
                aria-label={d('bringBackOf', { name })}
                onClick={() => void back(item)}
              >
                {d('bringBack')}
              </Button>
            </li>
          );
        })}
      </ul>
    </details>
  );
}
