import { useState } from 'react';
import type { CSSProperties } from 'react';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { api } from '@/api/client';
import { recordsPath, useApp, useRefreshRecords } from '@/api/queries';
import type { AppDescription, EntityDescription, MergePreview, RecordItem } from '@/api/types';
import { NotFound } from '@/app/RouteError';
import { fieldOf, FieldCell, titleOf } from '@/fields';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button, ErrorState, PageHeader, PageSkeleton, toast, useProblemText } from '@/ui';
import { DateTimeText } from '@/ui/display';
import { paths } from '@/ui/paths';
import { words } from '../words';
import { MOST_MERGED, usePreview } from './api';
import css from './merge.module.css';
import { PickOther } from './PickOther';
import { mergeWords } from './words';

const ALL = 'all';

/** Two to five records side by side: which is kept, and whose value each field takes. */
export function MergePage() {
  const { app = '', entity = '' } = useParams();
  const [search, setSearch] = useSearchParams();
  const { data, error, refetch } = useApp(app);
  const t = mergeWords.use();
  const text = useText();
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <PageSkeleton />;
  const type = data.entities[entity];
  if (!type || !type.actions.includes('merge')) return <NotFound />;
  const ids = (search.get('records') ?? '').split(',').filter(Boolean).slice(0, MOST_MERGED);
  const keep = search.get('keep') ?? ids[0] ?? '';
  const show = (records: string[], kept: string) =>
    setSearch({ records: records.join(','), keep: kept }, { replace: true });
  return (
    <div className={css.page}>
      <PageHeader title={t('mergeTitle', { entity: text(type.name) })} />
      {ids.length < 2 ? (
        <div className={css.narrow}>
          <p className="muted">{t('tooFew')}</p>
          <PickOther app={app} type={type} besides={ids} onPick={(id) => show([...ids, id], keep || id)} />
        </div>
      ) : (
        <Comparison app={data} type={type} ids={ids} keep={keep} onKeep={(id) => show(ids, id)} />
      )}
    </div>
  );
}

interface ComparisonProps {
  app: AppDescription;
  type: EntityDescription;
  ids: string[];
  keep: string;
  onKeep: (id: string) => void;
}

function Comparison({ app, type, ids, keep, onKeep }: ComparisonProps) {
  const t = mergeWords.use();
  const others = ids.filter((id) => id !== keep);
  const [working, setWorking] = useState(false);
  // Nothing is asked once they are being merged: the others are gone then.
  const preview = usePreview(app.key, type.key, keep, others, !working);
  const [chosen, setChosen] = useState<Record<string, string>>({});
  const [every, setEvery] = useState(false);
  if (preview.error) return <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />;
  const plan = preview.data;
  if (!plan) return <PageSkeleton />;
  const records = ids
    .map((id) => plan.records.find((record) => record.id === id))
    .filter((record): record is RecordItem => record !== undefined);
  const choices = Object.fromEntries(plan.fields.map((one) => [one.field, one]));
  const fields = every ? type.fields.filter((field) => !field.system && field.type !== 'sub_table') : [];
  const rest = fields.filter((field) => !(field.key in choices));
  const taken = (key: string) => {
    const choice = choices[key]!;
    const wanted = chosen[key];
    const fits = wanted === ALL ? choice.unites : wanted !== undefined && choice.sources.includes(wanted);
    return fits ? wanted! : choice.usual;
  };
  return (
    <>
      <div className={css.grid} style={{ '--columns': records.length } as CSSProperties}>
        <Heads {...{ app, type, records, keep, onKeep }} />
        {plan.fields.length === 0 && <p className={`muted ${css.wide}`}>{t('allEqual')}</p>}
        {plan.fields.map((one) => (
          <FieldChoice
            key={one.field}
            {...{ app, type, records }}
            choice={one}
            taken={taken(one.field)}
            onTake={(source) => setChosen({ ...chosen, [one.field]: source })}
          />
        ))}
        {rest.map((field) => (
          <PlainField key={field.key} {...{ app, type, records }} name={field.key} />
        ))}
      </div>
      <div>
        <Button small look="quiet" onClick={() => setEvery(!every)}>
          {t(every ? 'showLess' : 'showAll')}
        </Button>
      </div>
      <Follows plan={plan} />
      <MergeButton
        {...{ app, type, plan, records }}
        choose={Object.fromEntries(plan.fields.map((one) => [one.field, taken(one.field)]))}
        busy={preview.isPlaceholderData}
        working={working}
        onWorking={setWorking}
      />
    </>
  );
}

interface HeadsProps {
  app: AppDescription;
  type: EntityDescription;
  records: RecordItem[];
  keep: string;
  onKeep: (id: string) => void;
}

function Heads({ app, type, records, keep, onKeep }: HeadsProps) {
  const t = mergeWords.use();
  const shared = words.use();
  return (
    <fieldset className={css.row}>
      <legend className="visually-hidden">{t('keep')}</legend>
      <span className={css.name} aria-hidden />
      {records.map((record) => (
        <div key={record.id} className={`${css.head} ${record.id === keep ? css.taken : ''}`}>
          <Link to={paths.record(app.key, type.key, record.id)} className="truncate">
            {titleOf(record, type.title) || shared('untitled')}
          </Link>
          <span className="muted caption">
            {record.created_at && <DateTimeText value={record.created_at} />}
            {record.labels.owner ? ` · ${record.labels.owner}` : ''}
          </span>
          <label className={css.option}>
            <input type="radio" name="keep" checked={record.id === keep} onChange={() => onKeep(record.id)} />
            <span>{t('keep')}</span>
          </label>
          <span className="muted caption">{t(record.id === keep ? 'kept' : 'merged')}</span>
        </div>
      ))}
    </fieldset>
  );
}

