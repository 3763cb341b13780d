import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { useEffect, useRef, useState } from 'react';
import { useRefreshRecords } from '@/api/queries';
import type { EntityDescription, FieldDescription, JsonValue, RecordItem, Values } from '@/api/types';
import { allFields, FieldCell, kindOf, titleOf, valueOf } from '@/fields';
import type { Label } from '@/fields';
import { isBlank, useFormInPlace, useLostText } from '@/forms';
import { useText } from '@/i18n';
import { sentences, statements } from '@/i18n/lists';
import { common } from '@/i18n/words';
import { Button, Dialog, toast, useProblemText } from '@/ui';
import { Select } from '@/ui/Select';
import { words } from '../words';
import { fetchRecords, runBatch } from './batches';
import type { BatchItem } from './batches';
import type { Edits } from './edits';
import css from './dialogs.module.css';
import { listWords } from './listWords';
import { refusedIn } from './refusedIn';

export interface BulkEditDialogProps {
  app: string;
  type: EntityDescription;
  ids: string[];
  edits: Edits;
  onClose: () => void;
  onDone: () => void;
}

interface Wish {
  key: string | null;
  value: JsonValue;
  label?: Label;
  clear: boolean;
}

interface Tried {
  records: RecordItem[];
  answers: Map<string, BatchItem>;
  values: Values;
}

const SHOWN = 200;
const MOST_FIELDS = 5;
const same = (left: unknown, right: unknown) =>
  JSON.stringify(left ?? null) === JSON.stringify(right ?? null);

