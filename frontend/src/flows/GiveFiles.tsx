import { useId } from 'react';
import { idsOf } from '@/fields/uploads';
import { ATTACHMENT } from '@/fields/types/attachment';
import { SIGNATURE } from '@/fields/types/signature';
import css from './flows.module.css';
import { givenField } from './given';
import type { GivenFiles, Gives } from './given';
import { flowWords } from './words';

export interface GiveFilesProps {
  gives: Gives;
  given: GivenFiles;
  describedBy?: string;
  onChange: (change: Partial<GivenFiles>) => void;
  onPending: (work: Promise<void>) => void;
}

/** Sign, and enclose files, with a decision. */
export function GiveFiles({ gives, given, describedBy, onChange, onPending }: GiveFilesProps) {
  const t = flowWords.use();
  const id = useId();
  const { signature, files } = gives;
  const shared = { app: '', describedBy, onPending };
  return (
    <>
      {files && (
        <div className={css.asked} role="group" aria-labelledby={`${id}-files`}>
          <span id={`${id}-files`} className={css.askedLabel}>
            {t('files')}
            {files.least > 0 && <span className={css.refused}> *</span>}
            {files.most < 50 && <span className="muted"> {t('mostFiles', { count: files.most })}</span>}
          </span>
          <ATTACHMENT.Widget
            {...shared}
            field={givenField('attachment', t('files'))}
            value={given.files}
            disabled={false}
            onChange={(value) => onChange({ files: idsOf(value) })}
          />
        </div>
      )}
      {signature && (
        <div className={css.asked} role="group" aria-labelledby={`${id}-signature`}>
          <span id={`${id}-signature`} className={css.askedLabel}>
            {t('signature')}
            {signature === 'required' && <span className={css.refused}> *</span>}
          </span>
          <SIGNATURE.Widget
            {...shared}
            id={id}
            field={givenField('signature', t('signature'))}
            value={given.signature}
            onChange={(value) => onChange({ signature: idsOf(value) })}
          />
        </div>
      )}
    </>
  );
}
