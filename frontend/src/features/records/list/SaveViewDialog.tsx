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
  onClose: () => void;
  onSaved: (view: SavedView) => void;
}

export function SaveViewDialog({ app, entity, definition, onClose, onSaved }: SaveViewDialogProps) {
  const t = words.use();
  const shared = common.use();
  const client = useQueryClient();
  const problemText = useProblemText();
  const [name, setName] = useState('');
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      const view = await api.post<SavedView>('/views', {
        app,
        entity,
        name: name.trim(),
        shared: open,
        definition,
      });
      await client.invalidateQueries({ queryKey: keys.views(app, entity) });
      toast(t('viewSaved'));
      onSaved(view);
      onClose();
    } catch (problem) {
      setError(problemText(problem));
      setBusy(false);
    }
  };
  return (
    <Dialog title={t('saveView')} onClose={onClose} width={420}>
      <form onSubmit={(event) => void submit(event)} style={{ display: 'grid', gap: 12 }}>
        <p className="muted">{t('saveViewText')}</p>
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
