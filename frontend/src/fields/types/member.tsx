import { Select } from '@/ui/Select';
import { useState } from 'react';
import { Blank, PersonName } from '@/ui/display';
import { useControl } from '../control';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { nameOf } from '../labels';
import { usePeopleFound } from '../peopleFound';
import { words } from '../words';

export function MemberWidget(props: WidgetProps) {
  const { field, value, onChange, onCommit } = props;
  const labelText = nameOf(props.labelText);
  const control = useControl(props);
  const t = words.use();
  const [open, setOpen] = useState(false);
  const [query, setQuery] = useState('');
  const { people, error, isFetching } = usePeopleFound(query, open);
  const options = people.map((person) => ({
    value: person.id,
    label: person.name,
    hint: person.department?.name,
  }));
  if (!query && typeof value === 'string' && labelText && !options.some((option) => option.value === value))
    options.unshift({ value, label: labelText, hint: undefined });
  return (
    <Select
      {...control}
      style={{ width: '100%' }}
      value={typeof value === 'string' ? value : undefined}
      options={options}
      optionRender={(option) => (
        <span style={{ display: 'flex', gap: 8 }}>
          <PersonName name={option.data.label} />
          <span className="muted caption truncate">{option.data.hint}</span>
        </span>
      )}
      showSearch={{ filterOption: false, onSearch: setQuery }}
      loading={isFetching}
      fault={error}
      placeholder={t('searchPeople')}
      allowClear={!field.required}
      notFoundContent={isFetching ? null : undefined}
      onOpenChange={(next) => {
        setOpen(next);
        if (!next) onCommit?.();
      }}
      onChange={(next) => onChange(next ?? null, options.find((option) => option.value === next)?.label)}
    />
  );
}

function MemberCell({ value, labelText }: CellProps) {
  return value ? <PersonName name={nameOf(labelText) ?? String(value).slice(0, 8)} /> : <Blank />;
}

export const MEMBER: FieldKind = {
  type: 'member',
  Widget: MemberWidget,
  Cell: MemberCell,
  width: 130,
  sortable: true,
};
