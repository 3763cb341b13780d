import { DeleteOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { api } from '@/api/client';
import { counted, hasEnded, useJobToEnd } from '@/api/job';
import type { CurrencyRates, DatedRate } from '@/api/types';
import { useLanguage } from '@/i18n';
import { Button, CardsSkeleton, EmptyState, ErrorState, toast, useProblemText } from '@/ui';
import { Field, FieldStack } from '@/ui/Inputs';
import { Select } from '@/ui/Select';
import { ratesIn, withRates } from './lines';
import css from './rates.module.css';
import { words } from './words';

const key = ['currency-rates'];
const currencies = Intl.supportedValuesOf('currency');

/** What amounts in other currencies are worth, from a day on; for administrators. */
export function RatesPanel() {
  const t = words.use();
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api.get<CurrencyRates>('/currency-rates', { signal }),
  });
  const client = useQueryClient();
  const problemText = useProblemText();
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <CardsSkeleton />;
  const own = data.currency;
  const known = Object.entries(data.currencies);
  const save = async (currency: string, rates: DatedRate[]): Promise<boolean> => {
    try {
      await api.put(`/currency-rates/${currency}`, { rates });
      toast(t('saved', { currency }));
      return true;
    } catch (problem) {
      toast(problemText(problem), { bad: true });
      return false;
    } finally {
      await client.invalidateQueries({ queryKey: key });
    }
  };
  return (
    <div className={css.scroll}>
      <p className="muted">{t('about', { own })}</p>
      <AddRates
        own={own}
        onAdd={(currency, added) => save(currency, withRates(data.currencies[currency] ?? [], added))}
      />
      {known.length === 0 && <EmptyState text={t('none', { own })} />}
      <div className={css.cards}>
        {known.map(([currency, rates]) => (
          <div key={currency}>
            <table className={css.rates}>
              <caption>{currency}</caption>
              <thead>
                <tr>
                  <th scope="col">{t('from')}</th>
                  <th scope="col">{t('rate', { currency, own })}</th>
                  <td />
                </tr>
              </thead>
              <tbody>
                {withRates(rates, []).map((one) => (
                  <tr key={one.from_day}>
                    <td>{one.from_day}</td>
                    <td>{one.rate}</td>
                    <td>
                      <Button
                        look="quiet"
                        small
                        icon={<DeleteOutlined />}
                        aria-label={t('remove', { day: one.from_day })}
                        onClick={() =>
                          void save(
                            currency,
                            rates.filter((each) => each.from_day !== one.from_day),
                          )
                        }
                      />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            <Recompute currency={currency} own={own} />
          </div>
        ))}
      </div>
    </div>
  );
}

/** What is stored keeps its worth until somebody asks for it to be computed anew. */
function Recompute({ currency, own }: { currency: string; own: string }) {
  const t = words.use();
  const problemText = useProblemText();
  const [id, setId] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const job = useJobToEnd(id);
  const running = id !== null && (job === undefined || !hasEnded(job));
  const start = async () => {
    setAsking(true);
    try {
      setId((await api.post<{ job: string }>(`/currency-rates/${currency}/recompute`, {})).job);
    } catch (problem) {
      toast(problemText(problem), { bad: true });
    } finally {
      setAsking(false);
    }
  };
  return (
    <div>
      <Button look="quiet" small busy={running || asking} onClick={() => void start()}>
        {t('recompute', { own })}
      </Button>
      <small className="muted" role="status">
        {running
          ? t('recomputing', { done: job?.progress.done ?? 0 })
          : job?.state === 'done'
            ? t('recomputed', { changed: counted(job, 'changed') })
            : job?.state === 'failed'
              ? job.error
              : null}
      </small>
    </div>
  );
}

interface AddRatesProps {
  own: string;
  onAdd: (currency: string, rates: DatedRate[]) => Promise<boolean>;
}

function AddRates({ own, onAdd }: AddRatesProps) {
  const t = words.use();
  const language = useLanguage();
  const help = useId();
  const [currency, setCurrency] = useState<string>();
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const { rates, wrong } = ratesIn(text);
  const ready = currency !== undefined && rates.length > 0 && wrong.length === 0;
  const names = new Intl.DisplayNames([language], { type: 'currency' });
  const add = async () => {
    if (!ready || busy) return;
    setBusy(true);
    if (await onAdd(currency, rates)) setText('');
    setBusy(false);
  };
  return (
    <FieldStack onSubmit={() => void add()}>
      <Field label={t('currency')}>
        {(id) => (
          <Select
            id={id}
            showSearch
            aria-label={t('currency')}
            placeholder={t('choose')}
            value={currency}
            options={currencies
              .filter((one) => one !== own)
              .map((value) => ({ value, label: `${value} · ${names.of(value) ?? ''}` }))}
            onChange={setCurrency}
          />
        )}
      </Field>
      <Field label={t('lines')}>
        {(id) => (
          <>
            <textarea
              id={id}
              rows={3}
              value={text}
              aria-describedby={help}
              aria-invalid={wrong.length > 0 || undefined}
              placeholder="2026-01-01 7.2"
              onChange={(event) => setText(event.target.value)}
            />
            <small id={help} className="muted" role={wrong.length > 0 ? 'alert' : undefined}>
              {wrong.length > 0 ? t('wrong', { lines: wrong.join(' · ') }) : t('linesHelp')}
            </small>
          </>
        )}
      </Field>
      <div>
        <Button look="primary" type="submit" busy={busy} disabled={!ready}>
          {t('add')}
        </Button>
      </div>
    </FieldStack>
  );
}
