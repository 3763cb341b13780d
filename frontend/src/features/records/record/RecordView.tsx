import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { api } from '@/api/client';
import { isProblem } from '@/api/problem';
import { keys, recordsPath, useRecord, useRefreshRecords } from '@/api/queries';
import type { AppDescription, EntityDescription, RecordItem } from '@/api/types';
import { titleOf } from '@/fields';
import { dropLost, RecordDetails, RecordForm, settleEditors, useLostText } from '@/forms';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import {
  Button,
  CardsSkeleton,
  EmptyState,
  ErrorState,
  FormSkeleton,
  LinkButton,
  Tabs,
  toast,
  useIsPhone,
  useProblemText,
} from '@/ui';
import { paths } from '@/ui/paths';
import { useMerges } from '../merge/api';
import { mergeWords } from '../merge/words';
import { words } from '../words';
import { DuplicateHint } from './DuplicateHint';
import css from './record.module.css';
import { RecordHead } from './RecordHead';
import { RelatedLists } from './RelatedLists';
import { ScorePanel } from './ScorePanel';
import { StateStrip } from './StateStrip';
import { Timeline } from './Timeline';
import { useBesides } from './besides';
import { heldWords, useHeld } from './useHeld';

const PoolStrip = lazy(() => import('./PoolStrip').then((module) => ({ default: module.PoolStrip })));
const SequenceStrip = lazy(() =>
  import('./SequenceStrip').then((module) => ({ default: module.SequenceStrip })),
);
const FlowPanel = lazy(() => import('@/flows').then((module) => ({ default: module.FlowPanel })));

export interface RecordViewProps {
  app: AppDescription;
  type: EntityDescription;
  id: string;
  inDrawer?: boolean;
  previous?: () => void;
  next?: () => void;
  onClose?: () => void;
  onGone: () => void;
}

/** One record: head, state strip, details, related lists, flow, timeline. */
export function RecordView({ app, type, id, inDrawer, previous, next, onClose, onGone }: RecordViewProps) {
  const t = words.use();
  const text = useText();
  const client = useQueryClient();
  const lost = useLostText();
  // What was lost when it was shown before may have come back since.
  useState(() => dropLost(client, app.key, type.key, id));
  const { data: record, error, refetch } = useRecord(app.key, type.key, id);
  const gone = record?.visible === false;
  const settled = useBesides(app, type, id, !gone);
  const title = record && !gone ? titleOf(record, type.title) : '';
  useEffect(() => {
    if (title && !inDrawer) document.title = `${title} · Dougong`;
  }, [title, inDrawer]);
  if (error)
    return (
      <div className={css.view}>
        <RecordHead app={app} type={type} title={text(type.name)} onClose={onClose} onGone={onGone} />
        {isMissing(error) ? (
          <Missing app={app} type={type} id={id} />
        ) : (
          <ErrorState error={error} onRetry={() => void refetch()} />
        )}
      </div>
    );
  if (record && gone)
    return (
      <div className={css.view}>
        <RecordHead app={app} type={type} title={text(type.name)} onClose={onClose} onGone={onGone} />
        <div role="status">
          <EmptyState
            text={lost.one(record)}
            action={<Button onClick={onGone}>{t('backToList', { entity: text(type.name) })}</Button>}
          />
        </div>
      </div>
    );
  if (!record || !settled) return <FormSkeleton />;
  return <LoadedRecord {...{ app, type, record, title, inDrawer, previous, next, onClose, onGone }} />;
}

/** A record that is not there: merged into another, or gone. */
function Missing({ app, type, id }: { app: AppDescription; type: EntityDescription; id: string }) {
  const t = words.use();
  const m = mergeWords.use();
  const text = useText();
  const { data, isLoading } = useMerges(app.key, type.key, id);
  if (isLoading) return <FormSkeleton />;
  if (data?.into)
    return (
      <EmptyState
        text={m('livesOn')}
        action={
          <LinkButton to={paths.record(app.key, type.key, data.into.id)}>
            {data.into.title || t('untitled')}
          </LinkButton>
        }
      />
    );
  return (
    <EmptyState
      text={t('noRecord')}
      action={
        <LinkButton to={paths.list(app.key, type.key)}>
          {t('backToList', { entity: text(type.name) })}
        </LinkButton>
      }
    />
  );
}

/** Not there, not for this reader, or an address that is no record's: asking again changes nothing. */
function isMissing(error: unknown): boolean {
  return isProblem(error) && [403, 404, 422].includes(error.status);
}

interface LoadedRecordProps extends Omit<RecordViewProps, 'id'> {
  record: RecordItem;
  title: string;
}

