import { CheckSquareOutlined, FilterOutlined, InboxOutlined } from '@ant-design/icons';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { useMe } from '@/api/queries';
import { fills, flowWords, leaves, useDecide } from '@/flows';
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
import type { BatchVerb } from './BatchDialog';
import { CardList } from './CardList';
import css from './inbox.module.css';
import { narrowed, narrowingOf } from './narrowing';
import { boxes, isBox, useBox } from './queries';
import type { Box } from './queries';
import { RequestView } from './RequestView';
import { words } from './words';

const FilterBar = lazy(() => import('./FilterBar').then((module) => ({ default: module.FilterBar })));
const BatchDialog = lazy(() => import('./BatchDialog').then((module) => ({ default: module.BatchDialog })));

const empties = {
  todo: 'emptyTodo',
  done: 'emptyDone',
  mine: 'emptyMine',
  copied: 'emptyCopied',
} as const;
const NOBODY: ReadonlySet<string> = new Set();

/** What waits for me, what I decided, what I asked for; decided right here. */
export function InboxPage() {
  const t = words.use();
  const f = flowWords.use();
  const shared = common.use();
  const phone = useIsPhone();
  const navigate = useNavigate();
  const me = useMe().data;
  const { id } = useParams();
  const [params] = useSearchParams();
  const asked = params.get('box');
  const box: Box = isBox(asked) ? asked : 'todo';
  const filters = narrowed(params);
  const [filtering, setFiltering] = useState(filters > 0);
  // A moment of this page, so that it does not ask anew with each drawing.
  const [opened] = useState(() => new Date());
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useBox(
    box,
    narrowingOf(params, opened),
  );
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const counts = data?.pages[0]?.counts;
  const waiting = { todo: counts?.todo ?? me?.inbox ?? 0, copied: counts?.copied ?? 0, done: 0, mine: 0 };
  const [selecting, setSelecting] = useState(false);
  const [picked, setPicked] = useState(NOBODY);
  const [batch, setBatch] = useState<BatchVerb | null>(null);
  const chosen = items.filter((item) => picked.has(item.id));
  const choosing = selecting && box === 'todo';
  const offering = (verb: BatchVerb) => chosen.filter((item) => item.verbs.includes(verb));
  const endSelecting = () => {
    setSelecting(false);
    setPicked(NOBODY);
  };
  const query = params.size > 0 ? `?${params}` : '';
  // What is being read, and filled in, stays when a newer request comes in above it, and when it is decided elsewhere.
  const [read, setRead] = useState<{ id: string; query: string }>();
  const [left, setLeft] = useState<string>();
  const staying = read?.query === query && read.id !== left ? read.id : undefined;
  const current = id ?? (phone ? undefined : (staying ?? items[0]?.id));
  const pinned = id ? undefined : current;
  if (pinned !== read?.id || (read && read.query !== query))
    setRead(pinned ? { id: pinned, query } : undefined);
  const address = (item: string) => `${paths.seat(item)}${query}`;
  const whole = `${paths.inbox}${query}`;
  const show = (item: InboxItem | undefined) =>
    void navigate(item ? address(item.id) : whole, { replace: true });
  const goOn = (item: InboxItem | undefined) => {
    setLeft(current);
    show(item);
  };
  const narrow = (changes: Record<string, string | undefined>) => {
    const next = new URLSearchParams(params);
    for (const [key, value] of Object.entries(changes))
      if (value === undefined) next.delete(key);
      else next.set(key, value);
    void navigate(`${paths.inbox}${next.size > 0 ? `?${next}` : ''}`, { replace: true });
  };

  const deciding = useDecide({
    onDecided: (seat, verb) => {
      const open = items.find((item) => item.id === current);
      if (open?.seat !== seat || !leaves(verb)) return;
      const at = items.findIndex((item) => item.id === current);
      const next = items[at + 1] ?? items[at - 1];
      goOn(phone ? undefined : next);
    },
    // A card has no fields: what must be filled in is filled in at the request.
    onInvalid: (problems, seat) => {
      const item = items.find((one) => one.seat === seat);
      if (item) void navigate(address(item.id), { state: { problems } });
      return item !== undefined;
    },
  });
  const decide = (item: InboxItem, verb: Verb) =>
    item.seat &&
    deciding.ask({
      seat: item.seat,
      verb,
      title: item.title,
      instance: item.instance,
      version: fills(verb) ? (item.record_version ?? undefined) : undefined,
    });

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
      } else if (event.key === 'x' && box === 'todo' && items.length > 0) {
        if (selecting) endSelecting();
        else setSelecting(true);
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
          text={t(filters > 0 ? 'emptyFiltered' : empties[box])}
          action={filters > 0 ? undefined : <LinkButton to={paths.home}>{t('goHome')}</LinkButton>}
        />
      ) : (
        <CardList
          items={items}
          box={box}
          current={current}
          address={address}
          onDecide={phone ? decide : undefined}
          picked={choosing ? picked : undefined}
          onPick={(item, on) =>
            setPicked((before) => {
              const next = new Set(before);
              if (on) next.add(item.id);
              else next.delete(item.id);
              return next;
            })
          }
        />
      )}
      {hasNextPage && (
        <div className={css.more}>
          <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {shared('loadMore')}
          </Button>
        </div>
      )}
      {choosing && items.length > 0 && (
        <div className={css.batch} role="group" aria-label={t('select')}>
          <Button
            look="quiet"
            small
            onClick={() => setPicked(new Set(items.filter(decidable).map((item) => item.id)))}
          >
            {chosen.length > 0 ? t('picked', { count: chosen.length }) : t('pickAll')}
          </Button>
          {(['reject', 'approve'] as const).map((verb) => (
            <Button
              key={verb}
              look={verb === 'reject' ? 'danger' : 'primary'}
              disabled={offering(verb).length === 0}
              onClick={() => setBatch(verb)}
            >
              {f(verb)}
            </Button>
          ))}
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
      back={whole}
      onDecided={() => {
        const at = items.findIndex((item) => item.id === current);
        goOn(phone || box !== 'todo' ? undefined : (items[at + 1] ?? items[at - 1]));
      }}
    />
  );

  if (phone && id) return <div className={css.page}>{request}</div>;
  return (
    <div className={css.page}>
      <PageHeader
        title={shared('inbox')}
        actions={
          <>
            {box === 'todo' && items.length > 0 && (
              <Button
                look="quiet"
                icon={<CheckSquareOutlined />}
                aria-pressed={selecting}
                aria-label={phone ? t(selecting ? 'selectEnd' : 'select') : undefined}
                onClick={() => (selecting ? endSelecting() : setSelecting(true))}
              >
                {!phone && t(selecting ? 'selectEnd' : 'select')}
              </Button>
            )}
            <Button
              look="quiet"
              icon={<FilterOutlined />}
              aria-expanded={filtering}
              aria-controls={filtering ? 'inbox-filters' : undefined}
              aria-label={phone ? t('filter') : undefined}
              onClick={() => setFiltering(!filtering)}
            >
              {!phone && t('filter')}
              {filters > 0 && <span className={css.count}>{filters}</span>}
            </Button>
          </>
        }
      />
      <Tabs
        label={t('boxes')}
        active={box}
        items={boxes.map((key) => ({
          key,
          label: (
            <>
              {t(key)}
              {waiting[key] > 0 && <span className={css.count}>{waiting[key]}</span>}
            </>
          ),
        }))}
        onChange={(key) => {
          endSelecting();
          void navigate(boxAddress(key as Box));
        }}
      />
      {filtering && (
        <Suspense>
          <FilterBar box={box} params={params} onChange={narrow} />
        </Suspense>
      )}
      {phone || (!isPending && items.length === 0 && !current) ? (
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
      {batch && (
        <Suspense>
          <BatchDialog
            items={offering(batch)}
            left={chosen.filter((item) => !item.verbs.includes(batch))}
            verb={batch}
            onClose={() => {
              setBatch(null);
              endSelecting();
              if (!items.some((item) => item.id === current)) setLeft(current);
            }}
          />
        </Suspense>
      )}
    </div>
  );
}

const decidable = (item: InboxItem) =>
  item.suspended || item.verbs.includes('approve') || item.verbs.includes('reject');

function boxAddress(box: Box): string {
  return box === 'todo' ? paths.inbox : `${paths.inbox}?box=${box}`;
}
