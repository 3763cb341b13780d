import { useState } from 'react';
import { api } from '@/api/client';
import type { EntityDescription, Enrolment, RecordItem } from '@/api/types';
import { useLanguage, useText } from '@/i18n';
import { Button, ConfirmButton, toast, useProblemText } from '@/ui';
import { shortDateTime } from '@/ui/dates';
import { useRefreshSequences, useSequencesOf } from './besides';
import css from './record.module.css';
import { sequenceWords } from './sequenceWords';

export interface SequenceStripProps {
  app: string;
  type: EntityDescription;
  record: RecordItem;
  title: string;
}

type Verb = 'stop' | 'pause' | 'resume' | 'skip';

/** The sequences that a record is in: at which step, and when the next one comes. */
export function SequenceStrip({ app, type, record, title }: SequenceStripProps) {
  const s = sequenceWords.use();
  const text = useText();
  const language = useLanguage();
  const problemText = useProblemText();
  const refresh = useRefreshSequences();
  const { data } = useSequencesOf(app, type, record.id, !record.deleted_at);
  const [busy, setBusy] = useState(false);
  const present = data?.items.filter((item) => item.ended_at === null) ?? [];
  if (record.deleted_at || present.length === 0) return null;

  const doing = async (work: () => Promise<unknown>) => {
    setBusy(true);
    try {
      await work();
      refresh(app, type, record.id);
    } catch (problem) {
      toast(problemText(problem), { bad: true });
    } finally {
      setBusy(false);
    }
  };
  const turn = (item: Enrolment, verb: Verb) => () =>
    doing(() => api.post(`/apps/${encodeURIComponent(app)}/enrolments/${item.id}/${verb}`, {}));
  const told = (item: Enrolment) => {
    const name = text(item.step?.name);
    const said = {
      number: item.step?.number ?? '–',
      steps: item.steps,
      name: name ? s('named', { name }) : '',
    };
    if (item.why === 'failed') return s('failed', { ...said, error: item.error ?? '' });
    if (item.state === 'paused') return s('paused', said);
    if (!item.enabled) return s('off');
    return s('at', { ...said, moment: item.due_at ? shortDateTime(item.due_at, language) : '' });
  };
  return (
    <>
      {present.map((item) => (
        <div key={item.id} className={`${css.trash} ${css.pool}`} role="status">
          <span>
            <strong>{text(item.sequence.name) || item.sequence.key}</strong> · {told(item)}
          </span>
          {item.may_change && (
            <span className={css.acts}>
              {item.state === 'running' ? (
                <Button small busy={busy} onClick={() => void turn(item, 'pause')()}>
                  {s('pause')}
                </Button>
              ) : (
                <Button small busy={busy} onClick={() => void turn(item, 'resume')()}>
                  {s('resume')}
                </Button>
              )}
              <Button small look="quiet" busy={busy} onClick={() => void turn(item, 'skip')()}>
                {s('skip')}
              </Button>
              <ConfirmButton
                small
                look="quiet"
                text={s('stopText', { sequence: text(item.sequence.name), title })}
                confirm={s('stop')}
                onConfirm={turn(item, 'stop')}
              >
                {s('stop')}
              </ConfirmButton>
            </span>
          )}
        </div>
      ))}
    </>
  );
}
