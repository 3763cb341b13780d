import { useQueryClient } from '@tanstack/react-query';
import { memo, useEffect, useId } from 'react';
import { api } from '@/api/client';
import { keys, recordsPath } from '@/api/queries';
import type { EntityDescription, LayoutNode, RecordItem } from '@/api/types';
import { fieldOf, kindOf, targetOf } from '@/fields';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import css from './forms.module.css';
import { offeredOptions } from './offered';
import type { Remark } from './state';
import { useForm } from './store';

export interface FormFieldProps {
  app: string;
  entity: EntityDescription;
  item: LayoutNode & { field: string };
  autoFocus?: boolean;
  /** Rules look through this reference: its record is fetched, along with what it points to itself. */
  watch?: readonly string[];
}

/**
 * One field while it is being filled in: label, control, help, what is wrong. It is drawn anew when something of
 * its own changes, not with every key in another field of the form.
 */
export const FormField = memo(function FormField({ app, entity, item, autoFocus, watch }: FormFieldProps) {
  const text = useText();
  const shared = common.use();
  const id = useId();
  const key = item.field;
  const field = fieldOf(entity, key);
  const target =
    field?.type === 'reference' || field?.type === 'tree_parent'
      ? targetOf(app, field.settings.entity)
      : null;
  const value = useForm((state) => state.values[key] ?? null);
  const label = useForm((state) => state.labels[key]);
  const errors = useForm((state) => state.errors[key]);
  const hidden = useForm((state) => state.hidden.has(key));
  const needed = useForm((state) => state.required.has(key));
  const locked = useForm((state) => state.locked.has(key));
  const before = useForm((state) => state.before[key] ?? null);
  const cells = useForm((state) => (field?.type === 'sub_table' ? state.errors : undefined));
  const creating = useForm((state) => state.creating);
  const offered = useForm((state) => state.offered[key]);
  const filter = useForm((state) =>
    target || state.picked[key] ? state.filterOf(key, item.filter) : item.filter,
  );
  const refused = useForm((state) => (state.dirty ? remarksAt(state.refused, key) : NONE));
  const warned = useForm((state) => remarksAt(state.warned, key));
  const setValue = useForm((state) => state.setValue);
  const waitFor = useForm((state) => state.waitFor);
  const setReferenced = useForm((state) => state.setReferenced);
  const client = useQueryClient();

  const along = watch?.join(',') ?? '';
  const targetKey = target ? `${target.app}/${target.entity}` : null;
  useEffect(() => {
    if (!watch || !target) return;
    if (typeof value !== 'string') {
      setReferenced(key, null);
      return;
    }
    let current = true;
    client
      .fetchQuery({
        queryKey: [...keys.record(target.app, target.entity, value), ...(along ? [along] : [])],
        queryFn: () =>
          api.get<RecordItem>(recordsPath(target.app, target.entity, `/${value}`), {
            query: { expand: along || undefined },
          }),
        staleTime: 60_000,
      })
      .then((record) => current && setReferenced(key, record))
      .catch(() => undefined);
    return () => {
      current = false;
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [value, along, watch === undefined, targetKey, key]);

  if (!field || hidden) return null;
  const kind = kindOf(field.type);
  // A button acts on what is saved: it stands on the record, not where it is being changed.
  if (kind.unasked || kind.holdsNothing) return null;
  const required = field.required || needed;
  const closed = locked || item.read_only || !field.writable || field.read_only || kind.computed === true;
  const help = item.help ?? field.help;
  const noteId = `${id}-note`;
  const errorId = `${id}-error`;
  const described = [help ? noteId : '', errors ? errorId : ''].filter(Boolean).join(' ') || undefined;
  const showsItself = kind.computed || (closed && field.type !== 'sub_table');
  return (
    <div className={css.field} data-field={key}>
      <label className={css.label} htmlFor={showsItself ? undefined : id}>
        {text(item.label ?? field.label) || key}
        {required && !closed && (
          <span className={css.star} title={shared('required')}>
            *
          </span>
        )}
      </label>
      {showsItself ? (
        <div className={css.value}>
          {kind.computed ? (
            <kind.Widget field={field} app={app} value={value} onChange={() => undefined} />
          ) : (
            <kind.Cell field={field} app={app} value={value} labelText={label} />
          )}
        </div>
      ) : (
        <kind.Widget
          id={id}
          field={{
            ...field,
            required,
            label: item.label ?? field.label,
            options: offeredOptions(entity, field, creating ? value : before, creating).filter(
              (option) => !offered || offered.includes(option.key) || option.key === value,
            ),
          }}
          app={app}
          entity={entity.key}
          value={value}
          labelText={label}
          item={filter ? { ...item, filter } : item}
          disabled={closed}
          invalid={errors !== undefined}
          faults={cells}
          describedBy={described}
          autoFocus={autoFocus}
          onChange={(next, nextLabel) => setValue(key, next, nextLabel)}
          onPending={waitFor}
        />
      )}
      {help && (
        <span id={noteId} className={css.help}>
          {text(help)}
        </span>
      )}
      <Remarks remarks={warned} look={css.warning} />
      {!errors && <Remarks remarks={refused} look={css.error} />}
      {errors && (
        <span id={errorId} className={css.error} role="alert">
          {errors.map((message, index) => (
            <span key={index} style={{ display: 'block' }}>
              {message}
            </span>
          ))}
        </span>
      )}
    </div>
  );
});

const NONE: readonly Remark[] = [];
const kept = new WeakMap<readonly Remark[], Map<string, readonly Remark[]>>();

/** Of what a form says now, what belongs to one place: the same list as long as the same is said. */
export function remarksAt(remarks: readonly Remark[], place: string | null): readonly Remark[] {
  if (remarks.length === 0) return NONE;
  const places = kept.get(remarks) ?? new Map<string, readonly Remark[]>();
  kept.set(remarks, places);
  const found = places.get(place ?? '') ?? remarks.filter(({ field }) => field === place);
  places.set(place ?? '', found);
  return found.length > 0 ? found : NONE;
}

/** What the rules of a form say at a place, in the reader's language. */
export function Remarks({ remarks, look }: { remarks: readonly Remark[]; look?: string }) {
  const text = useText();
  if (remarks.length === 0) return null;
  return (
    <span className={look} role="status">
      {remarks.map((remark, index) => (
        <span key={index} style={{ display: 'block' }}>
          {text(remark.text)}
        </span>
      ))}
    </span>
  );
}
