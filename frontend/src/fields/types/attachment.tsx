import { DeleteOutlined, PaperClipOutlined, UploadOutlined } from '@ant-design/icons';
import { useQueries } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { API_ROOT, uploadFile } from '@/api/client';
import type { JsonValue, StoredFile } from '@/api/types';
import { useLanguage, useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { Blank } from '@/ui/display';
import { useProblemText } from '@/ui/ErrorState';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { words } from '../words';

const known = new Map<string, StoredFile>();

function idsOf(value: JsonValue): string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item) => {
    if (typeof item === 'string') return [item];
    if (item && typeof item === 'object' && !Array.isArray(item) && typeof item.id === 'string') {
      known.set(item.id, {
        id: item.id,
        name: String(item.name ?? ''),
        size: Number(item.size ?? 0),
        type: String(item.type ?? ''),
      });
      return [item.id];
    }
    return [];
  });
}

interface FileName {
  name: string;
  /** Bytes; unknown for a file that cannot be had. */
  size?: number;
}

/** Names come with the upload, else from the head of the download. */
function useNames(ids: string[]): Map<string, FileName> {
  const answers = useQueries({
    queries: ids.map((id) => ({
      queryKey: ['file-name', id],
      staleTime: Infinity,
      retry: false,
      queryFn: async ({ signal }: { signal: AbortSignal }): Promise<FileName> => {
        const stored = known.get(id);
        if (stored?.name) return stored;
        const response = await fetch(`${API_ROOT}/files/${id}`, { method: 'HEAD', signal });
        if (!response.ok) throw new Error(`${response.status}`);
        const header = response.headers.get('content-disposition') ?? '';
        const name = /filename\*=UTF-8''([^;]+)/i.exec(header)?.[1] ?? id.slice(0, 8);
        return { name: decodeURIComponent(name), size: Number(response.headers.get('content-length')) };
      },
    })),
  });
  return new Map(ids.map((id, index) => [id, answers[index]?.data ?? { name: id.slice(0, 8) }]));
}

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

function FileLink({ id, file }: { id: string; file?: FileName }) {
  const language = useLanguage();
  return (
    <span style={{ display: 'flex', alignItems: 'center', gap: 4, minWidth: 0 }}>
      <PaperClipOutlined aria-hidden />
      <a
        href={`${API_ROOT}/files/${id}`}
        target="_blank"
        rel="noreferrer"
        className="truncate"
        title={file?.name}
      >
        {file?.name}
      </a>
      {file?.size !== undefined && (
        <span className="muted caption" style={{ whiteSpace: 'nowrap' }}>
          {sizeText(file.size, language)}
        </span>
      )}
    </span>
  );
}

function AttachmentWidget({ field, value, onChange, onPending, disabled, describedBy }: WidgetProps) {
  const t = words.use();
  const text = useText();
  const problemText = useProblemText();
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const ids = idsOf(value);
  const names = useNames(ids);

  const add = async (files: FileList | null) => {
    let next = ids;
    setError(null);
    for (const file of files ?? []) {
      setBusy(file.name);
      try {
        const stored = await uploadFile(file);
        known.set(stored.id, stored);
        next = [...next, stored.id];
        onChange(next);
      } catch (problem) {
        setError(t('uploadFailed', { name: file.name, reason: problemText(problem) }));
      }
    }
    setBusy(null);
    if (input.current) input.current.value = '';
  };

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
              onClick={() => onChange(ids.filter((other) => other !== id))}
            />
          )}
        </div>
      ))}
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={text(field.label)}
        aria-describedby={describedBy}
        accept={Array.isArray(field.settings.accept) ? field.settings.accept.join(',') : undefined}
        onChange={(event) => {
          const work = add(event.target.files);
          onPending?.(work);
          void work;
        }}
      />
      {!disabled && (
        <span>
          <Button
            small
            icon={<UploadOutlined />}
            busy={busy !== null}
            style={{ maxWidth: '100%' }}
            onClick={() => input.current?.click()}
          >
            <span className="truncate">{busy ? t('uploading', { name: busy }) : t('upload')}</span>
          </Button>
        </span>
      )}
      {error && (
        <span role="alert" style={{ color: 'var(--red-shade)', overflowWrap: 'anywhere' }}>
          {error}
        </span>
      )}
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
};