/** Values for many records: chosen, tried on the server with all its rules, looked at, then written. */
export function BulkEditDialog({ app, type, ids, edits, onClose, onDone }: BulkEditDialogProps) {
  const t = words.use();
  const k = listWords.use();
  const shared = common.use();
  const text = useText();
  const problemText = useProblemText();
  const refresh = useRefreshRecords();
  const lost = useLostText();
  const form = useFormInPlace(type);
  const fields = allFields(type).filter(
    (field) =>
      field.changeable &&
      !field.read_only &&
      !kindOf(field.type).computed &&
      field.type !== 'sub_table' &&
      !kindOf(field.type).files,
  );
  const [wishes, setWishes] = useState<Wish[]>([{ key: null, value: null, clear: false }]);
  const [tried, setTried] = useState<Tried | null>(null);
  const [progress, setProgress] = useState<{ doing: 'previewing' | 'changing'; done: number } | null>(null);
  const [error, setError] = useState<string | null>(null);
  const abort = useRef<AbortController | null>(null);
  useEffect(() => () => abort.current?.abort(), []);

  const chosen = wishes.filter((wish): wish is Wish & { key: string } => wish.key !== null);
  /** A field without a value that was not said to be cleared is a slip, not a wish. */
  const lacking = chosen.some(({ value, clear }) => !clear && isBlank(value));
  const values: Values = Object.fromEntries(
    chosen.map(({ key, value, clear }) => [key, clear ? null : value]),
  );
  const set = (at: number, part: Partial<Wish>) => {
    setTried(null);
    setWishes(wishes.map((wish, index) => (index === at ? { ...wish, ...part } : wish)));
  };
  const itemsOf = (records: RecordItem[]) =>
    records.map((record) => ({ op: 'update', id: record.id, version: record.version, values }));

  const attempt = async (doing: 'previewing' | 'changing', work: (signal: AbortSignal) => Promise<void>) => {
    abort.current = new AbortController();
    setProgress({ doing, done: 0 });
    setError(null);
    try {
      await work(abort.current.signal);
    } catch (problem) {
      if (!abort.current.signal.aborted) setError(problemText(problem));
    } finally {
      setProgress(null);
    }
  };
  const preview = () =>
    attempt('previewing', async (signal) => {
      const records = await fetchRecords(app, type.key, ids, [type.title, ...Object.keys(values)]);
      const changing = records.filter((record) => !isSame(record, values));
      const answers = await runBatch(app, type.key, itemsOf(changing), {
        dry: true,
        form,
        signal,
        onProgress: (done) => setProgress({ doing: 'previewing', done }),
      });
      setTried({
        records,
        values,
        answers: new Map(changing.map((record, at) => [record.id, answers[at] as BatchItem])),
      });
    });
  const apply = () =>
    attempt('changing', async (signal) => {
      const changing = tried?.records.filter(({ id }) => tried.answers.has(id)) ?? [];
      const answers = await runBatch(app, type.key, itemsOf(changing), {
        form,
        signal,
        onProgress: (done) => setProgress({ doing: 'changing', done }),
      });
      const done = changing.filter((_, at) => !('error' in (answers[at] as BatchItem)));
      const unseen = answers.filter((item) => 'visible' in item).length;
      const failed = changing.length - done.length;
      if (done.length > 0)
        edits.note({
          what: k('edit_many', { field: labels(), count: done.length }),
          records: done.map((record) => ({
            id: record.id,
            before: Object.fromEntries(Object.keys(values).map((key) => [key, valueOf(record, key)])),
            after: values,
          })),
        });
      refresh(app, type.key);
      const told = failed
        ? t('bulkPartly', { done: done.length, failed })
        : t('bulkDone', { count: done.length });
      toast(unseen > 0 ? statements([told, lost.some(unseen)]) : told, {
        bad: failed > 0,
        long: unseen > 0,
      });
      onDone();
      onClose();
    });
  const labels = () =>
    chosen.map(({ key }) => text(fields.find((field) => field.key === key)?.label) || key).join(', ');
  const will = tried ? [...tried.answers.values()].filter((answer) => !('error' in answer)).length : 0;

  return (
    <Dialog
      title={t('bulkEditTitle', { count: ids.length })}
      onClose={onClose}
      width={tried ? 860 : 520}
      footer={
        <>
          {progress && (
            <span className="muted" role="status" style={{ marginInlineEnd: 'auto' }}>
              {k(progress.doing, { done: progress.done, total: ids.length })}
            </span>
          )}
          <Button onClick={onClose}>{shared('cancel')}</Button>
          {tried ? (
            <Button
              look="primary"
              busy={progress !== null}
              disabled={will === 0}
              onClick={() => void apply()}
            >
              {k('applyTo', { count: will })}
            </Button>
          ) : (
            <Button
              look="primary"
              busy={progress !== null}
              disabled={chosen.length === 0 || lacking}
              onClick={() => void preview()}
            >
              {k('preview')}
            </Button>
          )}
        </>
      }
    >
      <div className={css.stack}>
        {wishes.map((wish, at) => (
          <WishInput
            key={at}
            app={app}
            wish={wish}
            fields={fields.filter(
              ({ key }) => key === wish.key || !wishes.some((other) => other.key === key),
            )}
            onChange={(part) => set(at, part)}
            onRemove={
              wishes.length > 1
                ? () => {
                    setTried(null);
                    setWishes(wishes.filter((_, index) => index !== at));
                  }
                : undefined
            }
          />
        ))}
        {wishes.length < MOST_FIELDS && chosen.length === wishes.length && (
          <span>
            <Button
              small
              look="quiet"
              icon={<PlusOutlined />}
              onClick={() => setWishes([...wishes, { key: null, value: null, clear: false }])}
            >
              {k('addField')}
            </Button>
          </span>
        )}
        {error && (
          <p role="alert" style={{ color: 'var(--red-shade)' }}>
            {error}
          </p>
        )}
        {tried && <Preview app={app} type={type} fields={fields} tried={tried} wishes={chosen} />}
      </div>
    </Dialog>
  );
}

const isSame = (record: RecordItem, values: Values) =>
  Object.entries(values).every(([key, value]) => same(valueOf(record, key), value));

interface WishInputProps {
  app: string;
  wish: Wish;
  fields: FieldDescription[];
  onChange: (part: Partial<Wish>) => void;
  onRemove?: () => void;
}

