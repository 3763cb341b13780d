import { InboxOutlined } from '@ant-design/icons';
import { useEffect, useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { useMe } from '@/api/queries';
import { useDecide } from '@/flows';
import type { InboxItem, Verb } from '@/flows';
import { common } from '@/i18n/words';
import {
  Button,
  CardsSkeleton,
  EmptyState,
  ErrorState,
  LinkButton,
  PageHeader,
  SplitPane,
  Tabs,
  useIsPhone,
} from '@/ui';
import { paths } from '@/ui/paths';
import { CardList } from './CardList';
import css from './inbox.module.css';
import { boxes, isBox, useBox } from './queries';
import type { Box } from './queries';
import { RequestView } from './RequestView';
import { words } from './words';

const empties = { todo: 'emptyTodo', done: 'emptyDone', mine: 'emptyMine' } as const;

/** What waits for me, what I decided, what I asked for; decided right here. */
export function InboxPage() {
  const t = words.use();
  const shared = common.use();
  const phone = useIsPhone();
  const navigate = useNavigate();
  const me = useMe().data;
  const { id } = useParams();
  const [params] = useSearchParams();
  const asked = params.get('box');
  const box: Box = isBox(asked) ? asked : 'todo';
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useBox(box);
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const waiting = data?.pages[0]?.counts.todo ?? me?.inbox ?? 0;
  // What is being read, and filled in, stays when a newer request comes in above it.
  const [read, setRead] = useState<string>();
  const first = items.find((item) => item.id === read) ?? items[0];
  const current = id ?? (phone ? undefined : first?.id);
  const pinned = id ? undefined : current;
  if (pinned !== read) setRead(pinned);
  const address = (item: string) => `${paths.seat(item)}${box === 'todo' ? '' : `?box=${box}`}`;
  const show = (item: InboxItem | undefined) =>
    void navigate(item ? address(item.id) : boxAddress(box), { replace: true });

  const deciding = useDecide({
    onDecided: (seat) => {
      if (seat.id !== current) return;
      const at = items.findIndex((item) => item.id === current);
      const next = items[at + 1] ?? items[at - 1];
      show(phone ? undefined : next);
    },
  });
  const decide = (item: InboxItem, verb: Verb) => item.seat && deciding.ask(item.seat, verb, item.title);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
      if (target.closest('input,textarea,select,[contenteditable],[role="combobox"]')) return;
      const at = items.findIndex((item) => item.id === current);
      const item = items[at];
      if (event.key === 'j' || event.key === 'k') {
        const next = items[at + (event.key === 'j' ? 1 : -1)];
        if (next) show(next);
      } else if (item && event.key === 'o') {
        // The request itself knows whether its record has a page for me.
        document.querySelector<HTMLElement>('[data-open-record]')?.click();
      } else {
        // In the request itself the fields filled in go along; its own buttons know them.
        const verb = ({ a: 'approve', r: 'reject' } as const)[event.key as 'a' | 'r'];
        if (!verb || !item?.verbs.includes(verb)) return;
        document.querySelector<HTMLElement>(`[data-decide="${verb}"]`)?.click();
      }
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });

  const list = (
    <>
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : isPending ? (
        <CardsSkeleton cards={4} />
      ) : items.length === 0 ? (
        <EmptyState
          icon={<InboxOutlined />}
          text={t(empties[box])}
          action={<LinkButton to={paths.home}>{t('goHome')}</LinkButton>}
        />
      ) : (
        <CardList
          items={items}
          box={box}
          current={current}
          address={address}
          onDecide={phone ? decide : undefined}
        />
      )}
      {hasNextPage && (
        <div className={css.more}>
          <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {shared('loadMore')}
          </Button>
        </div>
      )}
    </>
  );
  const request = current && (
    <RequestView
      key={current}
      id={current}
      mine={box === 'mine'}
      phone={phone}
      back={boxAddress(box)}
      onDecided={() => {
        const at = items.findIndex((item) => item.id === current);
        show(phone || box !== 'todo' ? undefined : (items[at + 1] ?? items[at - 1]));
      }}
    />
  );

  if (phone && id) return <div className={css.page}>{request}</div>;
  return (
    <div className={css.page}>
      <PageHeader title={shared('inbox')} />
      <Tabs
        label={t('boxes')}
        active={box}
        items={boxes.map((key) => ({
          key,
          label: (
            <>
              {t(key)}
              {key === 'todo' && waiting > 0 && <span className={css.count}>{waiting}</span>}
            </>
          ),
        }))}
        onChange={(key) => void navigate(boxAddress(key as Box))}
      />
      {phone || (!isPending && items.length === 0 && !id) ? (
        <div className={css.scroll}>{list}</div>
      ) : (
        <div className={css.split}>
          <SplitPane
            name="inbox"
            side="start"
            width={380}
            min={300}
            max={560}
            fixed={<div className={css.list}>{list}</div>}
            rest={request || (!isPending && items.length > 0 && <EmptyState text={t('choose')} />)}
          />
        </div>
      )}
      {!phone && items.length > 0 && <p className={`muted caption ${css.keys}`}>{t('keys')}</p>}
      {deciding.dialog}
    </div>
  );
}

function boxAddress(box: Box): string {
  return box === 'todo' ? paths.inbox : `${paths.inbox}?box=${box}`;
}
