import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { api } from '@/api/client';
import { keys } from '@/api/queries';
import type { SavedView, ViewDefinition } from '@/api/types';
import { common } from '@/i18n/words';
import { Button, Dialog, toast, useProblemText } from '@/ui';
import { words } from '../words';
import css from './tools.module.css';

export interface SaveViewDialogProps {
  app: string;
  entity: string;
  definition: ViewDefinition;
  /** One that is kept already: its name, and who sees it, are changed. */
  view?: SavedView;
  onClose: () => void;
  onSaved?: (view: SavedView) => void;
}

/** Keeps what is shown as a view, or changes the name of a view and who sees it. */
export function SaveViewDialog({ app, entity, definition, view, onClose, onSaved }: SaveViewDialogProps) {
  const t = words.use();
  const shared = common.use();
  const client = useQueryClient();
  const problemText = useProblemText();
  const [name, setName] = useState(view?.name ?? '');
  const [open, setOpen] = useState(view?.shared ?? false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      const said = { name: name.trim(), shared: open };
      const saved = view
        ? await api.patch<SavedView>(`/views/${view.id}`, said)
        : await api.post<SavedView>('/views', { app, entity, ...said, definition });
      await client.invalidateQueries({ queryKey: keys.views(app, entity) });
      toast(t('viewSaved'));
      onSaved?.(saved);
      onClose();
    } catch (problem) {
      setError(problemText(problem));
      setBusy(false);
    }
  };
  return (
    <Dialog title={view ? t('changeView', { name: view.name }) : t('saveView')} onClose={onClose} width={420}>
      <form onSubmit={(event) => void submit(event)} style={{ display: 'grid', gap: 12 }}>
        {!view && <p className="muted">{t('saveViewText')}</p>}
        <input
          className={css.search}
          style={{ width: '100%' }}
          required
          autoFocus
          maxLength={80}
          aria-label={t('viewName')}
          placeholder={t('viewName')}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <label style={{ display: 'flex', gap: 8 }}>
          <input type="checkbox" checked={open} onChange={(event) => setOpen(event.target.checked)} />
          {t('shareView')}
        </label>
        {view?.shared && !open && <p className="muted">{t('unshareText')}</p>}
        {error && (
          <p role="alert" style={{ color: 'var(--red-shade)' }}>
            {error}
          </p>
        )}
        <div style={{ display: 'flex', justifyContent: 'flex-end', gap: 8 }}>
          <Button onClick={onClose}>{shared('cancel')}</Button>
          <Button type="submit" look="primary" busy={busy}>
            {shared('save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
