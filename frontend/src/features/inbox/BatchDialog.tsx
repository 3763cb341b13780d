import { CheckCircleFilled, CloseCircleFilled } from '@ant-design/icons';
import { useQueries } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { api, newIdempotencyKey } from '@/api/client';
import { keys as queryKeys } from '@/api/queries';
import type { SeatView } from '@/api/types';
import { ActDialog, flowWords, useRefreshFlows } from '@/flows';
import type { FlowInstance, InboxItem } from '@/flows';
import { defineWords, useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button, Dialog, useProblemText } from '@/ui';
import css from './inbox.module.css';
import { words } from './words';

const leftWords = defineWords('inbox-left', {
  en: { leftOut: 'Left out: {{names}}', notOffered: 'not offered at its step', separator: '; ' },
  zh: { leftOut: '不处理：{{names}}', notOffered: '该步骤不能这样处理', separator: '；' },
});

export type BatchVerb = 'approve' | 'reject';

export interface BatchDialogProps {
  items: InboxItem[];
  /** Chosen too, but not decided so: halted, or at a step that does not offer it. */
  left: InboxItem[];
  verb: BatchVerb;
  onClose: () => void;
}

interface Result {
  item: InboxItem;
  /** Why it was refused; null when it was done. */
  refused: string | null;
}

/** Decide several requests alike, one after the other: each is told whether it was done, and why not. */
export function BatchDialog({ items: given, left: besides, verb, onClose }: BatchDialogProps) {
  const t = words.use();
  const l = leftWords.use();
  const f = flowWords.use();
  const text = useText();
  const shared = common.use();
  const problemText = useProblemText();
  const refresh = useRefreshFlows();
  // The box goes on changing while they are decided.
  const [items] = useState(given);
  const [left] = useState(besides);
  const [results, setResults] = useState<Result[] | null>(null);
  const phrases = usePhrases(items);
  const [keys] = useState(() => new Map(items.map((item) => [item.id, newIdempotencyKey()])));
  const begun = useRef(false);
  const [stopped, stop] = useState(false);
  const stopping = useRef(false);
  const run = async (comment: string) => {
    const done: Result[] = [];
    setResults(done);
    for (const item of items) {
      if (stopping.current) break;
      let refused: string | null = null;
      try {
        const seen = item.record_version === null ? {} : { record_version: item.record_version };
        const said = comment ? { comment, ...seen } : seen;
        await api.post<SeatView>(`/seats/${item.seat}/${verb}`, said, { idempotencyKey: keys.get(item.id) });
      } catch (problem) {
        refused = problemText(problem);
      }
      done.push({ item, refused });
      setResults([...done]);
    }
    if (done.length < items.length) stop(true);
    for (const { item } of done) refresh(item.app, item.entity, item.record);
  };
  if (!results)
    return (
      <ActDialog
        title={t(`batch_${verb}`, { count: items.length })}
        confirm={f(verb)}
        danger={verb === 'reject'}
        comment={verb === 'reject' ? 'required' : 'optional'}
        phrases={phrases}
        text={
          left.length > 0 && (
            <p className="muted">
              {l('leftOut', {
                names: left
                  .map(
                    (item) =>
                      `${item.title || text(item.flow_name)} (${item.suspended ? f('suspended') : l('notOffered')})`,
                  )
                  .join(l('separator')),
              })}
            </p>
          )
        }
        onConfirm={async ({ comment }) => {
          begun.current = true;
          void run(comment);
        }}
        onClose={() => {
          // What has begun is shown to its end.
          if (!begun.current) onClose();
        }}
      />
    );
  const over = results.length === items.length || stopped;
  const good = results.filter((one) => one.refused === null).length;
  return (
    <Dialog
      title={t(`batch_${verb}`, { count: items.length })}
      onClose={onClose}
      locked={!over}
      width={520}
      footer={
        over ? (
          <Button look="primary" onClick={onClose} data-focus="">
            {shared('close')}
          </Button>
        ) : (
          <Button
            onClick={() => {
              stopping.current = true;
            }}
          >
            {t('stop')}
          </Button>
        )
      }
    >
      <p role="status">{t('batchDone', { done: good, of: results.length, all: items.length })}</p>
      <progress className={css.progress} max={items.length} value={results.length} aria-hidden />
      <ul className={css.results}>
        {results.map(({ item, refused }) => (
          <li key={item.id}>
            {refused === null ? (
              <CheckCircleFilled className={css.good} aria-label={f(`done_${verb}`)} />
            ) : (
              <CloseCircleFilled className={css.problem} aria-label={t('refused')} />
            )}
            <span>
              {item.title || text(item.flow_name)}
              {refused !== null && <small className={css.problem}>{refused}</small>}
            </span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

/** So many different steps are asked for their ready-made words. */
const STEPS = 5;

/** The ready-made words of the steps at which the requests wait. */
function usePhrases(items: InboxItem[]): string[] {
  const text = useText();
  const steps = new Map(items.map((item) => [`${item.app}/${text(item.flow_name)}/${item.node}`, item]));
  const waiting = [...steps.values()].slice(0, STEPS);
  const found = useQueries({
    queries: waiting.map(({ instance }) => ({
      queryKey: [...queryKeys.inbox, 'instance', instance],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        api.get<FlowInstance>(`/flow-instances/${instance}`, { signal }),
      retry: false,
    })),
  });
  const phrases = waiting.flatMap(
    ({ node }, at) => found[at]?.data?.graph.nodes.find((one) => one.key === node)?.phrases ?? [],
  );
  return [...new Set(phrases.map((phrase) => text(phrase)).filter(Boolean))];
}
