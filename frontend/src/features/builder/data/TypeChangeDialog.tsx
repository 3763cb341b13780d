import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { Problem } from '@/api/problem';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { ErrorState } from '@/ui/ErrorState';
import { TableSkeleton } from '@/ui/Skeletons';
import { useEntries } from '../draft/api';
import type { EntityDocument, FieldDocument } from '../draft/documents';
import { flushAll } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import { CheckInput, ChoiceInput } from '../kit/controls';
import kit from '../kit/kit.module.css';
import css from './data.module.css';
import { fieldApi, fieldKeys } from './fieldApi';
import type { Conversion } from './fieldApi';
import { fieldKinds } from './fieldKinds';
import { changeType, choicesOf, NOT_OFFERED, ofType } from './typeChange';
import type { Fallback } from './typeChange';
import { dataWords } from './words';

export interface TypeChangeDialogProps {
  handle: DocumentHandle<EntityDocument>;
  fieldKey: string;
  onClose: () => void;
}

/** Another type for a field: what fits is told before anything changes, and nothing is lost. */
export function TypeChangeDialog({ handle, fieldKey, onClose }: TypeChangeDialogProps) {
  const d = dataWords.use();
  const c = common.use();
  const text = useText();
  const { app, document: entity } = handle;
  const field = entity.schema.properties[fieldKey] as FieldDocument;
  const own = field['x-dougong'];
  const [type, setType] = useState('');
  const [target, setTarget] = useState('');
  const [choices, setChoices] = useState(true);
  const [fallback, setFallback] = useState<Fallback>('blank');
  const entries = useEntries(app, 'entity');
  const ask = (definition?: FieldDocument, cursor?: string, signal?: AbortSignal) =>
    fieldApi.conversion(app, { entity: entity.key, field: own.id, definition, cursor }, signal);

  // Asked with the field as it is: which types it can become. A field that was never published has no values.
  const ways = useQuery({
    queryKey: fieldKeys.conversion(app, own.id, null),
    gcTime: 0,
    retry: false,
    queryFn: async ({ signal }) => {
      await flushAll(app);
      try {
        return await ask(undefined, undefined, signal);
      } catch (problem) {
        if (problem instanceof Problem && problem.status === 404) return null;
        throw problem;
      }
    },
  });
  const offered = fieldKinds.filter(
    (kind) =>
      kind.type !== own.type &&
      !NOT_OFFERED.has(kind.type) &&
      (ways.data === null || ways.data?.ways.includes(kind.type)),
  );
  const pointing = type === 'reference' || type === 'references';
  // One record and several of the same list become each other.
  const known = pointing && own.entity !== undefined ? own.entity : target;
  const chosen = type !== '' && (!pointing || known !== '');
  const makesChoices = (type === 'select' || type === 'multi_select') && own.options === undefined;
  const bare = useMemo(() => {
    if (!chosen) return null;
    const made = ofType(field, type);
    if (pointing) made['x-dougong'].entity = known;
    return made;
  }, [chosen, field, type, pointing, known]);
  const words = useQuery({
    queryKey: fieldKeys.conversion(app, own.id, { words: type }),
    enabled: Boolean(bare && ways.data && makesChoices && choices),
    gcTime: 0,
    queryFn: ({ signal }) => ask(withoutChoices(bare!), undefined, signal),
  });
  const definition = useMemo(() => {
    if (!bare) return null;
    if (!makesChoices || !choices || !words.data) return bare;
    const found = words.data.values.map((each) => each.value);
    return found.length > 0 ? ofType(field, type, choicesOf(found)) : bare;
  }, [bare, makesChoices, choices, words.data, field, type]);
  const waiting = makesChoices && choices && Boolean(ways.data) && !words.data;
  const preview = useInfiniteQuery({
    queryKey: fieldKeys.unfit(app, own.id, definition),
    enabled: Boolean(definition && ways.data && !waiting),
    gcTime: 0,
    queryFn: ({ pageParam, signal }: { pageParam: string | undefined; signal: AbortSignal }) =>
      ask(definition ?? undefined, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: Conversion) => last.next ?? undefined,
  });
  const first = preview.data?.pages[0];
  const ready = Boolean(definition) && (ways.data === null || Boolean(first?.possible));
  const name = text(own.label) || fieldKey;
  const apply = () => {
    if (!definition) return;
    const keeps = ways.data === null || !first?.reads ? 'blank' : fallback;
    const label = (lng: 'zh' | 'en') =>
      d(keeps === 'text' ? 'unfitLabel' : 'beforeLabel', { lng, name: own.label[lng] ?? name });
    handle.change((draft) =>
      changeType(draft, fieldKey, structuredClone(definition), keeps, { zh: label('zh'), en: label('en') }),
    );
    onClose();
  };

  return (
    <Dialog
      title={d('changeTypeOf', { name })}
      onClose={onClose}
      width={680}
      footer={
        <>
          <Button onClick={onClose}>{c('cancel')}</Button>
          <Button look="primary" disabled={!ready || waiting} onClick={apply}>
            {d('changeType')}
          </Button>
        </>
      }
    >
      <div className={kit.stack}>
        {ways.isPending && <TableSkeleton rows={3} />}
        {ways.isError && <ErrorState error={ways.error} onRetry={() => void ways.refetch()} />}
        {ways.isSuccess && (
          <ChoiceInput
            label={d('newType')}
            value={type}
            onChange={(next) => {
              setType(next);
              setFallback('blank');
            }}
            options={offered.map((kind) => ({
              value: kind.type,
              label: d(`type_${kind.type}` as 'type_text'),
            }))}
          />
        )}
        {pointing && own.entity === undefined && (
          <ChoiceInput
            label={d('targetEntity')}
            value={target}
            onChange={setTarget}
            options={entries.map((entry) => ({ value: entry.key, label: text(entry.name) || entry.key }))}
          />
        )}
        {makesChoices && ways.data && (
          <CheckInput label={d('choicesOfValues')} value={choices} onChange={setChoices} />
        )}
        {chosen && ways.data === null && <p className="muted">{d('noValuesYet')}</p>}
        {chosen && ways.data && (preview.isFetching || waiting) && !first && <TableSkeleton rows={4} />}
        {preview.isError && <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />}
        {first && !waiting && (
          <Outcome
            first={first}
            items={preview.data?.pages.flatMap((page) => page.items) ?? []}
            more={
              preview.hasNextPage ? (
                <Button small busy={preview.isFetchingNextPage} onClick={() => void preview.fetchNextPage()}>
                  {c('loadMore')}
                </Button>
              ) : null
            }
          />
        )}
        {first?.reads && first.filled > 0 && !waiting && (
          <fieldset className={css.fallback}>
            <legend>{d(first.unfit ? 'fallback' : 'fallbackAll')}</legend>
            {(first.unfit ? (['blank', 'text', 'beside'] as const) : (['blank', 'beside'] as const)).map(
              (each) => (
                <label key={each}>
                  <input
                    type="radio"
                    name="fallback"
                    checked={fallback === each}
                    onChange={() => setFallback(each)}
                  />{' '}
                  {d(each === 'blank' && first.unfit === 0 ? 'fallback_aside' : `fallback_${each}`)}
                </label>
              ),
            )}
            <p className="muted caption">{d('fallbackHelp')}</p>
          </fieldset>
        )}
      </div>
    </Dialog>
  );
}

