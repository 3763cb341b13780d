import { CopyOutlined, DownloadOutlined, PlusOutlined } from '@ant-design/icons';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { api } from '@/api/client';
import type { ShortLink, ShortLinkList } from '@/api/types';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { DateTimeText, RelativeTime } from '@/ui/display';
import { ErrorState, useProblemText } from '@/ui/ErrorState';
import { paths } from '@/ui/paths';
import { Skeleton } from '@/ui/Skeletons';
import { StateTag } from '@/ui/StateTag';
import { toast } from '@/ui/toast';
import { appPath, useEntries } from '../draft/api';
import { useDocuments } from '../draft/store';
import { ChoiceInput, TextInput } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { BuilderPage } from '../shell/BuilderPage';
import { words } from '../words';
import css from './connections.module.css';
import { linkWords } from './linkWords';

const keyOf = (app: string) => ['short-links', app];

/** The short links of an app: where each leads, its QR code, and how often it was followed. */
export function ShortLinksPage() {
  const { app = '' } = useParams();
  const t = words.use();
  const l = linkWords.use();
  const c = common.use();
  const [adding, setAdding] = useState(false);
  const found = useInfiniteQuery({
    queryKey: keyOf(app),
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.get<ShortLinkList>(appPath(app, `/short-links${pageParam && `?before=${pageParam}`}`), { signal }),
    getNextPageParam: (page) => page.next,
  });
  const links = found.data?.pages.flatMap((page) => page.items);
  return (
    <BuilderPage
      crumbs={[{ label: t('connections'), to: paths.build(app, '/connections') }, { label: l('shortLinks') }]}
    >
      <div className={css.page}>
        <section aria-labelledby="short-links">
          <div className={css.head}>
            <h2 id="short-links">{l('shortLinks')}</h2>
            <Button look="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setAdding(true)}>
              {l('newLink')}
            </Button>
          </div>
          <p className={css.text}>{l('text')}</p>
          {found.error ? (
            <ErrorState error={found.error} onRetry={() => void found.refetch()} />
          ) : !links ? (
            <Skeleton height={58} />
          ) : links.length === 0 ? (
            <p className={css.empty}>{l('empty')}</p>
          ) : (
            <ul className={css.lines}>
              {links.map((link) => (
                <LinkLine key={link.id} app={app} link={link} />
              ))}
            </ul>
          )}
          {found.hasNextPage && (
            <Button busy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
              {c('more')}
            </Button>
          )}
        </section>
      </div>
      {adding && <NewLink app={app} onClose={() => setAdding(false)} />}
    </BuilderPage>
  );
}

