import { useEffect, useRef, useState } from 'react';
import { api } from '@/api/client';
import type { RecordItem, Values } from '@/api/types';
import { defineWords, useLanguage } from '@/i18n';
import { Button } from '@/ui/Button';
import { shortDateTime } from '@/ui/dates';
import css from './forms.module.css';
import type { FormStore } from './store';

const words = defineWords('forms-unfinished', {
  en: {
    left: 'You began this and did not save it ({{when}}).',
    goOn: 'Go on with it',
    throwAway: 'Throw it away',
  },
  zh: {
    left: '您填写了一半，尚未保存（{{when}}）。',
    goOn: '继续填写',
    throwAway: '丢弃',
  },
});

interface Kept {
  values: Values;
  labels: Record<string, string>;
  at: string;
}

/** Kept so long after the last key, in milliseconds. */
const WAIT = 2500;

export interface UnfinishedProps {
  app: string;
  entity: string;
  record?: RecordItem;
  form: string;
  store: FormStore;
  /** What stands in the form was saved. */
  done: boolean;
}

/** Keeps what is typed on the server until it is saved, and offers what was left before. */
export function Unfinished({ app, entity, record, form, store, done }: UnfinishedProps) {
  const t = words.use();
  const language = useLanguage();
  const path = `/apps/${encodeURIComponent(app)}/entities/${encodeURIComponent(entity)}/unfinished${record ? `?record=${record.id}` : ''}`;
  const [found, setFound] = useState<Kept | null>(null);
  const stored = useRef(false);

  useEffect(() => {
    let current = true;
    api
      .get<{ items: Kept[] }>(path)
      .then(({ items }) => {
        if (!current || !items[0]) return;
        stored.current = true;
        if (!store.getState().dirty) setFound(items[0]);
      })
      .catch(() => undefined); // Without it the form works all the same.
    return () => {
      current = false;
    };
  }, [path, store]);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const keep = () => {
      const { dirty, changes, labels } = store.getState();
      if (!dirty) return;
      stored.current = true;
      const body = { values: changes(), labels, form, version: record?.version };
      void api.put(path, body).catch(() => undefined);
    };
    const stop = store.subscribe((state, before) => {
      if (state.values === before.values || !state.dirty) return;
      clearTimeout(timer);
      timer = setTimeout(keep, WAIT);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [path, store, form, record?.version]);

  useEffect(() => {
    if (done && stored.current) void api.delete(path).catch(() => undefined);
  }, [done, path]);

  if (!found || done) return null;
  return (
    <div className={css.unfinished} role="status">
      <span>{t('left', { when: shortDateTime(found.at, language) })}</span>
      <Button
        small
        look="primary"
        onClick={() => {
          store.getState().adopt(found.values, found.labels);
          setFound(null);
        }}
      >
        {t('goOn')}
      </Button>
      <Button
        small
        onClick={() => {
          stored.current = false;
          void api.delete(path).catch(() => undefined);
          setFound(null);
        }}
      >
        {t('throwAway')}
      </Button>
    </div>
  );
}
