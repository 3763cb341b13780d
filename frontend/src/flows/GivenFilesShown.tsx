import { ATTACHMENT } from '@/fields/types/attachment';
import { SIGNATURE } from '@/fields/types/signature';
import css from './flows.module.css';
import type { GivenProps } from './Given';
import { givenField } from './given';
import { flowWords } from './words';

/** A signature as it was drawn, and files to open. */
export function GivenFilesShown({ signature, files }: GivenProps) {
  const t = flowWords.use();
  return (
    <div className={css.given}>
      {files.length > 0 && (
        <ATTACHMENT.Cell
          app=""
          field={givenField('attachment', t('files'))}
          value={files.map((file) => ({ ...file }))}
        />
      )}
      {signature && (
        <SIGNATURE.Cell app="" field={givenField('signature', t('signature'))} value={[signature.id]} />
      )}
    </div>
  );
}
