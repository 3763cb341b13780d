import { Select } from '@/ui/Select';
import { useState } from 'react';
import { usePeople } from '@/api/queries';
import { useText } from '@/i18n';
import { Blank, PersonName } from '@/ui/display';
import { useDebounced } from '@/ui/useDebounced';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { words } from '../words';

export function MemberWidget({
  field,
  value,
  onChange,
  id,
  disabled,
  invalid,
  describedBy,
  labelText,
  autoFocus,
  onCommit,
}: WidgetProps) {
  const t = words.use();
  const text = useText();
  const [open, setOpen] = useState(false);
  const [query, setQuery] = useState('');
  const { data, isFetching } = usePeople(useDebounced(query.trim(), 200), open);
  const options = (data?.items ?? []).map((person) => ({
    value: person.id,
    label: person.name,
    hint: person.department?.name,
  }));
  if (typeof value === 'string' && labelText && !options.some((option) => option.value === value))
    options.unshift({ value, label: labelText, hint: undefined });
  return (
    <Select
      id={id}
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
      placeholder={t('searchPeople')}
      allowClear={!field.required}
      disabled={disabled}
      status={invalid ? 'error' : undefined}
      aria-label={text(field.label)}
      aria-invalid={invalid || undefined}
      aria-describedby={describedBy}
      autoFocus={autoFocus}
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
  return value ? <PersonName name={labelText || String(value).slice(0, 8)} /> : <Blank />;
}

export const MEMBER: FieldKind = {
  type: 'member',
  Widget: MemberWidget,
  Cell: MemberCell,
  width: 130,
  sortable: true,
};
