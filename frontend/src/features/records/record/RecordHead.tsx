import {
  CloseOutlined,
  CopyOutlined,
  DeleteOutlined,
  EditOutlined,
  EyeOutlined,
  ExpandAltOutlined,
  HistoryOutlined,
  LeftOutlined,
  LinkOutlined,
  MergeCellsOutlined,
  MoreOutlined,
  QuestionCircleOutlined,
  QrcodeOutlined,
  RightOutlined,
  SendOutlined,
  ShareAltOutlined,
} from '@ant-design/icons';
import { lazy, Suspense, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { api } from '@/api/client';
import { recordsPath, useMe, useRefreshRecords } from '@/api/queries';
import type { AppDescription, EntityDescription, RecordItem } from '@/api/types';
import { ReturnedHint } from '@/flows/ReturnedHint';
import { CopyRecord, settleEditors } from '@/forms';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button, ConfirmDialog, MenuButton, toast, useIsPhone, useProblemText } from '@/ui';
import { paths } from '@/ui/paths';
import { historyWords } from '@/moments/words';
import { mergeWords } from '../merge/words';
import { words } from '../words';
import { ActionButtons } from './ActionButtons';
import { useRefreshSequences, useSequencesOf } from './besides';
import { enrolRecords } from './enrolments';
import { formsFor } from './formsFor';
import css from './record.module.css';
import { reasonWords } from './reasonWords';
import { sequenceWords } from './sequenceWords';

const FormLinksDialog = lazy(() =>
  import('./FormLinksDialog').then((module) => ({ default: module.FormLinksDialog })),
);
const FollowButton = lazy(() =>
  import('./FollowButton').then((module) => ({ default: module.FollowButton })),
);
const ReasonsDialog = lazy(() =>
  import('./ReasonsDialog').then((module) => ({ default: module.ReasonsDialog })),
);
const ExplainDialog = lazy(() =>
  import('./ExplainDialog').then((module) => ({ default: module.ExplainDialog })),
);
const HistoryDialog = lazy(() =>
  import('../history/HistoryDialog').then((module) => ({ default: module.HistoryDialog })),
);
const ShareDialog = lazy(() => import('./ShareDialog').then((module) => ({ default: module.ShareDialog })));

export interface RecordHeadProps {
  app: AppDescription;
  type: EntityDescription;
  record?: RecordItem;
  title: string;
  inDrawer?: boolean;
  previous?: () => void;
  next?: () => void;
  onEdit?: () => void;
  onClose?: () => void;
  onGone: () => void;
}

