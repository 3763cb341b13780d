import { common } from '@/i18n/words';
import css from './kit.module.css';

export function Skeleton({
  width = '100%',
  height = 14,
}: {
  width?: number | string;
  height?: number | string;
}) {
  return <span className={css.skeleton} style={{ width, height }} aria-hidden />;
}

function Waiting({ children }: { children: React.ReactNode }) {
  const t = common.use();
  return (
    <div role="status" aria-busy="true">
      <span className="visually-hidden">{t('loading')}</span>
      {children}
    </div>
  );
}

/** Rows of a list while they are on their way. */
export function TableSkeleton({ rows = 10 }: { rows?: number }) {
  return (
    <Waiting>
      <div className={css.skeletonRows}>
        {Array.from({ length: rows }, (_, row) => (
          <div key={row} className={css.skeletonRow}>
            {Array.from({ length: 5 }, (_, cell) => (
              <Skeleton key={cell} width={`${60 + ((row * 7 + cell * 13) % 40)}%`} />
            ))}
          </div>
        ))}
      </div>
    </Waiting>
  );
}

/** Labels and values of a record or form. */
export function FormSkeleton({ rows = 6 }: { rows?: number }) {
  return (
    <Waiting>
      <div className={css.skeletonRows}>
        {Array.from({ length: rows }, (_, row) => (
          <div key={row} style={{ display: 'grid', gap: 6 }}>
            <Skeleton width={90} height={12} />
            <Skeleton height={28} />
          </div>
        ))}
      </div>
    </Waiting>
  );
}

/** A whole page before its code has arrived: head and body stand where they will be. */
export function PageSkeleton() {
  return (
    <div className={css.page}>
      <div className={css.pageHead}>
        <Skeleton width={180} height={24} />
      </div>
      <TableSkeleton />
    </div>
  );
}

export function CardsSkeleton({ cards = 3 }: { cards?: number }) {
  return (
    <Waiting>
      <div style={{ display: 'grid', gap: 12, padding: 16 }}>
        {Array.from({ length: cards }, (_, card) => (
          <Skeleton key={card} height={72} />
        ))}
      </div>
    </Waiting>
  );
}
