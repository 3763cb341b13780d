import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '@/api/client';
import { keys, recordsPath, useApp } from '@/api/queries';
import type { AppDescription, RecordItem, RecordPage } from '@/api/types';
import { FieldCell, fieldOf, titleOf, valueOf } from '@/fields';
import { useText } from '@/i18n';
import { minutesUntil, today } from '@/ui/dates';
import { ErrorState } from '@/ui/ErrorState';
import { CardsSkeleton } from '@/ui/Skeletons';
import { paths } from '@/ui/paths';
import css from './home.module.css';
import { words } from './words';

type Block = AppDescription['home'][number];

/** An app has at most eight lists, so that each knows its place among those of all apps. */
const PLACES = 8;

/** Every other list that an app puts on the home page, so that two columns share them. */
export function AppLists({ app, at, column }: { app: string; at: number; column: 0 | 1 }) {
  const blocks = useApp(app).data?.home ?? [];
  return blocks.map((block, index) =>
    index % 2 === column ? (
      <HomeList key={block.id} app={app} block={block} place={at * PLACES + index + 1} />
    ) : null,
  );
}

/** The first records of a view: title, the fields asked for, and whether the deadline is past. */
function HomeList({ app, block, place }: { app: string; block: Block; place: number }) {
  const t = words.use();
  const text = useText();
  const type = useApp(app).data?.entities[block.entity];
  const view = type?.views.find((found) => found.key === block.view);
  const { data, error, isPending } = useQuery({
    queryKey: [...keys.records(app, block.entity), 'home', block],
    queryFn: ({ signal }) =>
      api.get<RecordPage>(recordsPath(app, block.entity), {
        signal,
        query: { filter: view?.filter, sort: view?.sort?.join(','), limit: block.limit, count: 'exact' },
      }),
    enabled: Boolean(view),
    retry: false,
  });
  if (!type || !view) return null;
  const fields = block.fields.flatMap((key) => fieldOf(type, key) ?? []);
  const title = text(block.title);
  return (
    <section className={css.card} style={{ order: place }} aria-label={title}>
      <div className={css.cardHead}>
        <h2>{title}</h2>
        <span className="muted figures">{data?.count ?? ''}</span>
        <Link to={paths.list(app, block.entity, { view: block.view })}>{t('showAll')}</Link>
      </div>
      {error ? (
        <ErrorState error={error} />
      ) : isPending ? (
        <CardsSkeleton cards={2} />
      ) : data.items.length === 0 ? (
        <p className={css.none}>{t('nothing')}</p>
      ) : (
        <ul className={css.list}>
          {data.items.map((record) => (
            <li key={record.id}>
              <Link className={css.item} to={paths.record(app, block.entity, record.id)}>
                <span className={`${css.itemText} truncate`}>{titleOf(record, type.title)}</span>
                {fields.map((field) => (
                  <span
                    key={field.key}
                    className={`caption ${isLate(record, block, field.key) ? css.late : 'muted'}`}
                  >
                    <FieldCell app={app} field={field} record={record} compact />
                  </span>
                ))}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function isLate(record: RecordItem, block: Block, key: string): boolean {
  const at = key === block.deadline ? valueOf(record, key) : null;
  if (typeof at !== 'string') return false;
  return at.length === 10 ? at < today() : minutesUntil(at) < 0;
}
