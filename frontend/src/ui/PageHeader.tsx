import type { ReactNode } from 'react';
import { useEffect } from 'react';
import css from './kit.module.css';

export interface PageHeaderProps {
  title: ReactNode;
  /** The browser tab's title when title is not plain text. */
  documentTitle?: string;
  count?: ReactNode;
  before?: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
}

/** Title, count, main act at the right: the head of every page. */
export function PageHeader({ title, documentTitle, count, before, actions, children }: PageHeaderProps) {
  const name = documentTitle ?? (typeof title === 'string' ? title : undefined);
  useEffect(() => {
    if (name) document.title = `${name} · Dougong`;
  }, [name]);
  return (
    <header className={css.pageHead}>
      {before}
      <h1>
        <span className="truncate">{title}</span>
        {count !== undefined && <span className={`${css.pageCount} figures`}>{count}</span>}
      </h1>
      {children}
      {actions && <div className={css.pageActions}>{actions}</div>}
    </header>
  );
}

/** A page that fills its place: head stays, body scrolls. */
export function PageFrame({ header, children }: { header: ReactNode; children: ReactNode }) {
  return (
    <div className={css.page}>
      {header}
      <div className={css.pageBody}>{children}</div>
    </div>
  );
}
