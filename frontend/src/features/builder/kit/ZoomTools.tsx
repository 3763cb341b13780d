import { MinusOutlined, PlusOutlined } from '@ant-design/icons';
import { defineWords } from '@/i18n';
import { Button } from '@/ui/Button';
import kit from './kit.module.css';

const zoomWords = defineWords('builder-zoom', {
  en: { zoomIn: 'Larger', zoomOut: 'Smaller', fit: 'Fit' },
  zh: { zoomIn: '放大', zoomOut: '缩小', fit: '适应窗口' },
});

const STEP = 0.1;
const LARGEST = 1.6;

export interface ZoomToolsProps {
  /** Where they stand over the picture. */
  className: string;
  smallest: number;
  onZoom: (change: (now: number) => number) => void;
  onFit: () => void;
}

/** Makes a picture larger or smaller, or as large as there is room. */
export function ZoomTools({ className, smallest, onZoom, onFit }: ZoomToolsProps) {
  const t = zoomWords.use();
  return (
    <div className={`${kit.zoom} ${className}`}>
      <Button
        small
        look="quiet"
        icon={<MinusOutlined aria-hidden />}
        aria-label={t('zoomOut')}
        onClick={() => onZoom((now) => Math.max(smallest, now - STEP))}
      />
      <Button small look="quiet" onClick={onFit}>
        {t('fit')}
      </Button>
      <Button
        small
        look="quiet"
        icon={<PlusOutlined aria-hidden />}
        aria-label={t('zoomIn')}
        onClick={() => onZoom((now) => Math.min(LARGEST, now + STEP))}
      />
    </div>
  );
}
