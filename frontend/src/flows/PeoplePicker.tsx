import { useState } from 'react';
import type { PersonRef } from '@/api/types';
import { usePeopleFound } from '@/fields/peopleFound';
import { PersonName } from '@/ui/display';
import { Select } from '@/ui/Select';
import { flowWords } from './words';

export interface PeoplePickerProps {
  id?: string;
  label: string;
  value: PersonRef[];
  /** More than one may be chosen. */
  many?: boolean;
  invalid?: boolean;
  onChange: (value: PersonRef[]) => void;
}

/** People found by typing. */
export function PeoplePicker({ id, label, value, many, invalid, onChange }: PeoplePickerProps) {
  const t = flowWords.use();
  const [open, setOpen] = useState(false);
  const [query, setQuery] = useState('');
  const { people, error, isFetching } = usePeopleFound(query, open);
  const found: PersonRef[] = people.filter((person) => person.active);
  const known = new Map([...value, ...found].map((person) => [person.id, person]));
  const offered = query ? found : [...known.values()];
  const choose = (ids: string[]) => {
    onChange(ids.flatMap((one) => known.get(one) ?? []).map(({ id: key, name }) => ({ id: key, name })));
    // Whoever was looked for by name is found: the list no longer covers what comes next in the dialog.
    if (query) setOpen(false);
    setQuery('');
  };
  const shared = {
    id,
    'aria-label': label,
    'aria-invalid': invalid || undefined,
    status: invalid ? ('error' as const) : undefined,
    style: { width: '100%' },
    options: offered.map((person) => ({ value: person.id, label: person.name })),
    optionRender: (option: { label?: React.ReactNode }) => <PersonName name={String(option.label ?? '')} />,
    showSearch: { filterOption: false, onSearch: setQuery },
    loading: isFetching,
    fault: error,
    placeholder: t('searchPeople'),
    notFoundContent: isFetching ? null : undefined,
    open,
    onOpenChange: setOpen,
  };
  return many ? (
    <Select<string[]>
      {...shared}
      mode="multiple"
      value={value.map((person) => person.id)}
      onChange={choose}
    />
  ) : (
    <Select<string>
      {...shared}
      allowClear
      value={value[0]?.id}
      onChange={(next?: string) => choose(next ? [next] : [])}
    />
  );
}
