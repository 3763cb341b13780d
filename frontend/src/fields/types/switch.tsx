import { CheckOutlined } from '@ant-design/icons';
import { Switch } from '@/ui/antd/later';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import type { CellProps, FieldKind, WidgetProps } from '../kind';

function SwitchWidget({
  field,
  value,
  onChange,
  id,
  disabled,
  describedBy,
  autoFocus,
  onCommit,
}: WidgetProps) {
  const text = useText();
  return (
    // Its own box: a stretched switch no longer looks like one.
    <span style={{ minHeight: 28, display: 'inline-flex', alignItems: 'center' }}>
      <Switch
        id={id}
        checked={value === true}
        disabled={disabled}
        aria-label={text(field.label)}
        aria-describedby={describedBy}
        autoFocus={autoFocus}
        onChange={(next) => {
          onChange(next);
          onCommit?.();
        }}
      />
    </span>
  );
}

function SwitchCell({ value, compact }: CellProps) {
  const t = common.use();
  if (value === true)
    return compact ? <CheckOutlined aria-label={t('yes')} role="img" /> : <span>{t('yes')}</span>;
  return (
    <span className="muted">{compact ? <span className="visually-hidden">{t('no')}</span> : t('no')}</span>
  );
}

export const SWITCH: FieldKind = {
  type: 'switch',
  Widget: SwitchWidget,
  Cell: SwitchCell,
  width: 80,
  sortable: true,
};
