import { useEffect, useRef, useState } from 'react';
import { ConditionInput, isPlain, isSure, parseExpression, readConditions, useAppSight } from '@/expressions';
import { words as expressionWords } from '@/expressions/words';
import { common } from '@/i18n/words';
import { Button, useDebounced } from '@/ui';
import { words } from '../words';
import css from './tools.module.css';

export interface FilterPanelProps {
  app: string;
  entity: string;
  value: string;
  onChange: (filter: string) => void;
  onClose: () => void;
}

/** The filter as conditions or as text; used as soon as it stands still and is right. */
export function FilterPanel({ app, entity, value, onChange, onClose }: FilterPanelProps) {
  const t = words.use();
  const expression = expressionWords.use();
  const shared = common.use();
  const sight = useAppSight(app, entity);
  const [draft, setDraft] = useState(value);
  const [problem, setProblem] = useState<string | null>(null);
  const still = useDebounced(draft, 400);
  /** What is surely right, its types too, is used at once; any other text is asked about first. */
  const isRight = (text: string) => {
    const read = readConditions(text);
    return read !== null && isPlain(read, (condition) => isSure(condition, sight.names));
  };

  // What was used here comes back as the value, maybe after one has written on: only another's is taken over.
  const used = useRef<string[]>([]);
  const search = (text: string) => {
    used.current.push(text);
    onChange(text);
  };
  useEffect(() => {
    const at = used.current.indexOf(value);
    used.current = used.current.slice(at + 1);
    if (at < 0) setDraft(value);
  }, [value]);
  useEffect(() => {
    if (still === value) return;
    if (isRight(still)) {
      setProblem(null);
      search(still.trim());
      return;
    }
    let current = true;
    parseExpression({ app, entity, text: still, context: 'filter' })
      .then((parsed) => {
        if (!current) return;
        const fault = parsed.errors[0];
        setProblem(fault ? fault.message : null);
        if (!fault) search(still.trim());
      })
      .catch(() => undefined);
    return () => {
      current = false;
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [still]);

  const close = () => {
    // Conditions count even when the panel is closed before they stood still.
    if (draft.trim() !== value && isRight(draft)) search(draft.trim());
    onClose();
  };

  return (
    <section
      className={css.panel}
      aria-label={t('filter')}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) close();
      }}
    >
      <ConditionInput
        app={app}
        entity={entity}
        context="filter"
        sight={sight}
        label={expression('expression')}
        hideLabel
        value={draft}
        onChange={(text) => setDraft(text ?? '')}
        empty={expression('noConditions')}
        startEmpty
        onlyFinished
      />
      <div className={css.panelFoot}>
        {problem && (
          <span className="visually-hidden" role="status">
            {t('filterProblem', { reason: problem })}
          </span>
        )}
        <span style={{ flex: 1 }} />
        {draft && (
          <Button
            small
            onClick={() => {
              setDraft('');
              search('');
            }}
          >
            {t('clearFilter')}
          </Button>
        )}
        <Button small onClick={close}>
          {shared('close')}
        </Button>
      </div>
    </section>
  );
}
