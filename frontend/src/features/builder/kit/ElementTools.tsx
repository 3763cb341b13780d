import { DeleteOutlined, KeyOutlined, NodeIndexOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { isKey } from '@/canvas/ids';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button, LinkButton } from '@/ui/Button';
import { ConfirmButton } from '@/ui/ConfirmButton';
import { Dialog } from '@/ui/Dialog';
import { ErrorState, useProblemText } from '@/ui/ErrorState';
import { Skeleton } from '@/ui/Skeletons';
import { toast } from '@/ui/toast';
import { draftApi, draftKeys } from '../draft/api';
import { flushAll, forget } from '../draft/store';
import { pointerWords, roomOf } from '../shell/places';
import { words } from '../words';
import { TextInput } from './controls';
import kit from './kit.module.css';

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
  const [shown, setShown] = useState<'uses' | 'rename' | null>(null);
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
          <ConfirmButton
            small
            look="danger"
            danger
            icon={<DeleteOutlined aria-hidden />}
            title={t('deleteElement', { name: props.name })}
            text={t('deleteText')}
            confirm={c('delete')}
            onConfirm={props.onDelete}
          >
            {c('delete')}
          </ConfirmButton>
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
  const text = useText();
  const uses = useQuery({
    queryKey: [...draftKeys.all(app), 'uses', id],
    queryFn: async () => {
      await flushAll(app);
      return draftApi.whereUsed(app, id);
    },
  });
  return (
    <Dialog title={t('whereUsed')} onClose={onClose} width={560}>
      {uses.error ? (
        <ErrorState error={uses.error} />
      ) : !uses.data ? (
        <Skeleton height={60} />
      ) : uses.data.items.length === 0 ? (
        <p className="muted">{t('whereUsedNone')}</p>
      ) : (
        <div className={kit.stack}>
          <p>{t('whereUsedText', { name })}</p>
          {uses.data.items.map((use, index) => {
            const to = roomOf(app, use.kind, use.key, use.pointer);
            return (
              <div key={index} className={kit.row} style={{ flexWrap: 'nowrap' }}>
                <span className={kit.grow}>
                  {text(use.name) || use.key} <span className="muted caption">{use.kind}</span>
                  <br />
                  <span className={kit.key}>{use.text || pointerWords(use.pointer)}</span>
                </span>
                {to && (
                  <span onClick={onClose}>
                    <LinkButton small to={to}>
                      {t('goToProblem')}
                    </LinkButton>
                  </span>
                )}
              </div>
            );
          })}
        </div>
      )}
    </Dialog>
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