interface FieldChoiceProps {
  app: AppDescription;
  type: EntityDescription;
  records: RecordItem[];
  choice: MergePreview['fields'][number];
  taken: string;
  onTake: (source: string) => void;
}

function FieldChoice({ app, type, records, choice, taken, onTake }: FieldChoiceProps) {
  const t = mergeWords.use();
  const text = useText();
  const field = fieldOf(type, choice.field);
  if (!field) return null;
  const label = text(field.label);
  return (
    <fieldset className={css.row} data-field={choice.field}>
      <legend className="visually-hidden">{label}</legend>
      <span className={css.name} aria-hidden>
        {label}
        {choice.unites && (
          <label className={css.option}>
            <input
              type="radio"
              name={`of-${choice.field}`}
              checked={taken === ALL}
              onChange={() => onTake(ALL)}
            />
            <span>{t('all')}</span>
          </label>
        )}
      </span>
      {records.map((record) => {
        const open = choice.sources.includes(record.id);
        const on = taken === record.id || taken === ALL;
        return (
          <label key={record.id} className={`${css.cell} ${on ? css.taken : ''}`}>
            <input
              type="radio"
              name={`of-${choice.field}`}
              checked={taken === record.id}
              disabled={!open}
              aria-label={`${label}: ${titleOf(record, type.title)}`}
              onChange={() => onTake(record.id)}
            />
            <Value app={app.key} field={field} record={record} />
          </label>
        );
      })}
    </fieldset>
  );
}

function PlainField({
  app,
  type,
  records,
  name,
}: {
  app: AppDescription;
  type: EntityDescription;
  records: RecordItem[];
  name: string;
}) {
  const text = useText();
  const field = fieldOf(type, name);
  if (!field) return null;
  return (
    <div className={css.row}>
      <span className={css.name}>{text(field.label)}</span>
      {records.map((record) => (
        <span key={record.id} className={css.cell}>
          <Value app={app.key} field={field} record={record} />
        </span>
      ))}
    </div>
  );
}

type Field = EntityDescription['fields'][number];

function Value({ app, field, record }: { app: string; field: Field; record: RecordItem }) {
  const t = mergeWords.use();
  const value = record.values[field.key];
  const blank =
    value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
  if (blank) return <span className="muted">{t('blank')}</span>;
  return (
    <span className={css.value}>
      {field.type === 'sub_table' && Array.isArray(value) ? (
        <RowTitles rows={value as Record<string, unknown>[]} />
      ) : (
        <FieldCell app={app} field={field} record={record} />
      )}
    </span>
  );
}

/** The rows of a sub-table in a line each: their texts. */
function RowTitles({ rows }: { rows: Record<string, unknown>[] }) {
  return (
    <ul className={css.rows}>
      {rows.map((row, index) => (
        <li key={index}>
          {Object.entries(row)
            .filter(([key, value]) => key !== 'id' && typeof value === 'string' && value !== '')
            .slice(0, 3)
            .map(([, value]) => String(value))
            .join(' · ')}
        </li>
      ))}
    </ul>
  );
}

/** What moves along, what stays, and what stands against it. */
function Follows({ plan }: { plan: MergePreview }) {
  const t = mergeWords.use();
  return (
    <section className={css.follows} aria-label={t('follows')}>
      <h2>{t('follows')}</h2>
      <ul>
        {plan.moves.map((move) => (
          <li key={`${move.entity}/${move.field}`}>
            {t('moves', { name: move.name, label: move.label })} <strong>{move.count}</strong>
          </li>
        ))}
        {plan.comments > 0 && (
          <li>
            {t('comments')} <strong>{plan.comments}</strong>
          </li>
        )}
        {plan.files > 0 && (
          <li>
            {t('files')} <strong>{plan.files}</strong>
          </li>
        )}
        <li>{t('timelines')}</li>
        {plan.left_back > 0 && <li>{t('leftBack', { count: plan.left_back })}</li>}
        <li>{t('undoDays', { count: plan.undo_days })}</li>
      </ul>
      {plan.obstacles.map((one) => (
        <p key={one.pointer + one.code} className={css.obstacle} role="alert">
          {one.message}
        </p>
      ))}
    </section>
  );
}

interface MergeButtonProps {
  app: AppDescription;
  type: EntityDescription;
  plan: MergePreview;
  records: RecordItem[];
  choose: Record<string, string>;
  busy: boolean;
  working: boolean;
  onWorking: (working: boolean) => void;
}

function MergeButton({ app, type, plan, records, choose, busy, working, onWorking }: MergeButtonProps) {
  const t = mergeWords.use();
  const shared = common.use();
  const navigate = useNavigate();
  const refresh = useRefreshRecords();
  const problemText = useProblemText();
  const merge = async () => {
    onWorking(true);
    try {
      const done = await api.post<{ merge: string; record: RecordItem }>(
        recordsPath(app.key, type.key, '/merge'),
        {
          keep: plan.keep,
          records: records.map((record) => record.id).filter((id) => id !== plan.keep),
          choose,
          versions: Object.fromEntries(records.map((record) => [record.id, record.version])),
        },
      );
      refresh(app.key, type.key, done.record);
      toast(t('done', { title: titleOf(done.record, type.title) }));
      void navigate(paths.record(app.key, type.key, plan.keep));
    } catch (problem) {
      toast(problemText(problem), { bad: true });
      onWorking(false);
    }
  };
  return (
    <div className={css.foot}>
      <Button onClick={() => void navigate(-1)}>{shared('cancel')}</Button>
      <Button
        look="primary"
        busy={working}
        disabled={busy || plan.obstacles.length > 0}
        onClick={() => void merge()}
      >
        {t('doIt', { count: records.length })}
      </Button>
    </div>
  );
}
