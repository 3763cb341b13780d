import { DeleteOutlined, SoundOutlined } from '@ant-design/icons';
import { Button } from '@/ui/Button';
import { Blank } from '@/ui/display';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { UploadButton } from '../UploadButton';
import { fileAddress, idsOf, useNames, useUploads } from '../uploads';
import { words } from '../words';
import { Recorder } from '../controls/Recorder';
import { canRecord, RECORDINGS } from '../controls/recording';

function Player({ id, name }: { id: string; name?: string }) {
  return (
    <audio
      controls
      preload="none"
      src={fileAddress(id)}
      aria-label={name}
      style={{ height: 32, maxWidth: '100%', minWidth: 0, flex: '0 1 280px' }}
    />
  );
}

function AudioWidget(props: WidgetProps) {
  const { field, disabled, describedBy } = props;
  const t = words.use();
  const { ids, busy, error, add, remove } = useUploads(props);
  const names = useNames(ids);
  return (
    <div style={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: 6 }}>
      {ids.map((id) => (
        <span key={id} style={{ display: 'flex', gap: 8, alignItems: 'center' }}>
          <Player id={id} name={names.get(id)?.name} />
          {!disabled && (
            <Button
              small
              look="quiet"
              icon={<DeleteOutlined />}
              aria-label={t('removeFile', { name: names.get(id)?.name })}
              onClick={() => remove(id)}
            />
          )}
        </span>
      ))}
      <span style={{ display: 'flex', gap: 6, flexWrap: 'wrap' }}>
        {!disabled && canRecord() && <Recorder onDone={(file) => void add([file])} />}
        <UploadButton
          field={field}
          describedBy={describedBy}
          disabled={disabled}
          busy={busy}
          error={error}
          accept={RECORDINGS}
          add={add}
        />
      </span>
    </div>
  );
}

function AudioCell({ value, compact }: CellProps) {
  const t = words.use();
  const ids = idsOf(value);
  if (ids.length === 0) return <Blank />;
  if (compact)
    return (
      <span>
        <SoundOutlined aria-hidden /> {t('recordings', { count: ids.length })}
      </span>
    );
  return (
    <span style={{ display: 'grid', gap: 4 }}>
      {ids.map((id) => (
        <Player key={id} id={id} />
      ))}
    </span>
  );
}

export const AUDIO: FieldKind = {
  type: 'audio',
  Widget: AudioWidget,
  Cell: AudioCell,
  width: 120,
  files: true,
};
