import { CloseOutlined } from '@ant-design/icons';
import { Button } from '@/ui/Button';
import { words } from './words';

/** Takes a line away. */
export function RemoveLine({ onRemove }: { onRemove: () => void }) {
  const t = words.use();
  return (
    <Button
      look="quiet"
      small
      icon={<CloseOutlined aria-hidden />}
      aria-label={t('removeCondition')}
      onClick={onRemove}
    />
  );
}
