import { useState } from 'react';
import type { ReactNode } from 'react';
import { common } from '@/i18n/words';
import { Button } from './Button';
import type { ButtonProps } from './Button';
import { Dialog } from './Dialog';
import { useProblemText } from './ErrorState';

export interface ConfirmDialogProps {
  title: string;
  text: ReactNode;
  confirm: string;
  danger?: boolean;
  onConfirm: () => unknown;
  onClose: () => void;
}

/** Asks once, waits for the act to end, and shows why when it was refused. */
export function ConfirmDialog({ title, text, confirm, danger, onConfirm, onClose }: ConfirmDialogProps) {
  const t = common.use();
  const problemText = useProblemText();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const act = async () => {
    setBusy(true);
    setError(null);
    try {
      await onConfirm();
      onClose();
    } catch (problem) {
      setError(problem);
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
          <Button onClick={onClose} data-focus={danger ? '' : undefined}>
            {t('cancel')}
          </Button>
          <Button
            look={danger ? 'dangerPrimary' : 'primary'}
            busy={busy}
            onClick={() => void act()}
            data-focus={danger ? undefined : ''}
          >
            {confirm}
          </Button>
        </>
      }
    >
      <div>{text}</div>
      {error !== null && (
        <p role="alert" style={{ color: 'var(--red-shade)', marginTop: 8 }}>
          {problemText(error)}
        </p>
      )}
    </Dialog>
  );
}

export interface ConfirmButtonProps extends Omit<ButtonProps, 'onClick'> {
  title?: string;
  text: ReactNode;
  confirm: string;
  danger?: boolean;
  onConfirm: () => unknown;
}

export function ConfirmButton({ title, text, confirm, danger, onConfirm, ...button }: ConfirmButtonProps) {
  const t = common.use();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button {...button} onClick={() => setOpen(true)} />
      {open && (
        <ConfirmDialog
          title={title ?? t('confirmTitle')}
          text={text}
          confirm={confirm}
          danger={danger}
          onConfirm={onConfirm}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
