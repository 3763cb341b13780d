import { Select } from '@/ui/Select';
import { common } from '@/i18n/words';
import { usePlaces } from './queries';
import type { PlaceKind } from './queries';

/** One department, team or position, or none. */
export function PlaceSelect({
  id,
  kind,
  label,
  value,
  onChange,
}: {
  id: string;
  kind: PlaceKind;
  label: string;
  value: string | null;
  onChange: (value: string | null) => void;
}) {
  const shared = common.use();
  const places = usePlaces(kind).data ?? [];
  return (
    <Select
      id={id}
      style={{ width: '100%' }}
      allowClear
      aria-label={label}
      placeholder={shared('none')}
      value={value ?? undefined}
      showSearch={{ optionFilterProp: 'label' }}
      options={places.map((place) => ({ value: place.id, label: place.name }))}
      onChange={(next?: string) => onChange(next ?? null)}
    />
  );
}

/** Several of them. */
export function PlacesSelect({
  id,
  kind,
  label,
  value,
  onChange,
}: {
  id: string;
  kind: PlaceKind;
  label: string;
  value: string[];
  onChange: (value: string[]) => void;
}) {
  const shared = common.use();
  const places = usePlaces(kind).data ?? [];
  return (
    <Select
      id={id}
      mode="multiple"
      style={{ width: '100%' }}
      aria-label={label}
      placeholder={shared('none')}
      value={value}
      showSearch={{ optionFilterProp: 'label' }}
      options={places.map((place) => ({ value: place.id, label: place.name }))}
      onChange={onChange}
    />
  );
}