/** A choice that no value has: every word is then told with its count. */
function withoutChoices(field: FieldDocument): FieldDocument {
  const own = field['x-dougong'];
  const none = [{ key: 'none_of_them', label: { en: '\u2063', zh: '\u2063' } }];
  return { ...field, 'x-dougong': { ...own, options: none } };
}

function Outcome({ first, items, more }: { first: Conversion; items: Conversion['items']; more: ReactNode }) {
  const d = dataWords.use();
  if (!first.possible) return <p role="alert">{d('cannotBecome')}</p>;
  if (!first.reads) return <p>{d('staysAsItIs')}</p>;
  if (first.filled === 0) return <p>{d('noValues')}</p>;
  return (
    <>
      <p role="status">
        <strong>{d('fits', { count: first.fits, total: first.filled })}</strong>
        {first.unfit > 0 && (
          <>
            {' '}
            <span style={{ color: 'var(--red-shade)' }}>{d('unfit', { count: first.unfit })}</span>
          </>
        )}
      </p>
      {first.examples.length > 0 && (
        <ul className={css.examples} aria-label={d('examples')}>
          {first.examples.map((each) => (
            <li key={each.before}>
              <span>{each.before}</span> → <strong>{each.after}</strong>
            </li>
          ))}
        </ul>
      )}
      {first.unfit > 0 && (
        <div className={css.unfit}>
          <table>
            <thead>
              <tr>
                <th scope="col">{d('unfitRecord')}</th>
                <th scope="col">{d('unfitValue')}</th>
                <th scope="col">{d('unfitReason')}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((each) => (
                <tr key={each.record}>
                  <th scope="row">{each.title || '–'}</th>
                  <td>{each.value}</td>
                  <td className="muted">{each.reason}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {more}
        </div>
      )}
    </>
  );
}
