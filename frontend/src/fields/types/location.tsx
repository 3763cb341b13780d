import { AimOutlined, EnvironmentOutlined } from '@ant-design/icons';
import { Input } from '@/ui/antd/later';
import { useEffect, useState } from 'react';
import type { JsonValue } from '@/api/types';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { Blank } from '@/ui/display';
import { useControl } from '../control';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { words } from '../words';

interface Place {
  latitude: string;
  longitude: string;
  name: string;
}

function placeOf(value: JsonValue): Place {
  const given = value && typeof value === 'object' && !Array.isArray(value) ? value : {};
  return {
    latitude: String(given.latitude ?? ''),
    longitude: String(given.longitude ?? ''),
    name: String(given.name ?? ''),
  };
}

const isDegree = (text: string, most: number) =>
  /^-?\d{1,3}(\.\d+)?$/.test(text) && Math.abs(Number(text)) <= most;

const isPlace = ({ latitude, longitude }: Place) => isDegree(latitude, 90) && isDegree(longitude, 180);

/** Coordinates typed or taken from the device; no map service is asked. */
function LocationWidget(props: WidgetProps) {
  const { field, value, onChange, onCommit, disabled } = props;
  const control = useControl(props);
  const t = words.use();
  const text = useText();
  const [place, setPlace] = useState(() => placeOf(value));
  const [note, setNote] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    setPlace((now) => (value === null && !isPlace(now) ? now : placeOf(value)));
  }, [value]);
  const set = (part: Partial<Place>) => {
    const next = { ...place, ...part };
    setPlace(next);
    setNote(null);
    onChange(isPlace(next) ? { ...next, name: next.name.trim() || null } : null);
  };
  const leave = () => {
    const begun = place.latitude !== '' || place.longitude !== '';
    setNote(begun && !isPlace(place) ? t('locationWrong') : null);
    onCommit?.();
  };
  const here = () => {
    setBusy(true);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setBusy(false);
        set({ latitude: coords.latitude.toFixed(6), longitude: coords.longitude.toFixed(6) });
      },
      () => {
        setBusy(false);
        setNote(t('locationRefused'));
      },
      { enableHighAccuracy: true, timeout: 15_000 },
    );
  };
  const input = (part: keyof Place, label: string, decimal: boolean) => (
    <Input
      disabled={disabled}
      status={control.status}
      id={part === 'latitude' ? control.id : undefined}
      aria-label={`${text(field.label)}: ${label}`}
      aria-describedby={control['aria-describedby']}
      placeholder={label}
      inputMode={decimal ? 'decimal' : undefined}
      maxLength={decimal ? 12 : 200}
      value={place[part]}
      onChange={(event) =>
        set({ [part]: decimal ? event.target.value.replace(/[^\d.-]/g, '') : event.target.value })
      }
      onBlur={leave}
    />
  );
  return (
    <span style={{ display: 'grid', gap: 4 }}>
      <span style={{ display: 'grid', gridTemplateColumns: '1fr 1fr auto', gap: 4 }}>
        {input('latitude', t('latitude'), true)}
        {input('longitude', t('longitude'), true)}
        {'geolocation' in navigator && !disabled && (
          <Button icon={<AimOutlined />} aria-label={t('useMyPosition')} busy={busy} onClick={here} />
        )}
      </span>
      {input('name', t('placeName'), false)}
      {note && (
        <span role="alert" className="caption" style={{ color: 'var(--red-shade)' }}>
          {note}
        </span>
      )}
    </span>
  );
}

function LocationCell({ value, compact }: CellProps) {
  const t = words.use();
  const place = placeOf(value);
  if (!isPlace(place)) return <Blank />;
  const point = `${place.latitude}, ${place.longitude}`;
  return (
    <a
      href={`https://www.openstreetmap.org/?mlat=${place.latitude}&mlon=${place.longitude}#map=16/${place.latitude}/${place.longitude}`}
      target="_blank"
      rel="noopener noreferrer"
      className="truncate"
      title={`${t('openMap')}: ${point}`}
      onClick={(event) => event.stopPropagation()}
    >
      <EnvironmentOutlined aria-hidden /> {place.name || point}
      {place.name && !compact && <span className="muted"> ({point})</span>}
    </a>
  );
}

export const LOCATION: FieldKind = {
  type: 'location',
  Widget: LocationWidget,
  Cell: LocationCell,
  width: 180,
};
