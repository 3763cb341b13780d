import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/api/client';
import { recordsPath, useApp } from '@/api/queries';
import type { RecordPage } from '@/api/types';
import { Select } from '@/ui/Select';
import { useDebounced } from '@/ui/useDebounced';

interface RecordPickProps {
  id?: string;
  app: string;
  entity: string;
  label: string;
  value: string | undefined;
  onChange: (record: string | undefined) => void;
}

/** A record of an entity, found by typing; nothing where its records have no title. */
export function RecordPick({ id, app, entity, label, value, onChange }: RecordPickProps) {
  const [search, setSearch] = useState('');
  const still = useDebounced(search);
  const title = useApp(app).data?.entities[entity]?.title;
  const records = useQuery({
    queryKey: ['try-records', app, entity, still],
    queryFn: ({ signal }) =>
      api.get<RecordPage>(recordsPath(app, entity), { signal, query: { limit: 20, search: still } }),
    enabled: Boolean(title),
    retry: false,
    placeholderData: (before) => before,
  });
  if (!title) return null;
  return (
    <Select
      id={id}
      aria-label={label}
      showSearch
      allowClear
      filterOption={false}
      style={{ flex: 1, minWidth: 0 }}
      placeholder={label}
      value={value ?? null}
      fault={records.error}
      onSearch={setSearch}
      onChange={(next: string | null) => onChange(next ?? undefined)}
      options={(records.data?.items ?? []).map((item) => ({
        value: item.id,
        label: String(item.values[title] ?? item.id),
      }))}
    />
  );
}
