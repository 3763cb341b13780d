import { DeleteOutlined, PaperClipOutlined, UploadOutlined } from '@ant-design/icons';
import { useQueries } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { API_ROOT, uploadFile } from '@/api/client';
import type { JsonValue, StoredFile } from '@/api/types';
import { useText } from '@/i18n';
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

/** Names come with the upload, else from the head of the download. */
function useNames(ids: string[]): Map<string, string> {
  const answers = useQueries({
    queries: ids.map((id) => ({
      queryKey: ['file-name', id],
      staleTime: Infinity,
      queryFn: async () => {
        const stored = known.get(id);
        if (stored?.name) return stored.name;
        const response = await fetch(`${API_ROOT}/files/${id}`, { method: 'HEAD' });
        const header = response.headers.get('content-disposition') ?? '';
        const star = /filename\*=UTF-8''([^;]+)/i.exec(header)?.[1];
        return star ? decodeURIComponent(star) : (/filename="?([^";]+)/i.exec(header)?.[1] ?? id.slice(0, 8));
      },
    })),
  });
  return new Map(ids.map((id, index) => [id, answers[index]?.data ?? id.slice(0, 8)]));
}

function AttachmentWidget({ field, value, onChange, disabled, describedBy }: WidgetProps) {
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
    <div style={{ display: 'grid', gap: 4 }}>
      {ids.map((id) => (
        <div key={id} style={{ display: 'flex', alignItems: 'center', gap: 8 }}>
          <PaperClipOutlined aria-hidden />
          <a href={`${API_ROOT}/files/${id}`} target="_blank" rel="noreferrer" className="truncate">
            {names.get(id)}
          </a>
          {!disabled && (
            <Button
              small
              look="quiet"
              icon={<DeleteOutlined />}
              aria-label={t('removeFile', { name: names.get(id) })}
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
        onChange={(event) => void add(event.target.files)}
      />
      {!disabled && (
        <span>
          <Button small icon={<UploadOutlined />} busy={busy !== null} onClick={() => input.current?.click()}>
            {busy ? t('uploading', { name: busy }) : t('upload')}
          </Button>
        </span>
      )}
      {error && (
        <span role="alert" style={{ color: 'var(--red-shade)' }}>
          {error}
        </span>
      )}
    </div>
  );
}

function FileLinks({ ids }: { ids: string[] }) {
  const names = useNames(ids);
  return (
    <span style={{ display: 'grid', gap: 2 }}>
      {ids.map((id) => (
        <a key={id} href={`${API_ROOT}/files/${id}`} target="_blank" rel="noreferrer" className="truncate">
          <PaperClipOutlined aria-hidden /> {names.get(id)}
        </a>
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