function LoadedRecord({
  app,
  type,
  record,
  title,
  inDrawer,
  previous,
  next,
  onClose,
  onGone,
}: LoadedRecordProps) {
  const t = words.use();
  const h = heldWords.use();
  const text = useText();
  const shared = common.use();
  const phone = useIsPhone();
  const client = useQueryClient();
  const refresh = useRefreshRecords();
  const problemText = useProblemText();
  const [tab, setTab] = useState('details');
  // The version that was seen when editing began: a later one must not wipe what is being typed.
  const [editing, setEditing] = useState<RecordItem | null>(null);
  const wide = !inDrawer && !phone;
  const related = type.related.filter((relation) => app.entities[relation.entity]);
  const tabs = [
    { key: 'details', label: t('details') },
    ...(related.length > 0 ? [{ key: 'related', label: t('related') }] : []),
    ...(app.flows.some((flow) => flow.entity === type.key) ? [{ key: 'flow', label: t('flow') }] : []),
    ...(wide ? [] : [{ key: 'timeline', label: t('timeline') }]),
  ];
  const granted = record.can.includes('change') && !record.deleted_at;
  const held = useHeld(app, type.key, record.id);
  const mayChange = granted && !held;

  const restore = () =>
    api
      .post<RecordItem>(recordsPath(app.key, type.key, `/${record.id}/restore`))
      .then((restored) => {
        refresh(app.key, type.key, restored);
        toast(t('restored'));
      })
      .catch((problem: unknown) => toast(problemText(problem), { bad: true }));

  const edit = async () => {
    if (!(await settleEditors())) return;
    setEditing(client.getQueryData<RecordItem>(keys.record(app.key, type.key, record.id)) ?? record);
  };

  const timeline = <Timeline app={app} type={type} record={record} />;
  return (
    <div className={css.view}>
      <RecordHead
        app={app}
        type={type}
        record={record}
        title={title}
        previous={previous}
        next={next}
        inDrawer={inDrawer}
        onEdit={mayChange && !editing ? () => void edit() : undefined}
        onClose={onClose}
        onGone={onGone}
      />
      {record.deleted_at && (
        <div className={css.trash} role="status">
          {t('inTrash')}
          <Button small onClick={() => void restore()}>
            {shared('restore')}
          </Button>
        </div>
      )}
      {granted && held && (
        <div className={css.trash} role="status">
          {h(held)}
        </div>
      )}
      <Suspense>
        {type.pooled && <PoolStrip app={app.key} type={type} record={record} title={title} onGone={onGone} />}
        {type.sequences.length > 0 && (
          <SequenceStrip app={app.key} type={type} record={record} title={title} />
        )}
      </Suspense>
      <DuplicateHint app={app.key} type={type} record={record} />
      {type.states && <StateStrip app={app.key} type={type} record={record} mayChange={mayChange} />}
      {editing ? (
        <div className={`${css.columns} ${css.single}`}>
          <div className={css.edit}>
            <RecordForm
              app={app.key}
              entity={type.key}
              record={editing}
              onCancel={() => setEditing(null)}
              onSaved={() => setEditing(null)}
            />
          </div>
        </div>
      ) : (
        <div className={`${css.columns} ${wide ? '' : css.single}`}>
          <div className={css.main}>
            {tabs.length > 1 && (
              <div className={css.tabs}>
                <Tabs
                  label={title}
                  items={tabs}
                  active={tab}
                  onChange={(key) => void settleEditors().then((settled) => settled && setTab(key))}
                />
              </div>
            )}
            <div
              className={css.panel}
              role="tabpanel"
              aria-label={tabs.find((item) => item.key === tab)?.label}
              tabIndex={0}
            >
              {tab === 'details' && (
                <>
                  <ScorePanel app={app} type={type} record={record} />
                  <RecordDetails
                    app={app.key}
                    entity={type}
                    record={record}
                    editable={mayChange}
                    onEdit={() => void edit()}
                  />
                </>
              )}
              {tab === 'related' && (
                <RelatedLists app={app} relations={related} record={record} title={title} />
              )}
              {tab === 'flow' && (
                <Suspense fallback={<CardsSkeleton cards={2} />}>
                  <FlowPanel app={app.key} entity={type.key} id={record.id} />
                </Suspense>
              )}
              {tab === 'timeline' && timeline}
            </div>
          </div>
          {wide && (
            <aside className={css.side} aria-label={`${t('timeline')} ${text(type.name)}`}>
              {timeline}
            </aside>
          )}
        </div>
      )}
    </div>
  );
}
