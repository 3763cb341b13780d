import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '@/api/client';
import { keys, recordsPath, useApp } from '@/api/queries';
import type { RecordPage } from '@/api/types';
import { fieldOf } from '@/fields/system';
import { minutesUntil, today } from '@/ui/dates';
import { DateText, RelativeTime } from '@/ui/display';
import { CardsSkeleton } from '@/ui/Skeletons';
import { paths } from '@/ui/paths';
import css from './home.module.css';
import { words } from './words';

export interface MyRecordsProps {
  app: string;
  entity: string;
  title: string;
  none: string;
  /** Those that name a field the entity has not, or the person may not read, are left out. */
  conditions: string[];
  /** Shown at the right: when it is due, or since when it is there. */
  timeField: string;
}

const nameIn = /^(?:DAYS\(TODAY\(\), )?([a-z_]+)/;

/** The first few records of an entity that are mine; nothing at all when the app has no such entity. */
export function MyRecords({ app, entity, title, none, conditions, timeField }: MyRecordsProps) {
  const t = words.use();
  const type = useApp(app).data?.entities[entity];
  const filter = conditions
    .filter((condition) => type && fieldOf(type, nameIn.exec(condition)?.[1] ?? ''))
    .join(' AND ');
  const time = type && fieldOf(type, timeField) ? timeField : 'created_at';
  const { data, isPending } = useQuery({
    queryKey: [...keys.records(app, entity), 'home', filter, time],
    queryFn: ({ signal }) =>
      api.get<RecordPage>(recordsPath(app, entity), {
        signal,
        query: { filter, sort: time === 'created_at' ? '-created_at' : time, limit: 6, count: 'exact' },
      }),
    enabled: Boolean(type),
    retry: false,
  });
  if (!type) return null;
  return (
    <section className={css.card} aria-label={title}>
      <div className={css.cardHead}>
        <h2>{title}</h2>
        <span className="muted figures">{data?.count ?? ''}</span>
        <Link to={paths.list(app, entity, { filter })}>{t('showAll')}</Link>
      </div>
      {isPending ? (
        <CardsSkeleton cards={2} />
      ) : !data || data.items.length === 0 ? (
        <p className={css.none}>{none}</p>
      ) : (
        <ul className={css.list}>
          {data.items.map((record) => {
            const at = (record.values[time] ?? record.created_at) as string | null;
            const day = at !== null && at.length === 10;
            const late = time !== 'created_at' && at !== null && (day ? at < today() : minutesUntil(at) < 0);
            const title = record.values[type.title];
            return (
              <li key={record.id}>
                <Link className={css.item} to={paths.record(app, entity, record.id)}>
                  <span className={`${css.itemText} truncate`}>
                    {record.labels[type.title] ?? (typeof title === 'string' ? title : record.id.slice(0, 8))}
                  </span>
                  {at && (
                    <span className={`caption ${late ? css.late : 'muted'}`}>
                      {day ? <DateText value={at} /> : <RelativeTime value={at} />}
                    </span>
                  )}
                </Link>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
