import { EditOutlined } from '@ant-design/icons';
import { useState } from 'react';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { Blank } from '@/ui/display';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { fileAddress, idsOf, useUploads } from '../uploads';
import { words } from '../words';
import { SignaturePad } from '../controls/SignaturePad';

function Drawing({ id, height, label }: { id: string; height: number; label: string }) {
  return (
    <img
      src={fileAddress(id)}
      alt={label}
      loading="lazy"
      // A signature is ink on paper, whatever the theme.
      style={{ height, maxWidth: '100%', objectFit: 'contain', background: '#fff', borderRadius: 4 }}
    />
  );
}

function SignatureWidget(props: WidgetProps) {
  const { field, onChange, id, disabled, describedBy, onCommit } = props;
  const t = words.use();
  const text = useText();
  const [drawing, setDrawing] = useState(false);
  const { ids, busy, error, add } = useUploads(props);
  const [signed] = ids;
  return (
    <div style={{ display: 'grid', gap: 6, justifyItems: 'start' }}>
      {signed && !drawing && <Drawing id={signed} height={72} label={text(field.label)} />}
      {drawing && (
        <SignaturePad
          label={text(field.label)}
          onCancel={() => setDrawing(false)}
          onDone={(file) => {
            setDrawing(false);
            void add([file], true).then(onCommit);
          }}
        />
      )}
      {!disabled && !drawing && (
        <span style={{ display: 'flex', gap: 6 }}>
          <Button
            small
            id={id}
            aria-describedby={describedBy}
            icon={<EditOutlined />}
            busy={busy !== null}
            onClick={() => setDrawing(true)}
          >
            {t(signed ? 'signAgain' : 'sign')}
          </Button>
          {signed && (
            <Button small look="quiet" onClick={() => onChange([])}>
              {t('removeSignature')}
            </Button>
          )}
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

function SignatureCell({ field, value, compact }: CellProps) {
  const text = useText();
  const [signed] = idsOf(value);
  return signed ? <Drawing id={signed} height={compact ? 24 : 72} label={text(field.label)} /> : <Blank />;
}

export const SIGNATURE: FieldKind = {
  type: 'signature',
  Widget: SignatureWidget,
  Cell: SignatureCell,
  width: 110,
  files: true,
};
