import { SearchOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { keys, useApp } from '@/api/queries';
import type { AppDescription, DuplicateGroups, EntityDescription, FieldDescription } from '@/api/types';
import { NotFound } from '@/app/RouteError';
import { FieldCell, fieldOf } from '@/fields';
import { useText } from '@/i18n';
import { paired } from '@/i18n/lists';
import {
  Button,
  CardsSkeleton,
  EmptyState,
  ErrorState,
  PageHeader,
  PageSkeleton,
  RelativeTime,
  Tabs,
  toast,
  useProblemText,
} from '@/ui';
import { paths } from '@/ui/paths';
import { useJob } from '../import/useJob';
import { words } from '../words';
import { startLooking, useGroups, useSayDifferent } from './api';
import type { Kind } from './api';
import css from './merge.module.css';
import { mergeWords } from './words';

type Group = DuplicateGroups['groups'][number];
const MOST = 5;

/** Groups of records of one kind that may be the same: equal ones at once, similar ones when looked for. */
export function DuplicatesPage() {
  const { app = '', entity = '' } = useParams();
  const { data, error, refetch } = useApp(app);
  const [search, setSearch] = useSearchParams();
  const t = mergeWords.use();
  const text = useText();
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <PageSkeleton />;
  const type = data.entities[entity];
  if (!type) return <NotFound />;
  const kind: Kind = search.get('kind') === 'similar' ? 'similar' : 'exact';
  return (
    <div className={css.page}>
      <PageHeader title={t('duplicatesOf', { entity: text(type.name) })} />
      <Tabs
        label={t('duplicates')}
        items={[
          { key: 'exact', label: t('equal') },
          { key: 'similar', label: t('similar') },
        ]}
        active={kind}
        onChange={(key) => setSearch(key === 'similar' ? { kind: key } : {}, { replace: true })}
      />
      <Groups key={kind} app={data} type={type} kind={kind} />
    </div>
  );
}

function Groups({ app, type, kind }: { app: AppDescription; type: EntityDescription; kind: Kind }) {
  const t = mergeWords.use();
  const text = useText();
  const [cursor, setCursor] = useState('0');
  const { data, error, refetch, isPending } = useGroups(app.key, type.key, kind, cursor);
  const labels = (lists: string[][]) =>
    lists
      .map((list) =>
        list
          .map((key) => fieldOf(type, key))
          .map((field) => (field ? text(field.label) : ''))
          .filter(Boolean)
          .join(' + '),
      )
      .join(t('or'));
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (isPending) return <CardsSkeleton />;
  const lists = kind === 'exact' ? data.matched : data.similar;
  if (lists.length === 0) return <EmptyState text={t('noLists', { entity: text(type.name) })} />;
  return (
    <div className={css.groups} role="tabpanel" aria-label={t(kind === 'exact' ? 'equal' : 'similar')}>
      <p className="muted">{t(kind === 'exact' ? 'equalText' : 'similarText', { fields: labels(lists) })}</p>
      {kind === 'similar' && <Scan app={app.key} type={type} scan={data.scan} />}
      {data.groups.length === 0 ? (
        kind === 'similar' && !data.scan ? (
          <EmptyState text={t('notLooked')} />
        ) : (
          <EmptyState text={t('none')} />
        )
      ) : (
        data.groups.map((group) => (
          <GroupCard
            key={group.records.map((record) => record.id).join()}
            {...{ app, type, group }}
            columns={data.columns}
            label={labels([group.fields])}
          />
        ))
      )}
      <div className={css.pages}>
        {cursor !== '0' && (
          <Button small onClick={() => setCursor('0')}>
            {t('first')}
          </Button>
        )}
        {data.next && (
          <Button small onClick={() => setCursor(data.next!)}>
            {t('next')}
          </Button>
        )}
      </div>
    </div>
  );
}

interface ScanProps {
  app: string;
  type: EntityDescription;
  scan: DuplicateGroups['scan'];
}

function Scan({ app, type, scan }: ScanProps) {
  const t = mergeWords.use();
  const client = useQueryClient();
  const problemText = useProblemText();
  const going = scan && (scan.state === 'queued' || scan.state === 'running');
  const [started, setStarted] = useState<string | null>(null);
  const job = useJob(started ?? (going ? scan.job : null));
  const state = job.data?.state;
  const running = state ? state === 'queued' || state === 'running' : Boolean(going);
  useEffect(() => {
    if (state === 'done') void client.invalidateQueries({ queryKey: keys.records(app, type.key) });
  }, [state, client, app, type.key]);
  const look = () =>
    startLooking(app, type.key)
      .then((begun) => setStarted(begun.job))
      .catch((problem: unknown) => toast(problemText(problem), { bad: true }));
  return (
    <div className={css.scan}>
      {type.actions.includes('merge') && (
        <Button icon={<SearchOutlined />} busy={running} onClick={() => void look()}>
          {t('look')}
        </Button>
      )}
      <span className="muted" role="status">
        {running
          ? t('looking')
          : scan?.state === 'done' && (
              <>
                {t('looked', { count: scan.compared ?? 0, pairs: scan.pairs ?? 0 })}{' '}
                {scan.at && <RelativeTime value={scan.at} />}
              </>
            )}
      </span>
    </div>
  );
}

interface GroupCardProps {
  app: AppDescription;
  type: EntityDescription;
  group: Group;
  columns: string[];
  label: string;
}

function GroupCard({ app, type, group, columns, label }: GroupCardProps) {
  const t = mergeWords.use();
  const w = words.use();
  const text = useText();
  const navigate = useNavigate();
  const problemText = useProblemText();
  const different = useSayDifferent(app.key, type.key);
  const [out, setOut] = useState<ReadonlySet<string>>(new Set());
  const chosen = group.records.filter((record) => !out.has(record.id)).slice(0, MOST);
  const fields = columns
    .map((key) => fieldOf(type, key))
    .filter((field): field is FieldDescription => field !== undefined);
  const toggle = (id: string) => {
    const next = new Set(out);
    if (!next.delete(id)) next.add(id);
    setOut(next);
  };
  const may = type.actions.includes('merge');
  const title = group.records[0]?.title || w('untitled');
  return (
    <section className={css.group} aria-label={title}>
      <div className={css.groupHead}>
        <strong>
          {group.kind === 'similar' ? t('score', { score: group.score }) : t('same', { fields: label })}
        </strong>
        <span className="muted">{t('records', { count: group.count })}</span>
        {may && (
          <span className={css.acts}>
            <Button
              small
              look="quiet"
              busy={different.isPending}
              onClick={() =>
                different.mutate(
                  group.records.map((record) => record.id),
                  {
                    onSuccess: () => toast(t('saidDifferent')),
                    onError: (problem) => toast(problemText(problem), { bad: true }),
                  },
                )
              }
            >
              {t('different')}
            </Button>
            <Button
              small
              look="primary"
              disabled={chosen.length < 2}
              aria-label={paired(t('compare'), title)}
              onClick={() =>
                void navigate(
                  paths.merge(
                    app.key,
                    type.key,
                    chosen.map((record) => record.id),
                  ),
                )
              }
            >
              {t('compare')}
            </Button>
          </span>
        )}
      </div>
      <ul>
        {group.records.map((record) => (
          <li key={record.id}>
            {may && (
              <input
                type="checkbox"
                checked={!out.has(record.id)}
                aria-label={paired(t('merge'), record.title || w('untitled'))}
                onChange={() => toggle(record.id)}
              />
            )}
            <Link to={paths.record(app.key, type.key, record.id)} className="truncate">
              {record.title || w('untitled')}
            </Link>
            <span className={css.facts}>
              {fields.map((field) =>
                record.values[field.key] === null || record.values[field.key] === '' ? null : (
                  <span key={field.key} className="truncate" title={text(field.label)}>
                    <FieldCell
                      app={app.key}
                      field={field}
                      value={record.values[field.key] as never}
                      labelText={record.labels[field.key]}
                      compact
                    />
                  </span>
                ),
              )}
            </span>
          </li>
        ))}
      </ul>
      {group.count > group.records.length && (
        <p className="muted caption">{t('more', { count: group.count - group.records.length })}</p>
      )}
    </section>
  );
}
