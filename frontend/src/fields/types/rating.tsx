import { Rate } from '../controls/lazy';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { words } from '../words';
import type { FieldDescription } from '@/api/types';
import { useText } from '@/i18n';
import { Blank } from '@/ui/display';

function RatingWidget({ field, value, onChange, id, disabled, describedBy, onCommit }: WidgetProps) {
  const text = useText();
  return (
    <span
      id={id}
      role="group"
      aria-label={text(field.label)}
      aria-describedby={describedBy}
      style={{ minHeight: 28, display: 'inline-flex', alignItems: 'center' }}
    >
      <Rate
        count={mostOf(field)}
        value={typeof value === 'number' ? value : 0}
        disabled={disabled}
        onChange={(next) => {
          onChange(next === 0 ? null : next);
          onCommit?.();
        }}
      />
    </span>
  );
}

/** How many stars there are. */
export function mostOf(field: FieldDescription): number {
  return typeof field.settings.most === 'number' ? field.settings.most : 5;
}

function RatingCell({ field, value }: CellProps) {
  const t = words.use();
  if (typeof value !== 'number') return <Blank />;
  const most = mostOf(field);
  return (
    <span role="img" aria-label={t('stars', { count: value, most })} style={{ whiteSpace: 'nowrap' }}>
      <span aria-hidden style={{ color: 'var(--amber-shade)' }}>
        {'★'.repeat(Math.min(value, most))}
      </span>
      <span aria-hidden className="muted">
        {'☆'.repeat(Math.max(0, most - value))}
      </span>
    </span>
  );
}

export const RATING: FieldKind = {
  type: 'rating',
  Widget: RatingWidget,
  Cell: RatingCell,
  width: 110,
  sortable: true,
};
