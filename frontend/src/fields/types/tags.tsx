import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/api/client';
import { keys, recordsPath } from '@/api/queries';
import type { RecordPage } from '@/api/types';
import { Blank } from '@/ui/display';
import { Select } from '@/ui/Select';
import { StateTag } from '@/ui/StateTag';
import { useControl } from '../control';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { words } from '../words';

const LOOKED_AT = 200;

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** Words that the records last changed have in this field, besides those that the builder suggests. */
function useSuggestions({ app, field, entity }: WidgetProps, open: boolean): string[] {
  const { data } = useQuery({
    queryKey: [...keys.records(app, entity ?? ''), 'tags', field.key],
    enabled: open && entity !== undefined,
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      api.get<RecordPage>(recordsPath(app, entity ?? ''), {
        signal,
        query: {
          fields: field.key,
          filter: `NOT(ISBLANK(${field.key}))`,
          sort: '-updated_at',
          limit: LOOKED_AT,
        },
      }),
  });
  const used = (data?.items ?? []).flatMap((record) => listOf(record.values[field.key]));
  return [...new Set([...listOf(field.settings.suggestions), ...used])];
}

function TagsWidget(props: WidgetProps) {
  const { value, onChange, onCommit } = props;
  const control = useControl(props);
  const t = words.use();
  const [open, setOpen] = useState(false);
  const suggestions = useSuggestions(props, open);
  return (
    <Select
      {...control}
      mode="tags"
      style={{ width: '100%' }}
      value={listOf(value)}
      options={suggestions.map((word) => ({ value: word, label: word }))}
      placeholder={t('tagsHint')}
      tokenSeparators={[',', '，', ';', '；', '、']}
      maxCount={100}
      // Nothing is chosen by leaving: only what was typed or pointed at.
      defaultActiveFirstOption={false}
      onOpenChange={setOpen}
      onChange={(next: string[]) => onChange(next.map((word) => word.trim().slice(0, 60)).filter(Boolean))}
      onBlur={onCommit}
    />
  );
}

function TagsCell({ value, compact }: CellProps) {
  const tags = listOf(value);
  if (tags.length === 0) return <Blank />;
  return (
    <span
      style={{ display: 'inline-flex', gap: 4, flexWrap: compact ? 'nowrap' : 'wrap', overflow: 'hidden' }}
    >
      {tags.map((tag) => (
        <StateTag key={tag}>{tag}</StateTag>
      ))}
    </span>
  );
}

export const TAGS: FieldKind = { type: 'tags', Widget: TagsWidget, Cell: TagsCell, width: 180 };
