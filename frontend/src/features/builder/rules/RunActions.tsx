import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/api/client';
import type { Run } from '@/api/types';
import { common } from '@/i18n/words';
import { Button } from '@/ui/Button';
import { ConfirmDialog } from '@/ui/ConfirmButton';
import { Dialog } from '@/ui/Dialog';
import { useProblemText } from '@/ui/ErrorState';
import { toast } from '@/ui/toast';
import { TextInput } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { runWords } from './runWords';
import { useStateWord } from './useStateWord';

/** Does something about a run, shows the lists of runs anew, and tells what came of it. */
function useAct(app: string, run: Run) {
  const w = runWords.use();
  const word = useStateWord();
  const client = useQueryClient();
  return async (verb: string, body: object = {}) => {
    const after = await api.post<Run>(`/runs/${run.id}/${verb}`, body);
    const state = word(after.state);
    toast(verb === 'dismiss' ? state : w('cameOut', { state }), { bad: after.state === 'failed' });
    await Promise.all([
      client.invalidateQueries({ queryKey: ['runs', app] }),
      client.invalidateQueries({ queryKey: ['run', run.id] }),
    ]);
  };
}

/** What can be done about a run as a whole. */
export function RunActions({ app, run }: { app: string; run: Run }) {
  const w = runWords.use();
  const problemText = useProblemText();
  const act = useAct(app, run);
  const [asked, setAsked] = useState<'dismiss' | 'replay' | null>(null);
  const retry = async () => {
    try {
      await act('retry');
    } catch (error) {
      toast(problemText(error), { bad: true });
    }
  };
  const close = () => setAsked(null);
  if (!run.record && !run.records) return null;
  const failed = run.state === 'failed' || run.state === 'retrying';
  const again = run.repeatable || !(run.undone || run.records);
  return (
    <>
      {failed && !again && <span className="muted caption">{w('notThere')}</span>}
      {failed && again && (
        <Button small onClick={() => void retry()}>
          {w(run.undone || run.records ? 'retry' : 'sendAgain')}
        </Button>
      )}
      {run.state === 'failed' && (
        <Button small look="quiet" onClick={() => setAsked('dismiss')}>
          {w('dismiss')}
        </Button>
      )}
      {run.record &&
        run.repeatable &&
        (run.state === 'done' || run.state === 'cut' || run.state === 'skipped') && (
          <Button small look="quiet" onClick={() => setAsked('replay')}>
            {w('replay')}
          </Button>
        )}
      {asked === 'dismiss' && (
        <ReasonDialog
          title={w('dismiss')}
          help={w('dismissHelp')}
          onGive={(reason) => act('dismiss', { reason })}
          onClose={close}
        />
      )}
      {asked === 'replay' && (
        <ConfirmDialog
          title={w('replay')}
          text={w('replayHelp')}
          confirm={w('replay')}
          onConfirm={() => act('replay')}
          onClose={close}
        />
      )}
    </>
  );
}

/** What can be done about one step of a run that failed. */
export function StepActions({ app, run, step }: { app: string; run: Run; step: Run['steps'][number] }) {
  const w = runWords.use();
  const act = useAct(app, run);
  const [asked, setAsked] = useState<'skip' | 'retry' | null>(null);
  const at = step.position;
  // A rule that was undone is taken again by its own steps, not by those inside them.
  const own = !run.undone || step.depth === 0;
  if (run.state !== 'failed') return null;
  const close = () => setAsked(null);
  return (
    <span className={kit.row}>
      {run.undone && run.repeatable && own && at > 0 && (
        <Button small look="quiet" onClick={() => setAsked('retry')}>
          {w('retryFrom')}
        </Button>
      )}
      {own && step.state === 'failed' && (run.repeatable || !run.undone) && (
        <Button small look="quiet" onClick={() => setAsked('skip')}>
          {w('skip')}
        </Button>
      )}
      {asked === 'retry' && (
        <ConfirmDialog
          title={w('retryFrom')}
          text={w('retryFromHelp')}
          confirm={w('retryFrom')}
          onConfirm={() => act('retry', { step: at })}
          onClose={close}
        />
      )}
      {asked === 'skip' && (
        <ReasonDialog
          title={w('skip')}
          help={w('skipHelp')}
          onGive={(reason) => act('skip', { step: at, reason })}
          onClose={close}
        />
      )}
    </span>
  );
}

interface ReasonDialogProps {
  title: string;
  help: string;
  onGive: (reason: string) => Promise<void>;
  onClose: () => void;
}

/** Asks for the reason of what somebody decides about a run. */
function ReasonDialog({ title, help, onGive, onClose }: ReasonDialogProps) {
  const c = common.use();
  const w = runWords.use();
  const problemText = useProblemText();
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const give = async () => {
    if (!reason.trim() || busy) return;
    setBusy(true);
    try {
      await onGive(reason.trim());
      onClose();
    } catch (problem) {
      setError(problemText(problem));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      width={440}
      footer={
        <>
          <Button onClick={onClose}>{c('cancel')}</Button>
          <Button look="primary" busy={busy} disabled={!reason.trim()} onClick={() => void give()}>
            {title}
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void give();
        }}
      >
        <TextInput
          label={w('reasonFor')}
          help={help}
          value={reason}
          onChange={setReason}
          error={error}
          autoFocus
        />
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </form>
    </Dialog>
  );
}
