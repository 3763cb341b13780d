import { UploadOutlined } from '@ant-design/icons';
import { useRef } from 'react';
import type { ReactNode } from 'react';
import type { FieldDescription } from '@/api/types';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { words } from './words';

export interface UploadButtonProps {
  field: FieldDescription;
  describedBy?: string;
  disabled?: boolean;
  busy: string | null;
  error: string | null;
  accept?: string;
  /** Words on the button; "Add file" unless said. */
  children?: ReactNode;
  add: (files: Iterable<File>) => Promise<void>;
}

/** The button that lets files be chosen, and what is told of those on their way. */
export function UploadButton({
  field,
  describedBy,
  disabled,
  busy,
  error,
  accept,
  children,
  add,
}: UploadButtonProps) {
  const t = words.use();
  const text = useText();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={text(field.label)}
        aria-describedby={describedBy}
        accept={accept}
        onChange={(event) => {
          void add([...(event.target.files ?? [])]).then(() => {
            if (input.current) input.current.value = '';
          });
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
            <span className="truncate">
              {busy ? t('uploading', { name: busy }) : (children ?? t('upload'))}
            </span>
          </Button>
        </span>
      )}
      {error && (
        <span role="alert" style={{ color: 'var(--red-shade)', overflowWrap: 'anywhere' }}>
          {error}
        </span>
      )}
    </>
  );
}
