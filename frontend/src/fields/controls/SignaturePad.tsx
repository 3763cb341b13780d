import { common } from '@/i18n/words';
import { Button } from '@/ui/Button';
import { words } from '../words';
import { useInk } from './ink';

export interface SignaturePadProps {
  label: string;
  onDone: (file: File) => void;
  onCancel: () => void;
}

/** A sheet to draw on with finger, pen or mouse; what was drawn becomes a picture. */
export function SignaturePad({ label, onDone, onCancel }: SignaturePadProps) {
  const t = words.use();
  const shared = common.use();
  const { canvas, drawn, clear, picture, sheet } = useInk();
  const done = () => void picture().then((file) => file && onDone(file));

  return (
    <div style={{ display: 'grid', gap: 6, width: '100%', maxWidth: 480 }}>
      <canvas
        ref={canvas}
        role="img"
        aria-label={`${label}: ${t('signHere')}`}
        style={{
          width: '100%',
          background: '#fff',
          border: '1px solid var(--line)',
          borderRadius: 6,
          touchAction: 'none',
          cursor: 'crosshair',
        }}
        {...sheet}
      />
      <span className="muted caption">{t('signHere')}</span>
      <span style={{ display: 'flex', gap: 6 }}>
        <Button small look="primary" disabled={!drawn} onClick={done}>
          {t('keepSignature')}
        </Button>
        <Button small disabled={!drawn} onClick={clear}>
          {t('clearSignature')}
        </Button>
        <Button small look="quiet" onClick={onCancel}>
          {shared('cancel')}
        </Button>
      </span>
    </div>
  );
}