function WishInput({ app, wish, fields, onChange, onRemove }: WishInputProps) {
  const t = words.use();
  const k = listWords.use();
  const shared = common.use();
  const text = useText();
  const field = fields.find((found) => found.key === wish.key);
  const Widget = field ? kindOf(field.type).Widget : null;
  return (
    <div className={css.wish}>
      <span style={{ display: 'flex', gap: 8 }}>
        <Select
          value={wish.key ?? undefined}
          style={{ flex: 1, minWidth: 0 }}
          placeholder={t('fieldToChange')}
          aria-label={t('fieldToChange')}
          showSearch={{ optionFilterProp: 'label' }}
          options={fields.map((found) => ({ value: found.key, label: text(found.label) || found.key }))}
          onChange={(key) => onChange({ key, value: null, label: undefined, clear: false })}
        />
        {onRemove && (
          <Button look="quiet" icon={<CloseOutlined />} aria-label={shared('remove')} onClick={onRemove} />
        )}
      </span>
      {field && Widget && (
        <>
          {!wish.clear && (
            <Widget
              key={field.key}
              field={{ ...field, required: false }}
              app={app}
              value={wish.value}
              labelText={wish.label}
              onChange={(value, label) => onChange({ value, label })}
            />
          )}
          {!wish.clear && isBlank(wish.value) && (
            <span className="muted caption" role="status">
              {k(field.required ? 'giveValue' : 'giveValueOrClear')}
            </span>
          )}
          {!field.required && (
            <label style={{ display: 'flex', gap: 8 }}>
              <input
                type="checkbox"
                checked={wish.clear}
                onChange={(event) => onChange({ clear: event.target.checked })}
              />
              {k('clearField')}
            </label>
          )}
        </>
      )}
    </div>
  );
}

interface PreviewProps {
  app: string;
  type: EntityDescription;
  fields: FieldDescription[];
  tried: Tried;
  wishes: Wish[];
}

/** What each record is now and would be then; what is refused stands first, with the reason. */
function Preview({ app, type, fields, tried, wishes }: PreviewProps) {
  const k = listWords.use();
  const text = useText();
  const { records, answers, values } = tried;
  const refused = records.filter(({ id }) => answers.has(id) && 'error' in (answers.get(id) as BatchItem));
  const changed = records.filter(({ id }) => answers.has(id) && !('error' in (answers.get(id) as BatchItem)));
  const rest = records.length - refused.length - changed.length;
  const shown = [...refused, ...changed].slice(0, SHOWN);
  const columns = fields.filter(({ key }) => key in values);
  const reason = (record: RecordItem) => {
    const answer = answers.get(record.id);
    if (!answer || !('error' in answer)) return null;
    const messages = answer.error.errors.map((found) => refusedIn(found, type, Object.keys(values), text));
    return messages.length > 0 ? sentences(messages) : answer.error.detail;
  };
  return (
    <section className={css.stack} aria-label={k('preview')}>
      <p role="status">
        <strong>{k('willChange', { count: changed.length })}</strong>
        {rest > 0 && <> · {k('staySame', { count: rest })}</>}
        {refused.length > 0 && (
          <span style={{ color: 'var(--red-shade)' }}> · {k('willRefuse', { count: refused.length })}</span>
        )}
        <span className="muted"> · {k('previewText')}</span>
      </p>
      <div className={css.previewTable} tabIndex={0} role="region" aria-label={k('preview')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{k('record')}</th>
              {columns.map((field) => (
                <th scope="col" key={field.key}>
                  {text(field.label)}
                </th>
              ))}
              <th scope="col">{k('outcome')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((record) => {
              const why = reason(record);
              return (
                <tr key={record.id}>
                  <th scope="row">{titleOf(record, type.title)}</th>
                  {columns.map((field) => {
                    const wish = wishes.find(({ key }) => key === field.key);
                    return (
                      <td key={field.key}>
                        <del>
                          <FieldCell app={app} field={field} record={record} compact />
                        </del>
                        {!why && (
                          <>
                            <span aria-hidden> → </span>
                            <ins>
                              <FieldCell
                                app={app}
                                field={field}
                                value={values[field.key] ?? null}
                                labelText={wish?.label}
                                compact
                              />
                            </ins>
                          </>
                        )}
                      </td>
                    );
                  })}
                  <td>{why ? <span style={{ color: 'var(--red-shade)' }}>{why}</span> : '✓'}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {refused.length + changed.length > SHOWN && (
        <p className="muted caption">
          {k('shownOf', { shown: SHOWN, count: refused.length + changed.length })}
        </p>
      )}
    </section>
  );
}
