import css from './condition.module.css';
import { isForAll, isForNone } from './conditions';
import type { TextBlock } from './conditions';
import { ExpressionInput } from './ExpressionInput';
import { RemoveLine } from './RemoveLine';
import type { ExpressionPlace } from './parse';
import { words } from './words';

export interface TextLineProps {
  block: TextBlock;
  place: ExpressionPlace;
  onChange: (block: TextBlock) => void;
  onRemove: () => void;
}

/** A condition that clicks cannot show: kept as its text, which may be changed here. */
export function TextLine({ block, place, onChange, onRemove }: TextLineProps) {
  const t = words.use();
  const constant = isForAll(block) ? 'forAll' : isForNone(block) ? 'forNone' : null;
  return (
    <div className={css.line}>
      {constant ? (
        <span>{t(constant)}</span>
      ) : (
        <div className={css.labelled}>
          <span className={css.help}>{t('asWritten')}</span>
          <ExpressionInput
            hideLabel
            bare
            label={t('asWritten')}
            value={block.text}
            onChange={(text) => onChange({ text })}
            {...place}
          />
        </div>
      )}
      <RemoveLine onRemove={onRemove} />
    </div>
  );
}
