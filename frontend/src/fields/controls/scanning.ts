import { useEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';

interface Detector {
  detect: (source: HTMLVideoElement) => Promise<{ rawValue: string }[]>;
}
declare global {
  interface Window {
    BarcodeDetector?: new () => Detector;
  }
}

const PAUSE = 200;

/** Where a browser can neither read codes nor open a camera, the text is typed. */
export const canScan = () => 'BarcodeDetector' in window && Boolean(navigator.mediaDevices);

/** Shows the camera in a video until it sees a barcode or a QR code. */
export function useScanning(onFound: (text: string) => void): {
  video: RefObject<HTMLVideoElement | null>;
  refused: boolean;
} {
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
  return { video, refused };
}
