import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { api } from '@/api/client';
import { keys, recordsPath } from '@/api/queries';
import type { AppDescription, EntityDescription, RecordItem, RecordPage } from '@/api/types';
import { alignOf, FieldCell, fieldOf, holdsSeveral, kindOf, titleOf } from '@/fields';
import { RecordForm } from '@/forms';
import { useText } from '@/i18n';
import { Button, DataTable, Dialog, ErrorState, LinkButton, TableSkeleton } from '@/ui';
import { paths } from '@/ui/paths';
import { usualColumns } from '../list/useListState';
import { words } from '../words';
import css from './related.module.css';

type Relation = EntityDescription['related'][number];

export interface RelatedListsProps {
  app: AppDescription;
  relations: Relation[];
  record: RecordItem;
  title: string;
}

const SHOWN = 10;

/** Records that point at this one, a short list each. */
export function RelatedLists({ app, relations, record, title }: RelatedListsProps) {
  return (
    <div className={css.related}>
      {relations.map((relation) => (
        <RelatedList key={relation.key} app={app} relation={relation} record={record} title={title} />
      ))}
    </div>
  );
}

function RelatedList({
  app,
  relation,
  record,
  title,
}: {
  app: AppDescription;
  relation: Relation;
  record: RecordItem;
  title: string;
}) {
  const t = words.use();
  const text = useText();
  const navigate = useNavigate();
  const [adding, setAdding] = useState(false);
  const type = app.entities[relation.entity];
  const several = holdsSeveral((type && fieldOf(type, relation.field)?.type) ?? '');
  const filter = several ? `"${record.id}" IN ${relation.field}` : `${relation.field} = "${record.id}"`;
  const { data, error, isPending, refetch } = useQuery({
    queryKey: [...keys.records(app.key, relation.entity), 'related', relation.field, record.id],
    queryFn: ({ signal }) =>
      api.get<RecordPage>(recordsPath(app.key, relation.entity), {
        signal,
        query: { filter, limit: SHOWN, count: 'exact', sort: '-created_at' },
      }),
    enabled: Boolean(type) && !type?.parent,
  });
  if (!type || type.parent) return null;
  const keysShown = (
    type.views.find((view) => view.kind === 'table' && view.columns)?.columns ?? usualColumns(type)
  )
    .filter((key) => key !== type.title && key !== relation.field && fieldOf(type, key))
    .slice(0, 4);
  const rows = data?.items ?? [];
  const name = text(relation.label) || text(type.name);
  return (
    <section aria-label={name}>
      <div className={css.relatedHead}>
        <h2>{name}</h2>
        <span className="muted figures">{data?.count ?? ''}</span>
        {(data?.count ?? rows.length) > SHOWN && (
          <LinkButton small look="quiet" to={paths.list(app.key, type.key, { filter })}>
            {t('showAll')}
          </LinkButton>
        )}
        {type.actions.includes('create') && fieldOf(type, relation.field)?.writable && (
          <Button
            small
            icon={<PlusOutlined />}
            aria-label={t('newOf', { entity: text(type.name) })}
            onClick={() => setAdding(true)}
          />
        )}
      </div>
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : isPending ? (
        <TableSkeleton rows={2} />
      ) : rows.length === 0 ? (
        <p className="muted">{t('noRelated', { entity: name })}</p>
      ) : (
        <DataTable
          fit
          label={name}
          rows={rows}
          rowKey={(row) => row.id}
          onOpen={(row) => void navigate(paths.record(app.key, type.key, row.id))}
          columns={[
            {
              key: type.title,
              title: text(fieldOf(type, type.title)?.label),
              width: 180,
              render: (row) => (
                <Link className="truncate" to={paths.record(app.key, type.key, row.id)}>
                  {titleOf(row, type.title)}
                </Link>
              ),
            },
            ...keysShown.flatMap((key) => {
              const field = fieldOf(type, key);
              if (!field) return [];
              const kind = kindOf(field.type);
              return [
                {
                  key,
                  title: text(field.label),
                  width: Math.min(140, kind.width),
                  align: alignOf(field),
                  render: (row: RecordItem) => <FieldCell app={app.key} field={field} record={row} compact />,
                },
              ];
            }),
          ]}
        />
      )}
      {adding && (
        <Dialog title={t('newOf', { entity: text(type.name) })} onClose={() => setAdding(false)} width={640}>
          <RecordForm
            app={app.key}
            entity={type.key}
            nested
            initial={{ [relation.field]: several ? [record.id] : record.id }}
            initialLabels={{ [relation.field]: several ? [title] : title }}
            onCancel={() => setAdding(false)}
            onSaved={() => setAdding(false)}
          />
        </Dialog>
      )}
    </section>
  );
}
