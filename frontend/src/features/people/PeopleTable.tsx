import { PlusOutlined, SearchOutlined } from '@ant-design/icons';
import { useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { AppSummary } from '@/api/types';
import { useText } from '@/i18n';
import { listed, parted } from '@/i18n/lists';
import { common } from '@/i18n/words';
import {
  Blank,
  Button,
  DataTable,
  EmptyState,
  ErrorState,
  PersonName,
  StateTag,
  TableSkeleton,
  useDebounced,
  useIsPhone,
} from '@/ui';
import type { Column } from '@/ui';
import css from './people.module.css';
import { PersonDrawer } from './PersonDrawer';
import { usePeoplePages, useRolesOf } from './queries';
import type { Person } from '@/api/types';
import { words } from './words';

const NEW = 'new';

/** Everybody, with a search; a row opens the person. */
export function PeopleTable({ apps, administrator }: { apps: AppSummary[]; administrator: boolean }) {
  const t = words.use();
  const shared = common.use();
  const text = useText();
  const phone = useIsPhone();
  const [params, setParams] = useSearchParams();
  const [query, setQuery] = useState('');
  const asked = useDebounced(query.trim(), 250);
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    usePeoplePages(asked);
  const roles = useRolesOf(administrator ? apps.map((app) => app.key) : []);
  const rows = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  const open = params.get('open');
  const show = (id: string | null) => setParams(id ? { open: id } : {}, { replace: true });
  const chosen = rows.find((person) => person.id === open);

  /** "CRM · Sales rep": a role says little without the app that it is of. */
  const rolesOf = (person: Person) =>
    parted(
      Object.entries(person.roles ?? {})
        .filter(([, held]) => held.length > 0)
        .map(([app, held]) => {
          const named = held.map((key) => text(roles[app]?.find((role) => role.key === key)?.name) || key);
          return `${text(apps.find((each) => each.key === app)?.name) || app} · ${listed(named)}`;
        }),
    );
  const columns: Column<Person>[] = [
    {
      key: 'name',
      title: t('name'),
      width: 200,
      frozen: true,
      render: (person) => <PersonName name={person.name} />,
    },
    ...(administrator
      ? [
          {
            key: 'login',
            title: t('login'),
            width: 140,
            render: (person: Person) =>
              person.login ? <span className="truncate">{person.login}</span> : <Blank />,
          },
        ]
      : []),
    {
      key: 'department',
      title: t('department'),
      width: 160,
      render: (person) =>
        person.department ? <span className="truncate">{person.department.name}</span> : <Blank />,
    },
    {
      key: 'supervisor',
      title: t('supervisor'),
      width: 140,
      render: (person) => (person.supervisor ? <PersonName name={person.supervisor.name} /> : <Blank />),
    },
    ...(administrator
      ? [
          {
            key: 'roles',
            title: t('roles'),
            width: 260,
            render: (person: Person) => (
              <span className={css.rolesCell}>
                {person.administrator && <StateTag colour="blue">{t('administrator')}</StateTag>}
                {rolesOf(person) ? (
                  <span className="truncate" title={rolesOf(person)}>
                    {rolesOf(person)}
                  </span>
                ) : (
                  !person.administrator && <Blank />
                )}
              </span>
            ),
          },
        ]
      : []),
    {
      key: 'state',
      title: t('state'),
      width: 110,
      render: (person) => (
        <StateTag colour={person.active ? 'green' : 'grey'}>
          {t(person.active ? 'active' : 'inactive')}
        </StateTag>
      ),
    },
  ];

  return (
    <>
      <div className={css.tools}>
        <label className={css.search}>
          <SearchOutlined aria-hidden />
          <input
            type="search"
            value={query}
            placeholder={t('search')}
            aria-label={t('search')}
            onChange={(event) => setQuery(event.target.value)}
          />
        </label>
        {administrator && (
          <Button look="primary" icon={<PlusOutlined />} onClick={() => show(NEW)}>
            {t('newPerson')}
          </Button>
        )}
      </div>
      <div className={css.fill}>
        {error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : isPending ? (
          <TableSkeleton />
        ) : rows.length === 0 ? (
          <EmptyState text={t('noPeople', { query: asked })} />
        ) : phone ? (
          <ul className={css.cards}>
            {rows.map((person) => {
              const place = [person.department?.name, rolesOf(person)].filter(Boolean).join(' · ');
              const card = (
                <>
                  <span className={css.cardHead}>
                    <PersonName name={person.name} />
                    {person.administrator && <StateTag colour="blue">{t('administrator')}</StateTag>}
                    {!person.active && <StateTag colour="grey">{t('inactive')}</StateTag>}
                  </span>
                  {place && <span className="muted caption">{place}</span>}
                </>
              );
              return (
                <li key={person.id}>
                  {administrator ? (
                    <button type="button" className={css.card} onClick={() => show(person.id)}>
                      {card}
                    </button>
                  ) : (
                    <div className={css.card}>{card}</div>
                  )}
                </li>
              );
            })}
            {hasNextPage && (
              <li>
                <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                  {shared('loadMore')}
                </Button>
              </li>
            )}
          </ul>
        ) : (
          <DataTable
            label={t('people')}
            rows={rows}
            columns={columns}
            rowKey={(person) => person.id}
            onOpen={administrator ? (person) => show(person.id) : undefined}
            onEndReached={() => {
              if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
            }}
          />
        )}
      </div>
      {administrator && (open === NEW || chosen) && (
        <PersonDrawer
          key={open}
          person={chosen ?? null}
          apps={apps}
          roles={roles}
          onClose={() => show(null)}
        />
      )}
    </>
  );
}
