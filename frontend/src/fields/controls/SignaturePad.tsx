import { useEffect, useRef, useState } from 'react';
import type { PointerEvent } from 'react';
import { common } from '@/i18n/words';
import { Button } from '@/ui/Button';
import { words } from '../words';

const WIDTH = 600;
const HEIGHT = 200;

export interface SignaturePadProps {
  label: string;
  onDone: (file: File) => void;
  onCancel: () => void;
}

/** A sheet to draw on with finger, pen or mouse; what was drawn becomes a picture. */
export function SignaturePad({ label, onDone, onCancel }: SignaturePadProps) {
  const t = words.use();
  const shared = common.use();
  const canvas = useRef<HTMLCanvasElement>(null);
  const last = useRef<{ x: number; y: number } | null>(null);
  const [drawn, setDrawn] = useState(false);

  const clear = () => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    context.fillStyle = '#fff';
    context.fillRect(0, 0, WIDTH, HEIGHT);
    setDrawn(false);
  };
  useEffect(clear, []);

  const at = (event: PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return {
      x: ((event.clientX - box.left) / box.width) * WIDTH,
      y: ((event.clientY - box.top) / box.height) * HEIGHT,
    };
  };
  const draw = (event: PointerEvent<HTMLCanvasElement>) => {
    const context = canvas.current?.getContext('2d');
    if (!last.current || !context) return;
    const next = at(event);
    context.strokeStyle = '#1a1a1a';
    context.lineWidth = 2.5;
    context.lineCap = 'round';
    context.lineJoin = 'round';
    context.beginPath();
    context.moveTo(last.current.x, last.current.y);
    context.lineTo(next.x, next.y);
    context.stroke();
    last.current = next;
    setDrawn(true);
  };
  const done = () =>
    canvas.current?.toBlob((blob) => {
      if (blob) onDone(new File([blob], 'signature.png', { type: 'image/png' }));
    }, 'image/png');

  return (
    <div style={{ display: 'grid', gap: 6, width: '100%', maxWidth: 480 }}>
      <canvas
        ref={canvas}
        width={WIDTH}
        height={HEIGHT}
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
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          last.current = at(event);
        }}
        onPointerMove={draw}
        onPointerUp={() => (last.current = null)}
        onPointerCancel={() => (last.current = null)}
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
