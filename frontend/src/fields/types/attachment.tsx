import { DeleteOutlined, PaperClipOutlined } from '@ant-design/icons';
import { lazy, Suspense, useState } from 'react';
import { useLanguage } from '@/i18n';
import { Button } from '@/ui/Button';
import { Blank } from '@/ui/display';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { fileAddress, idsOf, useNames, useUploads } from '../uploads';
import type { FileName } from '../uploads';
import { words } from '../words';
import { UploadButton } from '../UploadButton';

const FilePreview = lazy(() => import('../FilePreview').then((module) => ({ default: module.FilePreview })));

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];

function sizeText(bytes: number, language: string): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: UNITS[power],
    // “5 byte” is no English; “5 kB” is what people know.
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: power > 1 ? 1 : 0,
  }).format(bytes / 1000 ** power);
}

/** What the server can show inside a page, told by the name; it has the last word. */
const SHOWN = /\.(png|jpe?g|gif|webp|pdf|xls[xmb]?|ods|txt|csv|tsv|md|log|json|xml|ya?ml|ini|eml|srt)$/i;

function FileLink({ id, file }: { id: string; file?: FileName }) {
  const t = words.use();
  const language = useLanguage();
  const [looking, setLooking] = useState(false);
  const shown = file !== undefined && SHOWN.test(file.name);
  const fetched = file?.size !== undefined && !shown;
  return (
    <span style={{ display: 'flex', alignItems: 'center', gap: 4, minWidth: 0 }}>
      <PaperClipOutlined aria-hidden />
      <a
        href={fileAddress(id)}
        // What cannot be shown here is fetched, and says so.
        {...(fetched ? { download: file.name } : { target: '_blank', rel: 'noreferrer' })}
        className="truncate"
        title={fetched ? t('onlyDownload', { name: file.name }) : file?.name}
        onClick={(event) => {
          if (!shown || event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          setLooking(true);
        }}
      >
        {file?.name}
      </a>
      {file?.size !== undefined && (
        <span className="muted caption" style={{ whiteSpace: 'nowrap' }}>
          {sizeText(file.size, language)}
          {fetched && ` · ${t('download')}`}
        </span>
      )}
      {looking && file && (
        // What is clicked in the preview is no click on the value around it.
        <span role="presentation" onClick={(event) => event.stopPropagation()}>
          <Suspense>
            <FilePreview id={id} name={file.name} onClose={() => setLooking(false)} />
          </Suspense>
        </span>
      )}
    </span>
  );
}

function AttachmentWidget(props: WidgetProps) {
  const { field, disabled, describedBy } = props;
  const t = words.use();
  const { ids, busy, error, add, remove } = useUploads(props);
  const names = useNames(ids);

  return (
    <div style={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: 4 }}>
      {ids.map((id) => (
        <div key={id} style={{ display: 'flex', alignItems: 'center', gap: 8 }}>
          <FileLink id={id} file={names.get(id)} />
          {!disabled && (
            <Button
              small
              look="quiet"
              icon={<DeleteOutlined />}
              aria-label={t('removeFile', { name: names.get(id)?.name })}
              onClick={() => remove(id)}
            />
          )}
        </div>
      ))}
      <UploadButton
        field={field}
        describedBy={describedBy}
        disabled={disabled}
        busy={busy}
        error={error}
        accept={Array.isArray(field.settings.accept) ? field.settings.accept.join(',') : undefined}
        add={add}
      />
    </div>
  );
}

function FileLinks({ ids }: { ids: string[] }) {
  const names = useNames(ids);
  return (
    <span style={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: 2 }}>
      {ids.map((id) => (
        <FileLink key={id} id={id} file={names.get(id)} />
      ))}
    </span>
  );
}

function AttachmentCell({ value, compact }: CellProps) {
  const t = words.use();
  const ids = idsOf(value);
  if (ids.length === 0) return <Blank />;
  return compact ? <span>{t('files', { count: ids.length })}</span> : <FileLinks ids={ids} />;
}

export const ATTACHMENT: FieldKind = {
  type: 'attachment',
  Widget: AttachmentWidget,
  Cell: AttachmentCell,
  width: 110,
  files: true,
};
