import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/api/client';
import { recordsPath } from '@/api/queries';
import type { EntityDescription, RecordItem } from '@/api/types';
import { useLanguage, useText } from '@/i18n';
import { shortDateTime } from '@/ui/dates';
import { words } from '../words';
import css from './stages.module.css';

interface StateTime {
  state: string;
  label: { en?: string; zh?: string } | null;
  entered_at: string;
  left_at: string | null;
  days: number;
  person: { id: string; name: string } | null;
}

/** How long a record stayed in each state; asked for when somebody opens it. */
export function StateTimes({
  app,
  type,
  record,
}: {
  app: string;
  type: EntityDescription;
  record: RecordItem;
}) {
  const t = words.use();
  const text = useText();
  const language = useLanguage();
  const [open, setOpen] = useState(false);
  const times = useQuery({
    queryKey: ['state-times', app, type.key, record.id, record.version],
    enabled: open,
    queryFn: ({ signal }) =>
      api.get<{ items: StateTime[] }>(recordsPath(app, type.key, `/${record.id}/states`), { signal }),
  });
  const spent = (days: number) =>
    days >= 1
      ? t('stateDays', { count: Math.floor(days) })
      : days * 24 >= 1
        ? t('stateHours', { count: Math.floor(days * 24) })
        : t('stateMoments');
  return (
    <details className={css.stateTimes} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('stateTimes')}</summary>
      <ol>
        {times.data?.items.map((each) => (
          <li key={each.entered_at + each.state}>
            <strong>{text(each.label) || each.state}</strong>
            <span>{spent(each.days)}</span>
            <span className="muted caption">
              {t('stateSince', { at: shortDateTime(each.entered_at, language) })}
              {each.person && ` · ${each.person.name}`}
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}
