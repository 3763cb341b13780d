import { useEffect, useRef, useState } from 'react';
import { Dialog } from '@/ui/Dialog';
import { words } from '../words';

interface Detector {
  detect: (source: HTMLVideoElement) => Promise<{ rawValue: string }[]>;
}
declare global {
  interface Window {
    BarcodeDetector?: new () => Detector;
  }
}

const PAUSE = 200;

/** The camera in a dialog, until it sees a barcode or a QR code. */
export function Scanner({ onFound, onClose }: { onFound: (text: string) => void; onClose: () => void }) {
  const t = words.use();
  const video = useRef<HTMLVideoElement>(null);
  const found = useRef(onFound);
  const [refused, setRefused] = useState(false);
  useEffect(() => {
    found.current = onFound;
  });

  useEffect(() => {
    let stream: MediaStream | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    const look = async (detector: Detector) => {
      const codes = video.current ? await detector.detect(video.current).catch(() => []) : [];
      if (over) return;
      const [first] = codes;
      if (first) found.current(first.rawValue);
      else timer = setTimeout(() => void look(detector), PAUSE);
    };
    const begin = async () => {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      if (over || !video.current || !window.BarcodeDetector) {
        stream.getTracks().forEach((track) => track.stop());
        return;
      }
      video.current.srcObject = stream;
      await video.current.play();
      await look(new window.BarcodeDetector());
    };
    begin().catch(() => setRefused(true));
    return () => {
      over = true;
      clearTimeout(timer);
      stream?.getTracks().forEach((track) => track.stop());
    };
  }, []);

  return (
    <Dialog title={t('scan')} onClose={onClose} width={420}>
      {refused ? (
        <p role="alert">{t('cameraRefused')}</p>
      ) : (
        <video ref={video} muted playsInline style={{ width: '100%', borderRadius: 6, background: '#000' }} />
      )}
    </Dialog>
  );
}
