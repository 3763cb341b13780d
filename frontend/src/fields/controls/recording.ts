import { useEffect, useRef, useState } from 'react';

/** Kinds of recording, the first that the browser can make is made. */
const KINDS = [
  { type: 'audio/webm', ending: 'weba' },
  { type: 'audio/ogg', ending: 'ogg' },
  { type: 'audio/mp4', ending: 'm4a' },
];
const LONGEST = 30 * 60;

/** Endings of the recordings that are taken. */
export const RECORDINGS = '.webm,.weba,.ogg,.oga,.m4a,.mp3,.wav';

export const canRecord = () => typeof MediaRecorder !== 'undefined' && Boolean(navigator.mediaDevices);

/** Records with the microphone until it is stopped, half an hour at most; `seconds` is null while it does not. */
export function useRecording(onDone: (file: File) => void) {
  const recorder = useRef<MediaRecorder | null>(null);
  const [seconds, setSeconds] = useState<number | null>(null);
  const [refused, setRefused] = useState(false);

  const stop = () => {
    if (recorder.current?.state === 'recording') recorder.current.stop();
  };
  useEffect(() => {
    if (seconds === null) return;
    if (seconds >= LONGEST) {
      stop();
      return;
    }
    const timer = setTimeout(() => setSeconds(seconds + 1), 1000);
    return () => clearTimeout(timer);
  }, [seconds]);
  useEffect(
    () => () => {
      // Who leaves does not go on being recorded, and what was said so far is not kept behind his back.
      if (recorder.current) recorder.current.onstop = null;
      recorder.current?.stream.getTracks().forEach((track) => track.stop());
    },
    [],
  );

  const start = async () => {
    setRefused(false);
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      setRefused(true);
      return;
    }
    const kind = KINDS.find(({ type }) => MediaRecorder.isTypeSupported(type));
    const made = new MediaRecorder(stream, kind && { mimeType: kind.type });
    const parts: Blob[] = [];
    made.ondataavailable = (event) => parts.push(event.data);
    made.onstop = () => {
      stream.getTracks().forEach((track) => track.stop());
      setSeconds(null);
      const name = `${new Date().toISOString().slice(0, 16).replace(/[T:]/g, '-')}.${kind?.ending ?? 'weba'}`;
      onDone(new File(parts, name, { type: kind?.type ?? made.mimeType }));
    };
    recorder.current = made;
    made.start();
    setSeconds(0);
  };
  return { seconds, refused, start, stop };
}