function LinkLine({ app, link }: { app: string; link: ShortLink }) {
  const l = linkWords.use();
  const c = common.use();
  const text = useText();
  const client = useQueryClient();
  const problemText = useProblemText();
  const forms = useEntries(app, 'form');
  const entities = useEntries(app, 'entity');
  const [busy, setBusy] = useState(false);
  const ended = link.expires_at !== null && new Date(link.expires_at) <= new Date();
  const turn = async () => {
    setBusy(true);
    try {
      await api.patch(appPath(app, `/short-links/${link.id}`), { enabled: !link.enabled });
      await client.invalidateQueries({ queryKey: keyOf(app) });
    } catch (problem) {
      toast(problemText(problem), { bad: true });
    }
    setBusy(false);
  };
  const entity = text(entities.find((each) => each.key === link.entity)?.name) || link.entity;
  return (
    <li className={css.line} aria-label={link.label}>
      <img src={link.qr} alt={l('qrOf', { name: link.label })} width={96} height={96} />
      <div className={kit.grow} style={{ display: 'grid', gap: 4, minWidth: 0 }}>
        <strong>{link.label}</strong>
        <a href={link.url} target="_blank" rel="noreferrer">
          {link.url}
        </a>
        <span className="muted">
          {l(`to_${link.kind}`)}
          {': '}
          {link.kind === 'form' && (text(forms.find((each) => each.key === link.form)?.name) || link.form)}
          {link.kind === 'record' && link.entity && link.record && (
            <Link to={paths.record(app, link.entity, link.record)}>
              {entity} · {link.title ?? l('recordGone')}
            </Link>
          )}
          {link.kind === 'address' && link.address}
        </span>
        <span className={css.states}>
          <StateTag colour={link.enabled && !ended ? 'green' : 'grey'}>
            {l(ended ? 'ended' : link.enabled ? 'open' : 'closed')}
          </StateTag>
          <span>{l('clicks', { count: link.clicks })}</span>
          <span className="caption muted">
            {l('lately', { clicks: link.lately.clicks, count: link.lately.visitors })}
          </span>
          {link.clicked_at && (
            <span className="caption muted">
              <RelativeTime value={link.clicked_at} />
            </span>
          )}
          {link.expires_at && (
            <span className="caption muted">
              {l('until')} <DateTimeText value={link.expires_at} />
            </span>
          )}
        </span>
        <span className={css.states}>
          <Button
            small
            icon={<CopyOutlined aria-hidden />}
            onClick={() => void navigator.clipboard?.writeText(link.url).then(() => toast(c('copied')))}
          >
            {l('copy')}
          </Button>
          <a href={link.qr} download={`${link.code}.svg`} className="caption">
            <DownloadOutlined aria-hidden /> SVG
          </a>
          <a href={`/r/${link.code}.png`} download={`${link.code}.png`} className="caption">
            <DownloadOutlined aria-hidden /> PNG
          </a>
          <Button small look="quiet" busy={busy} onClick={() => void turn()}>
            {l(link.enabled ? 'close' : 'reopen')}
          </Button>
        </span>
      </div>
    </li>
  );
}

function NewLink({ app, onClose }: { app: string; onClose: () => void }) {
  const l = linkWords.use();
  const t = words.use();
  const c = common.use();
  const text = useText();
  const client = useQueryClient();
  const forms = Object.values(useDocuments(app, 'form').documents).filter((form) => form.public?.enabled);
  const [label, setLabel] = useState('');
  const [kind, setKind] = useState<'form' | 'address'>('form');
  const [form, setForm] = useState('');
  const [address, setAddress] = useState('');
  const [until, setUntil] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const ready = label.trim() && (kind === 'form' ? form : address.trim());
  const make = async () => {
    setBusy(true);
    setError(null);
    try {
      await api.post(appPath(app, '/short-links'), {
        label: label.trim(),
        to: kind === 'form' ? { form } : { address: address.trim() },
        expires_at: until ? new Date(until).toISOString() : null,
      });
      await client.invalidateQueries({ queryKey: keyOf(app) });
      onClose();
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  };
  return (
    <Dialog
      title={l('newLink')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{c('cancel')}</Button>
          <Button look="primary" busy={busy} disabled={!ready} onClick={() => void make()}>
            {t('createIt')}
          </Button>
        </>
      }
    >
      <div className={kit.stack}>
        <TextInput label={l('label')} help={l('labelHelp')} value={label} onChange={setLabel} autoFocus />
        <ChoiceInput
          label={l('leads')}
          value={kind}
          onChange={(next) => setKind(next as 'form' | 'address')}
          options={(['form', 'address'] as const).map((value) => ({ value, label: l(`to_${value}`) }))}
        />
        {kind === 'form' ? (
          <ChoiceInput
            label={l('to_form')}
            help={forms.length === 0 ? l('noForm') : undefined}
            value={form}
            onChange={setForm}
            options={forms.map((each) => ({ value: each.key, label: text(each.name) || each.key }))}
          />
        ) : (
          <TextInput label={l('to_address')} help={l('addressHelp')} value={address} onChange={setAddress} />
        )}
        <TextInput label={l('until')} type="datetime-local" value={until} onChange={setUntil} />
        {error !== null && <ErrorState error={error} />}
      </div>
    </Dialog>
  );
}
