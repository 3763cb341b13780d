import {
  CheckCircleOutlined,
  InfoCircleOutlined,
  QuestionCircleOutlined,
  RedoOutlined,
  UndoOutlined,
  WarningOutlined,
} from '@ant-design/icons';
import { Fragment, lazy, Suspense, useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { Link, useNavigationType, useParams } from 'react-router';
import { useApp, useMe } from '@/api/queries';
import { can } from '@/canvas/commands';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button, LinkButton } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { paths } from '@/ui/paths';
import { SaveIndicator } from '@/ui/SaveIndicator';
import { useCheck } from '../draft/api';
import type { DocumentHandle } from '../draft/store';
import { words } from '../words';
import { Drawn } from './Drawn';
import css from './shell.module.css';

const ProblemsDialog = lazy(() =>
  import('./ProblemsDialog').then((module) => ({ default: module.ProblemsDialog })),
);

export interface Crumb {
  label: string;
  to?: string;
}

export interface BuilderPageProps {
  crumbs: Crumb[];
  /** The document that undo, redo and save are about. */
  handle?: DocumentHandle<object>;
  actions?: ReactNode;
  /** This is where publishing happens: no way there is offered. */
  publishing?: boolean;
  children: ReactNode;
}

/** Typing has its own undo; the document's is for everything else. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

export function BuilderPage({ crumbs, handle, actions, publishing, children }: BuilderPageProps) {
  const t = words.use();
  const { app = '' } = useParams();
  const text = useText();
  const me = useMe();
  const description = useApp(app);
  const appName =
    text(me.data?.apps.find((item) => item.key === app)?.name) || text(description.data?.name) || app;
  const title = crumbs.at(-1)?.label ?? '';
  useEffect(() => {
    document.title = `${title} · ${t('builder')} · Dougong`;
  }, [title, t]);

  const body = useRef<HTMLDivElement>(null);
  const opened = useNavigationType();
  useEffect(() => {
    // What led here may be gone: who came by the keyboard goes on in the page, not at the top of everything.
    if (opened !== 'POP' && document.activeElement === document.body)
      body.current?.focus({ preventScroll: true });
    // Once for each page.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  useEffect(() => {
    if (!handle) return;
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey)) return;
      const key = event.key.toLowerCase();
      if (key === 's') {
        event.preventDefault();
        void handle.save();
      } else if (key === 'z' && !isTyping(event.target)) {
        event.preventDefault();
        if (event.shiftKey) handle.redo();
        else handle.undo();
      } else if (key === 'y' && !isTyping(event.target)) {
        event.preventDefault();
        handle.redo();
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [handle]);

  return (
    <>
      <header className={css.head}>
        <h1>
          <span className={`${css.crumb} ${css.wide}`}>{appName} /</span>
          {crumbs.map((crumb, index) =>
            index < crumbs.length - 1 ? (
              <Fragment key={index}>
                <span className={css.crumb}>
                  {crumb.to ? <Link to={crumb.to}>{crumb.label}</Link> : crumb.label}
                </span>
                <span className={css.crumb}>/</span>
              </Fragment>
            ) : (
              <span key={index} className="truncate">
                {crumb.label}
              </span>
            ),
          )}
        </h1>
        <div className={css.headEnd}>
          {handle && <HistoryButtons handle={handle} />}
          <ProblemsButton app={app} />
          {actions}
          <KeyboardHelp />
          {!publishing && (
            <LinkButton look="primary" to={paths.build(app, '/versions')}>
              {t('planAndPublish')}
            </LinkButton>
          )}
        </div>
      </header>
      <div ref={body} className={css.body} tabIndex={-1} data-pane-name="page">
        {handle ? <Drawn handle={handle}>{children}</Drawn> : children}
      </div>
    </>
  );
}

function HistoryButtons({ handle }: { handle: DocumentHandle<object> }) {
  const c = common.use();
  const t = words.use();
  const { undo, redo } = can(handle.open.editing);
  const state = handle.open.state === 'conflict' ? 'failed' : handle.open.state;
  return (
    <>
      {(handle.open.savedAt || state !== 'saved') && (
        <span className={`caption muted ${css.saved}`}>
          {t('draft')} · <SaveIndicator state={state} at={handle.open.savedAt} />
        </span>
      )}
      <Button
        look="quiet"
        icon={<UndoOutlined aria-hidden />}
        aria-label={c('undo')}
        disabled={!undo}
        onClick={handle.undo}
      />
      <Button
        look="quiet"
        icon={<RedoOutlined aria-hidden />}
        aria-label={c('redo')}
        disabled={!redo}
        onClick={handle.redo}
      />
    </>
  );
}

function ProblemsButton({ app }: { app: string }) {
  const t = words.use();
  const check = useCheck(app);
  const [open, setOpen] = useState(false);
  const problems = check.data?.problems ?? [];
  const faults = problems.filter((problem) => problem.severity !== 'warning').length;
  const count = faults || problems.length;
  const said = count ? t(faults ? 'problems' : 'hints', { count }) : t('noProblems');
  return (
    <>
      <Button
        look="quiet"
        icon={
          faults ? (
            <WarningOutlined style={{ color: 'var(--red-mark)' }} />
          ) : count ? (
            <InfoCircleOutlined style={{ color: 'var(--amber-mark)' }} />
          ) : (
            <CheckCircleOutlined style={{ color: 'var(--green-mark)' }} />
          )
        }
        aria-label={said}
        title={said}
        onClick={() => setOpen(true)}
      >
        {count > 0 ? count : null}
      </Button>
      {open && (
        <Suspense>
          <ProblemsDialog app={app} problems={problems} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

function KeyboardHelp() {
  const t = words.use();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === '?' && !isTyping(event.target)) setOpen(true);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  const rows: [string, string][] = [
    ['Ctrl Z', t('keysUndo')],
    ['Ctrl Shift Z', t('keysRedo')],
    ['Ctrl S', t('keysSave')],
    ['Delete', t('keysDelete')],
    ['Alt ↑ ↓', t('keysMove')],
    ['Ctrl C', t('keysCopy')],
    ['Ctrl V', t('keysPaste')],
    ['F6', t('keysPanes')],
    ['Esc', t('keysEscape')],
  ];
  return (
    <>
      <Button
        look="quiet"
        icon={<QuestionCircleOutlined aria-hidden />}
        aria-label={t('keyboardHelp')}
        className={css.wide}
        onClick={() => setOpen(true)}
      />
      {open && (
        <Dialog title={t('keyboardHelp')} onClose={() => setOpen(false)} width={400}>
          <div className={css.keys}>
            {rows.map(([key, label]) => (
              <Fragment key={key}>
                <kbd>{key}</kbd>
                <span>{label}</span>
              </Fragment>
            ))}
          </div>
        </Dialog>
      )}
    </>
  );
}
