import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api } from '@/api/client';
import { keys, recordsPath, useEntity } from '@/api/queries';
import type { RecordPage } from '@/api/types';
import { Blank } from '@/ui/display';
import { Select } from '@/ui/Select';
import { useControl } from '../control';
import { idsOf, titlesOf } from '../labels';
import type { CellProps, WidgetProps } from '../kind';
import { targetOf, titleOf } from '../targets';
import { words } from '../words';

export interface Offer {
  value: string;
  label: string;
  hint?: ReactNode;
}

export interface SeveralSelectProps {
  widget: WidgetProps;
  /** What can be chosen now; what is chosen need not be among it. */
  offers: Offer[];
  /** The entity whose records are chosen: titles that nobody has told are asked there. */
  entity: string | undefined;
  search?: (text: string) => void;
  loading: boolean;
  fault?: unknown;
  placeholder: string;
  onOpen: (open: boolean) => void;
  /** An offer that is none of the records, such as making a new one; true when it was taken. */
  onOffer?: (value: string) => boolean;
}

/** Several of many: what is chosen stands in the control by name, each can be taken out again. */
export function SeveralSelect(props: SeveralSelectProps) {
  const { widget, offers, entity, search, loading, fault, placeholder, onOpen, onOffer } = props;
  const control = useControl(widget);
  const ids = idsOf(widget.value);
  const told = titlesOf(widget.labelText);
  const known = new Map<string, string | null>(ids.map((id, at) => [id, told[at] ?? null]));
  for (const offer of offers) if (known.has(offer.value)) known.set(offer.value, offer.label);
  const unnamed = ids.filter((id) => known.get(id) === null);
  const asked = useTitles(widget.app, entity, told.length === ids.length ? [] : unnamed);
  const nameOf = (id: string) => known.get(id) ?? asked.get(id) ?? id.slice(0, 8);
  return (
    <Select
      {...control}
      mode="multiple"
      style={{ width: '100%' }}
      value={ids}
      options={offers}
      labelRender={({ value }) => nameOf(String(value))}
      optionRender={(option) => (
        <span style={{ display: 'flex', gap: 8 }}>
          {option.data.label}
          <span className="muted caption truncate">{option.data.hint}</span>
        </span>
      )}
      showSearch={search ? { filterOption: false, onSearch: search } : { optionFilterProp: 'label' }}
      loading={loading}
      fault={fault}
      placeholder={placeholder}
      notFoundContent={loading ? null : undefined}
      onOpenChange={(open) => {
        onOpen(open);
        if (!open) widget.onCommit?.();
      }}
      onChange={(next: string[]) => {
        const added = next.find((id) => !ids.includes(id));
        if (added !== undefined && onOffer?.(added)) return;
        const names = new Map(offers.map((offer) => [offer.value, offer.label]));
        widget.onChange(
          next,
          next.map((id) => names.get(id) ?? known.get(id) ?? asked.get(id) ?? null),
        );
      }}
    />
  );
}

/** What records are called of which only the ids are known, as in a saved filter. */
function useTitles(app: string, key: string | undefined, ids: string[]): Map<string, string> {
  const target = targetOf(app, key);
  const entity = useEntity(target.app, target.entity);
  const { data } = useQuery({
    queryKey: [...keys.records(target.app, target.entity), 'titles', ids],
    enabled: ids.length > 0 && target.entity !== '',
    staleTime: 300_000,
    queryFn: ({ signal }) =>
      api.get<RecordPage>(recordsPath(target.app, target.entity), {
        signal,
        query: { filter: `id IN (${ids.map((id) => `"${id}"`).join(', ')})`, limit: ids.length },
      }),
  });
  return new Map((data?.items ?? []).map((record) => [record.id, titleOf(record, entity?.title ?? 'name')]));
}

export interface SeveralCellProps extends CellProps {
  /** How one of them is shown. */
  one: (id: string, title: string) => ReactNode;
}

/** The names of what a field holds; of what the reader may not see only how many there are. */
export function SeveralCell({ value, labelText, compact, one }: SeveralCellProps) {
  const t = words.use();
  const ids = idsOf(value);
  const titles = titlesOf(labelText);
  const shown = ids.flatMap((id, at) => (titles[at] ? [{ id, title: titles[at] }] : []));
  const unseen = ids.length - shown.length;
  if (ids.length === 0) return <Blank />;
  return (
    <span
      style={{
        display: compact ? 'block' : 'flex',
        flexWrap: 'wrap',
        columnGap: 4,
        rowGap: 4,
        ...(compact ? { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' } : {}),
      }}
      title={compact ? shown.map(({ title }) => title).join(', ') : undefined}
    >
      {shown.map(({ id, title }, at) => (
        <span
          key={id}
          title={title}
          style={compact ? undefined : { display: 'inline-flex', alignItems: 'baseline', maxWidth: '100%' }}
        >
          {one(id, title)}
          {at < ids.length - 1 && ', '}
        </span>
      ))}
      {unseen > 0 && <span className="muted">{t('unseen', { count: unseen })}</span>}
    </span>
  );
}