export function RecordHead({
  app,
  type,
  record,
  title,
  inDrawer,
  previous,
  next,
  onEdit,
  onClose,
  onGone,
}: RecordHeadProps) {
  const t = words.use();
  const m = mergeWords.use();
  const h = historyWords.use();
  const s = sequenceWords.use();
  const shared = common.use();
  const phone = useIsPhone();
  const text = useText();
  const navigate = useNavigate();
  const refresh = useRefreshRecords();
  const problemText = useProblemText();
  const administrator = useMe().data?.person.administrator ?? false;
  const [deleting, setDeleting] = useState(false);
  const [explaining, setExplaining] = useState(false);
  const [reasoning, setReasoning] = useState(false);
  const why = reasonWords.use();
  const [looking, setLooking] = useState(false);
  const [linking, setLinking] = useState(false);
  const [sharing, setSharing] = useState(false);
  const [copying, setCopying] = useState(false);
  const refreshSequences = useRefreshSequences();
  const sequences = useSequencesOf(app.key, type, record?.id ?? '', Boolean(record && !record.deleted_at));
  const address = record ? paths.record(app.key, type.key, record.id) : '';

  const restore = (id: string) =>
    api
      .post<RecordItem>(recordsPath(app.key, type.key, `/${id}/restore`))
      .then((restored) => {
        refresh(app.key, type.key, restored);
        toast(t('restored'));
      })
      .catch((problem: unknown) => toast(problemText(problem), { bad: true }));

  const enter = async (key: string, name: string) => {
    if (!record) return;
    try {
      const { refused } = await enrolRecords(app.key, type.key, key, [record.id]);
      toast(refused[0] ?? s('entered', { sequence: name }), { bad: refused.length > 0 });
      refreshSequences(app.key, type, record.id);
    } catch (problem) {
      toast(problemText(problem), { bad: true });
    }
  };

  const remove = async () => {
    if (!record) return;
    await api.delete(recordsPath(app.key, type.key, `/${record.id}`), undefined, { ifMatch: record.version });
    onGone();
    refresh(app.key, type.key);
    toast(t('deletedOne', { title }), {
      action: { label: shared('undo'), onSelect: () => void restore(record.id) },
    });
  };

  return (
    <header className={css.head}>
      <div className={css.bar}>
        {(previous || next) && (
          <>
            <Button
              look="quiet"
              icon={<LeftOutlined />}
              aria-label={t('previousRecord')}
              disabled={!previous}
              onClick={previous}
            />
            <Button
              look="quiet"
              icon={<RightOutlined />}
              aria-label={t('nextRecord')}
              disabled={!next}
              onClick={next}
            />
          </>
        )}
        <h1>
          {!inDrawer && (
            <Link
              to={paths.list(app.key, type.key)}
              className="caption"
              style={{ display: 'block', fontWeight: 400 }}
            >
              {text(type.name)}
            </Link>
          )}
          <span className="truncate" style={{ display: 'block' }}>
            {title}
          </span>
        </h1>
        {record && (
          <div className={css.actions}>
            <ActionButtons app={app} type={type} record={record} />
          </div>
        )}
        {onEdit && (
          <Button
            icon={<EditOutlined />}
            aria-label={phone ? shared('edit') : undefined}
            look={phone ? 'quiet' : 'plain'}
            onClick={onEdit}
          >
            {phone ? null : shared('edit')}
          </Button>
        )}
        {record && !record.deleted_at && record.visible !== false && (
          <Suspense>
            <FollowButton app={app.key} entity={type.key} record={record.id} />
          </Suspense>
        )}
        {record && (
          <MenuButton
            label={shared('more')}
            iconOnly
            entries={[
              ...(inDrawer
                ? [
                    {
                      key: 'page',
                      label: t('openAsPage'),
                      icon: <ExpandAltOutlined />,
                      onSelect: () => void navigate(address),
                    },
                  ]
                : []),
              {
                key: 'link',
                label: t('copyLink'),
                icon: <LinkOutlined />,
                onSelect: () => {
                  navigator.clipboard
                    ?.writeText(window.location.origin + address)
                    .then(() => toast(shared('copied')))
                    .catch(() => undefined);
                },
              },
              ...(sequences.data?.offered ?? []).map((one) => {
                const name = text(one.name) || one.key;
                return {
                  key: `enter.${one.key}`,
                  label: s('enterIn', { sequence: name }),
                  icon: <SendOutlined />,
                  onSelect: () => void enter(one.key, name),
                };
              }),
              ...(record.deleted_at || !type.actions.includes('create')
                ? []
                : [
                    {
                      key: 'copy',
                      label: t('copyRecord'),
                      icon: <CopyOutlined />,
                      onSelect: () => setCopying(true),
                    },
                  ]),
              ...(record.deleted_at
                ? []
                : [
                    {
                      key: 'share',
                      label: t('share'),
                      icon: <ShareAltOutlined />,
                      onSelect: () => setSharing(true),
                    },
                  ]),
              ...(formsFor(app, type.key).length > 0 && !record.deleted_at
                ? [
                    {
                      key: 'forms',
                      label: t('formLinks'),
                      icon: <QrcodeOutlined />,
                      onSelect: () => setLinking(true),
                    },
                  ]
                : []),
              {
                key: 'history',
                label: h('history'),
                icon: <HistoryOutlined />,
                onSelect: () => setLooking(true),
              },
              {
                key: 'reasons',
                label: why('title'),
                icon: <QuestionCircleOutlined />,
                onSelect: () => setReasoning(true),
              },
              {
                key: 'explain',
                label: t(administrator ? 'explain' : 'explainWhy'),
                icon: <EyeOutlined />,
                onSelect: () => setExplaining(true),
              },
              ...(record.can.includes('merge') && !record.deleted_at
                ? [
                    {
                      key: 'merge',
                      label: m('mergeWith'),
                      icon: <MergeCellsOutlined />,
                      onSelect: () => void navigate(paths.merge(app.key, type.key, [record.id])),
                    },
                  ]
                : []),
              ...(record.can.includes('delete') && !record.deleted_at
                ? [
                    {
                      key: 'delete',
                      label: shared('delete'),
                      icon: <DeleteOutlined />,
                      danger: true,
                      onSelect: () => void settleEditors().then((settled) => setDeleting(settled)),
                    },
                  ]
                : []),
            ]}
          >
            <MoreOutlined aria-hidden />
          </MenuButton>
        )}
        {onClose && (
          <Button look="quiet" icon={<CloseOutlined />} aria-label={shared('close')} onClick={onClose} />
        )}
      </div>
      <Suspense>
        {record && !record.deleted_at && app.flows.some((flow) => flow.entity === type.key) && (
          <ReturnedHint app={app.key} entity={type.key} id={record.id} />
        )}
        {looking && record && (
          <HistoryDialog {...{ app, type, record, title }} onClose={() => setLooking(false)} />
        )}
        {reasoning && record && (
          <ReasonsDialog app={app} type={type} record={record} onClose={() => setReasoning(false)} />
        )}
        {explaining && record && (
          <ExplainDialog app={app} type={type} record={record} onClose={() => setExplaining(false)} />
        )}
        {linking && record && (
          <FormLinksDialog
            app={app}
            type={type}
            record={record}
            title={title}
            onClose={() => setLinking(false)}
          />
        )}
        {sharing && record && (
          <ShareDialog app={app} type={type} record={record} onClose={() => setSharing(false)} />
        )}
        {copying && record && (
          <CopyRecord
            app={app}
            type={type}
            record={record}
            title={title}
            onSaved={(made) => {
              setCopying(false);
              if (made.visible !== false) void navigate(paths.record(app.key, type.key, made.id));
            }}
            onClose={() => setCopying(false)}
          />
        )}
      </Suspense>
      {deleting && (
        <ConfirmDialog
          title={shared('confirmTitle')}
          text={t('deleteText', { title })}
          confirm={shared('delete')}
          danger
          onConfirm={remove}
          onClose={() => setDeleting(false)}
        />
      )}
    </header>
  );
}
