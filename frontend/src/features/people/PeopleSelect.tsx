import { Select } from '@/ui/Select';
import { words } from './words';
import { useEverybody } from './queries';

export interface PeopleSelectProps {
  id?: string;
  label: string;
  value: string[];
  onChange: (value: string[]) => void;
}

/** Several people, found by typing. */
export function PeopleSelect({ id, label, value, onChange }: PeopleSelectProps) {
  const t = words.use();
  const everybody = useEverybody();
  return (
    <Select
      id={id}
      mode="multiple"
      style={{ width: '100%' }}
      aria-label={label}
      placeholder={t('choosePeople')}
      value={value}
      loading={everybody.isPending}
      showSearch={{ optionFilterProp: 'label' }}
      options={(everybody.data ?? []).map((person) => ({ value: person.id, label: person.name }))}
      onChange={onChange}
    />
  );
}

/** One person, or nobody. */
export function PersonSelect({
  id,
  label,
  value,
  onChange,
  except,
  active,
}: Omit<PeopleSelectProps, 'value' | 'onChange'> & {
  value: string | null;
  onChange: (value: string | null) => void;
  except?: string;
  /** Only who is active. */
  active?: boolean;
}) {
  const t = words.use();
  const everybody = useEverybody();
  return (
    <Select
      id={id}
      style={{ width: '100%' }}
      allowClear
      aria-label={label}
      placeholder={t('nobody')}
      value={value ?? undefined}
      loading={everybody.isPending}
      showSearch={{ optionFilterProp: 'label' }}
      options={(everybody.data ?? [])
        .filter((person) => person.id !== except && (!active || person.active))
        .map((person) => ({ value: person.id, label: person.name }))}
      onChange={(next?: string) => onChange(next ?? null)}
    />
  );
}
