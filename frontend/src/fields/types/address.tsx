import { Input } from '@/ui/antd/later';
import type { JsonValue } from '@/api/types';
import { useText } from '@/i18n';
import { Blank } from '@/ui/display';
import { useControl } from '../control';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { useTree } from '../trees';
import { words } from '../words';
import { pathOf, TreeInput } from './cascade';

function addressOf(value: JsonValue): { region: string[]; street: string } {
  const given = value && typeof value === 'object' && !Array.isArray(value) ? value : {};
  return { region: pathOf(given.region), street: String(given.street ?? '') };
}

function AddressWidget(props: WidgetProps) {
  const { field, value, onChange, onCommit, disabled } = props;
  const control = useControl(props);
  const t = words.use();
  const text = useText();
  const address = addressOf(value);
  const set = (part: Partial<typeof address>) => {
    const next = { ...address, ...part };
    onChange(
      next.region.length > 0 || next.street ? { region: next.region, street: next.street || null } : null,
    );
  };
  return (
    <span style={{ display: 'grid', gap: 4 }}>
      <TreeInput
        {...props}
        onCommit={undefined}
        source="china"
        value={address.region}
        onChange={(region) => set({ region: pathOf(region) })}
      />
      <Input
        disabled={disabled}
        status={control.status}
        aria-label={`${text(field.label)}: ${t('street')}`}
        placeholder={t('street')}
        maxLength={1000}
        value={address.street}
        onChange={(event) => set({ street: event.target.value })}
        onBlur={onCommit}
      />
    </span>
  );
}

function AddressCell({ field, value, compact }: CellProps) {
  const { region, street } = addressOf(value);
  const tree = useTree(field, 'china');
  if (region.length === 0 && !street) return <Blank />;
  // Headings such as 市辖区 are steps of the list, no part of an address.
  const names = (tree?.names(region) ?? []).filter((name) => !HEADINGS.has(name));
  const whole = [names.join(''), street].filter(Boolean).join(' ');
  return (
    <span
      className={compact ? 'truncate' : undefined}
      title={compact ? whole : undefined}
      aria-busy={tree === null}
    >
      {whole}
    </span>
  );
}

const HEADINGS = new Set(['市辖区', '县', '省直辖县级行政区划', '自治区直辖县级行政区划']);

export const ADDRESS: FieldKind = {
  type: 'address',
  Widget: AddressWidget,
  Cell: AddressCell,
  width: 220,
  sortable: true,
};
