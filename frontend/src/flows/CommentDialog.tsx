import { useId, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { common } from '@/i18n/words';
import { Button, Dialog, useProblemText } from '@/ui';
import css from './flows.module.css';
import { flowWords } from './words';

export interface CommentDialogProps {
  title: string;
  confirm: string;
  text?: ReactNode;
  danger?: boolean;
  /** A reason must be given. */
  required?: boolean;
  onConfirm: (comment: string) => Promise<unknown>;
  onClose: () => void;
}

/** A word with an act: comment, then one button; what the server refuses is shown here. */
export function CommentDialog({
  title,
  confirm,
  text,
  danger,
  required,
  onConfirm,
  onClose,
}: CommentDialogProps) {
  const t = flowWords.use();
  const shared = common.use();
  const problemText = useProblemText();
  const id = useId();
  const [comment, setComment] = useState('');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState('');
  const area = useRef<HTMLTextAreaElement>(null);

  const send = async () => {
    if (required && !comment.trim()) {
      setFault(t('commentNeeded'));
      area.current?.focus();
      return;
    }
    setBusy(true);
    setFault('');
    try {
      await onConfirm(comment.trim());
      onClose();
    } catch (problem) {
      setFault(problemText(problem));
      setBusy(false);
    }
  };

  return (
    <Dialog
      title={title}
      onClose={onClose}
      width={480}
      footer={
        <>
          <Button onClick={onClose}>{shared('cancel')}</Button>
          <Button look={danger ? 'dangerPrimary' : 'primary'} busy={busy} onClick={() => void send()}>
            {confirm}
          </Button>
        </>
      }
    >
      <div className={css.commentBox}>
        {text}
        <label htmlFor={id}>
          {t('comment')}
          {required && <span className={css.refused}> *</span>}
        </label>
        <textarea
          id={id}
          ref={area}
          autoFocus
          maxLength={5000}
          placeholder={required ? undefined : t('commentHint')}
          value={comment}
          aria-describedby={fault ? `${id}-fault` : undefined}
          onChange={(event) => setComment(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send();
          }}
        />
        {fault && (
          <p id={`${id}-fault`} role="alert" className={css.refused}>
            {fault}
          </p>
        )}
      </div>
    </Dialog>
  );
}
