import { PlayCircleOutlined } from '@ant-design/icons';
import { lazy, Suspense, useState } from 'react';
import { Button } from '@/ui/Button';
import { Skeleton } from '@/ui/Skeletons';
import type { ExpressionPlace } from './parse';
import { words } from './words';

const TryPanel = lazy(() => import('./TryPanel').then((module) => ({ default: module.TryPanel })));

/** Where one record says something about the text: not where many are counted, nor in a text for people. */
const TRIABLE = ['filter', 'formula', 'linkage', 'rule', 'grant', 'gateway'];

/** Opens the panel in which an expression is tried on a record. */
export function Trial({ place, text }: { place: ExpressionPlace; text: string }) {
  const t = words.use();
  const [open, setOpen] = useState(false);
  if (!TRIABLE.includes(place.context) || place.rows || text.trim() === '' || !place.entity) return null;
  return (
    <>
      <Button
        small
        look="quiet"
        icon={<PlayCircleOutlined aria-hidden />}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {t('tryIt')}
      </Button>
      {open && (
        <Suspense fallback={<Skeleton height={60} />}>
          <TryPanel place={place} text={text} />
        </Suspense>
      )}
    </>
  );
}
