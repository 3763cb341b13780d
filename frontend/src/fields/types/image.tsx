import { DeleteOutlined } from '@ant-design/icons';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { Blank } from '@/ui/display';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { UploadButton } from '../UploadButton';
import { fileAddress, idsOf, useNames, useUploads } from '../uploads';
import { words } from '../words';

const SHOWN_IN_LINE = 4;

/** A small picture that opens in its full size. */
export function Picture({ id, size, name }: { id: string; size: number; name?: string }) {
  return (
    <a
      href={fileAddress(id)}
      target="_blank"
      rel="noreferrer"
      title={name}
      onClick={(event) => event.stopPropagation()}
    >
      <img
        src={fileAddress(id)}
        alt={name ?? ''}
        loading="lazy"
        style={{
          display: 'block',
          height: size,
          width: size,
          objectFit: 'cover',
          borderRadius: 4,
          border: '1px solid var(--line)',
        }}
      />
    </a>
  );
}

function ImageWidget(props: WidgetProps) {
  const { field, disabled, describedBy } = props;
  const t = words.use();
  const { ids, busy, error, add, remove } = useUploads(props);
  const names = useNames(ids);
  return (
    <div style={{ display: 'grid', gap: 6 }}>
      <span style={{ display: 'flex', gap: 8, flexWrap: 'wrap' }}>
        {ids.map((id) => (
          <span key={id} style={{ position: 'relative' }}>
            <Picture id={id} size={72} name={names.get(id)?.name} />
            {!disabled && (
              <span style={{ position: 'absolute', insetBlockStart: 2, insetInlineEnd: 2 }}>
                <Button
                  small
                  icon={<DeleteOutlined />}
                  aria-label={t('removeFile', { name: names.get(id)?.name })}
                  onClick={() => remove(id)}
                />
              </span>
            )}
          </span>
        ))}
      </span>
      <UploadButton
        field={field}
        describedBy={describedBy}
        disabled={disabled}
        busy={busy}
        error={error}
        accept="image/png,image/jpeg,image/gif,image/webp"
        add={add}
      >
        {t('addImage')}
      </UploadButton>
    </div>
  );
}

export function ImageCell({ field, value, compact }: CellProps) {
  const text = useText();
  const ids = idsOf(value);
  if (ids.length === 0) return <Blank />;
  const shown = compact ? ids.slice(0, SHOWN_IN_LINE) : ids;
  return (
    <span
      style={{
        display: 'flex',
        gap: compact ? 2 : 8,
        flexWrap: compact ? 'nowrap' : 'wrap',
        alignItems: 'center',
      }}
    >
      {shown.map((id, at) => (
        <Picture key={id} id={id} size={compact ? 24 : 96} name={`${text(field.label)} ${at + 1}`} />
      ))}
      {ids.length > shown.length && <span className="muted caption">+{ids.length - shown.length}</span>}
    </span>
  );
}

export const IMAGE: FieldKind = {
  type: 'image',
  Widget: ImageWidget,
  Cell: ImageCell,
  width: 120,
  files: true,
};
