import { Dialog } from '@/ui/Dialog';
import { words } from '../words';
import { useScanning } from './scanning';

/** The camera in a dialog, until it sees a barcode or a QR code. */
export function Scanner({ onFound, onClose }: { onFound: (text: string) => void; onClose: () => void }) {
  const t = words.use();
  const { video, refused } = useScanning(onFound);

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
