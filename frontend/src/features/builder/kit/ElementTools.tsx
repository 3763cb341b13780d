import { DeleteOutlined, KeyOutlined, NodeIndexOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { isKey } from '@/canvas/ids';
import { common } from '@/i18n/words';
import { Button } from '@/ui/Button';
import { ConfirmDialog } from '@/ui/ConfirmButton';
import { Dialog } from '@/ui/Dialog';
import { useProblemText } from '@/ui/ErrorState';
import { Skeleton } from '@/ui/Skeletons';
import { toast } from '@/ui/toast';
import { draftApi, draftKeys } from '../draft/api';
import { isReservedKey } from '../data/fieldKey';
import { flushAll, forget } from '../draft/store';
import { words } from '../words';
import { TextInput } from './controls';
import kit from './kit.module.css';

const Uses = lazy(() => import('./Uses').then((module) => ({ default: module.Uses })));

export interface ElementToolsProps {
  app: string;
  /** Kind for renaming: a document's kind, or "field". */
  kind: string;
  elementKey: string;
  elementId: string;
  name: string;
  entity?: string;
  taken: string[];
  onRenamed?: (key: string) => void;
  onDelete?: () => unknown;
}

/** Key, where used, delete: what can be done with any element that has an id. */
export function ElementTools(props: ElementToolsProps) {
  const t = words.use();
  const c = common.use();
  const [shown, setShown] = useState<'uses' | 'rename' | 'delete' | null>(null);
  return (
    <div className={kit.stack}>
      <div className={kit.row}>
        <code className={kit.key}>{props.elementKey}</code>
        <Button small look="quiet" icon={<KeyOutlined aria-hidden />} onClick={() => setShown('rename')}>
          {t('rename')}
        </Button>
      </div>
      <div className={kit.row}>
        <Button small icon={<NodeIndexOutlined aria-hidden />} onClick={() => setShown('uses')}>
          {t('whereUsed')}
        </Button>
        {props.onDelete && (
          <Button
            small
            look="danger"
            icon={<DeleteOutlined aria-hidden />}
            onClick={() => setShown('delete')}
          >
            {c('delete')}
          </Button>
        )}
      </div>
      {shown === 'uses' && (
        <WhereUsedDialog
          app={props.app}
          id={props.elementId}
          name={props.name}
          onClose={() => setShown(null)}
        />
      )}
      {shown === 'delete' && props.onDelete && (
        <DeleteDialog
          app={props.app}
          id={props.elementId}
          name={props.name}
          onDelete={props.onDelete}
          onClose={() => setShown(null)}
        />
      )}
      {shown === 'rename' && <RenameDialog {...props} onClose={() => setShown(null)} />}
    </div>
  );
}

export function WhereUsedDialog({
  app,
  id,
  name,
  onClose,
}: {
  app: string;
  id: string;
  name: string;
  onClose: () => void;
}) {
  const t = words.use();
  return (
    <Dialog title={t('whereUsed')} onClose={onClose} width={560}>
      <Suspense fallback={<Skeleton height={60} />}>
        <Uses app={app} id={id} name={name} onGo={onClose} />
      </Suspense>
    </Dialog>
  );
}

/** Asks before an element goes, and says first who still names it. */
export function DeleteDialog({
  app,
  id,
  name,
  onDelete,
  onClose,
}: {
  app: string;
  id: string;
  name: string;
  onDelete: () => unknown;
  onClose: () => void;
}) {
  const t = words.use();
  const c = common.use();
  const client = useQueryClient();
  return (
    <ConfirmDialog
      title={t('deleteElement', { name })}
      text={
        <div className={kit.stack}>
          <Suspense fallback={<Skeleton height={60} />}>
            <Uses warning app={app} id={id} name={name} onGo={onClose} />
          </Suspense>
          <p>{t('deleteText')}</p>
        </div>
      }
      confirm={c('delete')}
      danger
      onConfirm={async () => {
        // Who decides before the answer came does not wait for it; it would be about what is gone.
        await client.cancelQueries({ queryKey: draftKeys.uses(app, id) });
        await onDelete();
      }}
      onClose={onClose}
    />
  );
}

function RenameDialog({
  app,
  kind,
  elementKey,
  entity,
  taken,
  onRenamed,
  onClose,
}: ElementToolsProps & { onClose: () => void }) {
  const t = words.use();
  const c = common.use();
  const client = useQueryClient();
  const problemText = useProblemText();
  const [key, setKey] = useState(elementKey);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const wrong = !isKey(key)
    ? t('keyBad')
    : kind === 'field' && isReservedKey(key)
      ? t('keyReserved')
      : key !== elementKey && taken.includes(key)
        ? t('keyTaken')
        : undefined;
  const rename = async () => {
    setBusy(true);
    try {
      await flushAll(app);
      await draftApi.rename(app, { kind, key: elementKey, to: key, ...(entity ? { entity } : {}) });
      forget((open) => open.app === app);
      await client.invalidateQueries({ queryKey: draftKeys.all(app) });
      toast(t('renameDone', { key }));
      onClose();
      onRenamed?.(key);
    } catch (problem) {
      setError(problemText(problem));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t('rename')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{c('cancel')}</Button>
          <Button
            look="primary"
            busy={busy}
            disabled={Boolean(wrong) || key === elementKey}
            onClick={() => void rename()}
          >
            {t('rename')}
          </Button>
        </>
      }
    >
      <div className={kit.stack}>
        <p>{t('renameText')}</p>
        <TextInput
          label={t('newKey')}
          value={key}
          onChange={(next) => {
            setKey(next);
            setError(undefined);
          }}
          error={error ?? wrong}
          autoFocus
        />
      </div>
    </Dialog>
  );
}
