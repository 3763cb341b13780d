import { CopyOutlined, PlusOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Select } from '@/ui/Select';
import { useState } from 'react';
import { api } from '@/api/client';
import type { Token } from '@/api/types';
import { useLanguage } from '@/i18n';
import { common } from '@/i18n/words';
import { Button, CardsSkeleton, ConfirmButton, Dialog, ErrorState, StateTag, toast } from '@/ui';
import { CheckField, Field, FieldStack, TextField } from '@/ui/Inputs';
import { shortDate, shortDateTime } from '@/ui/dates';
import css from '../people.module.css';
import { accountWords } from './words';

const scopes = ['read', 'write', 'design', 'administer'] as const;
type Scope = (typeof scopes)[number];
const isScope = (text: string): text is Scope => (scopes as readonly string[]).includes(text);

/** One's own API tokens; the secret is shown once, when it is made. */
export function Tokens({ administrator }: { administrator: boolean }) {
  const t = accountWords.use();
  const language = useLanguage();
  const client = useQueryClient();
  const [making, setMaking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ['tokens'],
    queryFn: ({ signal }) => api.get<{ items: Token[] }>('/tokens', { signal }),
  });
  const refresh = () => client.invalidateQueries({ queryKey: ['tokens'] });
  const revoke = async (token: Token) => {
    await api.delete(`/tokens/${token.id}`);
    await refresh();
    toast(t('revoked'));
  };
  return (
    <section className={css.section} aria-labelledby="account-tokens">
      <div className={css.sectionHead}>
        <h2 id="account-tokens">{t('tokens')}</h2>
        <Button icon={<PlusOutlined />} onClick={() => setMaking(true)}>
          {t('newToken')}
        </Button>
      </div>
      <p className="muted">
        {t('tokensText')}{' '}
        <a href="/api/docs" target="_blank" rel="noreferrer">
          {t('apiReference')}
        </a>
      </p>
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <CardsSkeleton cards={1} />
      ) : data.items.length === 0 ? (
        <p className="muted">{t('noTokens')}</p>
      ) : (
        <ul className={css.rows}>
          {data.items.map((token) => (
            <li key={token.id} className={css.row}>
              <strong>{token.name}</strong>
              {token.scopes.map((scope) => (
                <StateTag key={scope} dot={false} colour="blue">
                  {isScope(scope) ? t(`scope_${scope}`) : scope}
                </StateTag>
              ))}
              <span className="muted caption">
                {token.expires_at ? t('until', { date: shortDate(token.expires_at, language) }) : t('never')}
                {' · '}
                {token.seen_at
                  ? t('lastUsed', { time: shortDateTime(token.seen_at, language) })
                  : t('unused')}
              </span>
              <ConfirmButton
                small
                look="danger"
                danger
                text={t('revokeText', { name: token.name })}
                confirm={t('revoke')}
                aria-label={`${t('revoke')} ${token.name}`}
                onConfirm={() => revoke(token)}
              >
                {t('revoke')}
              </ConfirmButton>
            </li>
          ))}
        </ul>
      )}
      {making && (
        <NewToken
          administrator={administrator}
          onClose={() => setMaking(false)}
          onMade={(token) => {
            setMaking(false);
            setSecret(token);
            void refresh();
          }}
        />
      )}
      {secret && <Secret secret={secret} onClose={() => setSecret(null)} />}
    </section>
  );
}

function NewToken({
  administrator,
  onMade,
  onClose,
}: {
  administrator: boolean;
  onMade: (secret: string) => void;
  onClose: () => void;
}) {
  const t = accountWords.use();
  const shared = common.use();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<Scope[]>(['read']);
  const [days, setDays] = useState('90');
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const make = async () => {
    setTried(true);
    if (!name.trim() || chosen.length === 0 || busy) return;
    setBusy(true);
    setError(null);
    try {
      const body = { name: name.trim(), scopes: chosen, ...(days === 'never' ? {} : { days: Number(days) }) };
      onMade((await api.post<{ token: string }>('/tokens', body)).token);
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t('newToken')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{shared('cancel')}</Button>
          <Button look="primary" busy={busy} onClick={() => void make()}>
            {shared('create')}
          </Button>
        </>
      }
    >
      <FieldStack onSubmit={() => void make()}>
        <TextField
          label={t('tokenName')}
          required
          value={name}
          onChange={setName}
          maxLength={100}
          autoFocus
          error={tried && !name.trim() ? t('tokenNameNeeded') : undefined}
        />
        <div role="group" aria-label={t('scopes')}>
          <strong>{t('scopes')}</strong>
          {scopes
            .filter((scope) => administrator || scope === 'read' || scope === 'write')
            .map((scope) => (
              <CheckField
                key={scope}
                label={t(`scope_${scope}`)}
                checked={chosen.includes(scope)}
                onChange={(checked) =>
                  setChosen((before) =>
                    checked ? [...before, scope] : before.filter((other) => other !== scope),
                  )
                }
              />
            ))}
          {tried && chosen.length === 0 && <p role="alert">{t('scopeNeeded')}</p>}
        </div>
        <Field label={t('days')}>
          {(id) => (
            <Select
              id={id}
              aria-label={t('days')}
              value={days}
              onChange={setDays}
              options={(['30', '90', '365', 'never'] as const).map((value) => ({
                value,
                label: t(`days_${value}`),
              }))}
            />
          )}
        </Field>
      </FieldStack>
      {error !== null && <ErrorState error={error} />}
    </Dialog>
  );
}

function Secret({ secret, onClose }: { secret: string; onClose: () => void }) {
  const t = accountWords.use();
  const shared = common.use();
  return (
    <Dialog
      title={t('tokenMade')}
      onClose={onClose}
      footer={
        <>
          <Button
            icon={<CopyOutlined />}
            onClick={() => {
              void navigator.clipboard
                ?.writeText(secret)
                .then(() => toast(shared('copied')))
                .catch(() => undefined);
            }}
          >
            {shared('copy')}
          </Button>
          <Button look="primary" onClick={onClose}>
            {shared('done')}
          </Button>
        </>
      }
    >
      <p>{t('tokenOnce')}</p>
      <code className={css.secret}>{secret}</code>
    </Dialog>
  );
}
