import { AudioOutlined, StopOutlined } from '@ant-design/icons';
import { Button } from '@/ui/Button';
import { clockOf } from '../durations';
import { words } from '../words';
import { useRecording } from './recording';

/** Records with the microphone until it is stopped, half an hour at most. */
export function Recorder({ onDone }: { onDone: (file: File) => void }) {
  const t = words.use();
  const { seconds, refused, start, stop } = useRecording(onDone);

  return (
    <span>
      {seconds === null ? (
        <Button small icon={<AudioOutlined />} onClick={() => void start()}>
          {t('record')}
        </Button>
      ) : (
        <Button small look="danger" icon={<StopOutlined />} onClick={stop}>
          {t('stopRecording', { time: clockOf(seconds * 60) })}
        </Button>
      )}
      {refused && (
        <span role="alert" className="caption" style={{ color: 'var(--red-shade)' }}>
          {' '}
          {t('microphoneRefused')}
        </span>
      )}
    </span>
  );
}
