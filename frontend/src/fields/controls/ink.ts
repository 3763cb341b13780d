import { useEffect, useRef, useState } from 'react';
import type { PointerEvent, RefObject } from 'react';

const WIDTH = 600;
const HEIGHT = 200;
const MARGIN = 24;
const INK = '#1a1a1a';

export interface Ink {
  canvas: RefObject<HTMLCanvasElement | null>;
  drawn: boolean;
  clear: () => void;
  /** Writes a name where nobody can draw one. */
  write: (name: string) => void;
  /** What was drawn, as a picture. */
  picture: () => Promise<File | null>;
  /** For the canvas that is drawn on. */
  sheet: {
    width: number;
    height: number;
    onPointerDown: (event: PointerEvent<HTMLCanvasElement>) => void;
    onPointerMove: (event: PointerEvent<HTMLCanvasElement>) => void;
    onPointerUp: () => void;
    onPointerCancel: () => void;
  };
}

/** A sheet to draw on with finger, pen or mouse; paper is white and ink is dark, whatever the theme. */
export function useInk(): Ink {
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

  const write = (name: string) => {
    clear();
    const context = canvas.current?.getContext('2d');
    if (!context || !name.trim()) return;
    context.fillStyle = INK;
    context.textBaseline = 'middle';
    context.font = 'italic 72px "Segoe Script", "Brush Script MT", "Kaiti SC", KaiTi, STKaiti, cursive';
    context.fillText(name.trim(), MARGIN, HEIGHT / 2, WIDTH - 2 * MARGIN);
    setDrawn(true);
  };
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
    context.strokeStyle = INK;
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
  const picture = () =>
    new Promise<File | null>((resolve) =>
      canvas.current?.toBlob(
        (blob) => resolve(blob && new File([blob], 'signature.png', { type: 'image/png' })),
        'image/png',
      ),
    );
  const end = () => (last.current = null);
  return {
    canvas,
    drawn,
    clear,
    write,
    picture,
    sheet: {
      width: WIDTH,
      height: HEIGHT,
      onPointerDown: (event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        last.current = at(event);
      },
      onPointerMove: draw,
      onPointerUp: end,
      onPointerCancel: end,
    },
  };
}
