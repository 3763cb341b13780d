import { DeleteOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { api } from '@/api/client';
import type { EntityDescription, Follow } from '@/api/types';
import { ConditionInput, parseExpression, useAppSight, useParsed } from '@/expressions';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button, Dialog, ErrorState, FormulaReading, toast, useProblemText } from '@/ui';
import { words } from '../words';
import dialogs from './dialogs.module.css';
import tools from './tools.module.css';
import { listWords } from './listWords';

export interface TellMeDialogProps {
  app: string;
  type: EntityDescription;
  /** The filter of the list: what one looks at is likely what one wants to hear of. */
  filter: string;
  name: string;
  onClose: () => void;
}

const MOST_LETTERS = 80;
const shortened = (text: string) => [...text].slice(0, MOST_LETTERS).join('');

/** Conditions of which somebody wants to be told when a record comes to meet them. */
export function TellMeDialog({ app, type, filter, name: proposed, onClose }: TellMeDialogProps) {
  const t = listWords.use();
  const w = words.use();
  const text = useText();
  const shared = common.use();
  const sight = useAppSight(app, type.key);
  const client = useQueryClient();
  const problemText = useProblemText();
  const [condition, setCondition] = useState(filter);
  const [typed, setTyped] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const queryKey = useMemo(() => ['follows', app, type.key], [app, type.key]);
  const own = useQuery({
    queryKey,
    queryFn: ({ signal }) =>
      api.get<{ items: Follow[] }>('/follows', { signal, query: { app, entity: type.key } }),
  });
  const conditions = (own.data?.items ?? []).filter((one) => one.condition !== null);
  // What the condition says is a name as good as any.
  const reading = useReading(app, type.key, condition);
  const given = condition === filter ? proposed : '';
  const name = typed ?? shortened(given || (condition.trim() && reading) || '');
  /** What was read last may be what the condition said a moment ago. */
  const nameNow = async () => {
    if (typed !== null || given) return name.trim();
    const parsed = await parseExpression({ app, entity: type.key, context: 'filter', text: condition });
    return shortened(text(parsed.reading)) || name.trim();
  };
  const add = async () => {
    setBusy(true);
    setError(null);
    try {
      const body = { app, entity: type.key, condition, name: await nameNow() };
      await api.post('/follows/condition', body);
      await client.invalidateQueries({ queryKey });
      toast(t('tellMeKept'));
      setCondition('');
      setTyped(null);
    } catch (problem) {
      setError(problemText(problem));
    } finally {
      setBusy(false);
    }
  };
  const stop = (id: string) =>
    api
      .delete(`/follows/${id}`)
      .then(() => client.invalidateQueries({ queryKey }))
      .catch((problem: unknown) => toast(problemText(problem), { bad: true }));
  return (
    <Dialog
      title={w('tellMe')}
      onClose={onClose}
      width={620}
      footer={
        <>
          <Button onClick={onClose}>{shared('close')}</Button>
          <Button
            look="primary"
            busy={busy}
            disabled={!condition.trim() || !name.trim()}
            onClick={() => void add()}
          >
            {t('tellMeAdd')}
          </Button>
        </>
      }
    >
      <div className={dialogs.stack}>
        <p className="muted">{t('tellMeText')}</p>
        <ConditionInput
          app={app}
          entity={type.key}
          context="filter"
          sight={sight}
          label={t('tellMeWhen')}
          value={condition}
          onChange={(next) => setCondition(next ?? '')}
        />
        <label className={dialogs.stack}>
          <span>
            {t('tellMeName')}{' '}
            <span aria-hidden style={{ color: 'var(--red-shade)' }}>
              *
            </span>
          </span>
          <input
            className={tools.search}
            style={{ width: '100%' }}
            maxLength={MOST_LETTERS}
            required
            value={name}
            onChange={(event) => setTyped(event.target.value)}
          />
        </label>
        {error && (
          <p role="alert" style={{ color: 'var(--red-shade)' }}>
            {error}
          </p>
        )}
        <h3 className={dialogs.smallHead}>{t('tellMeOwn')}</h3>
        {own.error ? (
          <ErrorState error={own.error} onRetry={() => void own.refetch()} />
        ) : conditions.length === 0 ? (
          <p className="muted">{t('tellMeNone')}</p>
        ) : (
          <ul className={dialogs.trash}>
            {conditions.map((one) => (
              <li key={one.id}>
                <span className={dialogs.trashText}>
                  <strong>{one.name}</strong>
                  <Meaning app={app} entity={type.key} name={one.name} condition={one.condition ?? ''} />
                  {one.failed && <span style={{ color: 'var(--red-shade)' }}>{one.failed}</span>}
                </span>
                <Button
                  small
                  look="quiet"
                  icon={<DeleteOutlined />}
                  aria-label={t('tellMeStop', { name: one.name })}
                  onClick={() => void stop(one.id)}
                />
              </li>
            ))}
          </ul>
        )}
      </div>
    </Dialog>
  );
}

/** What a condition says, in the words of the app; undefined until it is known, empty when it cannot be read. */
function useReading(app: string, entity: string, condition: string): string | undefined {
  const text = useText();
  const { data } = useParsed({ app, entity, context: 'filter' }, condition);
  return data && text(data.reading);
}

/** What is waited for, where the name does not say so already; its text only where it cannot be read any more. */
function Meaning({ app, entity, name, condition }: Record<'app' | 'entity' | 'name' | 'condition', string>) {
  const reading = useReading(app, entity, condition);
  if (reading === undefined || reading === name) return null;
  return <FormulaReading reading={reading} text={reading ? undefined : condition} />;
}
