import { useEffect, useMemo, useState } from 'react';
import type { FieldDescription, ParsedExpression } from '@/api/types';
import {
  ConditionBuilder,
  ExpressionEditor,
  namesOfFields,
  parseExpression,
  pathsOf,
  readConditions,
  whyText,
} from '@/expressions';
import type { Name } from '@/expressions';
import { words as expressionWords } from '@/expressions/words';
import { common } from '@/i18n/words';
import { Button, FormulaReading, useDebounced } from '@/ui';
import { words } from '../words';
import css from './list.module.css';

export interface FilterPanelProps {
  app: string;
  entity: string;
  fields: FieldDescription[];
  value: string;
  onChange: (filter: string) => void;
  onClose: () => void;
}

/** Conditions can be shown when the text is made of them, over fields that the list has. */
function canShow(text: string, names: Name[]): boolean {
  const read = readConditions(text);
  return read !== null && pathsOf(read).every((path) => names.some((name) => name.path === path));
}

/** The filter as conditions or as text; used as soon as it stands still and is right. */
export function FilterPanel({ app, entity, fields, value, onChange, onClose }: FilterPanelProps) {
  const t = words.use();
  const expression = expressionWords.use();
  const shared = common.use();
  const names = useMemo(() => namesOfFields(fields, expression('field')), [fields, expression]);
  const [asText, setAsText] = useState(() => !canShow(value, names));
  const [draft, setDraft] = useState(value);
  const [problem, setProblem] = useState<string | null>(null);
  const [told, setTold] = useState<{ text: string; faults: ParsedExpression['errors'] } | null>(null);
  const still = useDebounced(draft, 400);

  useEffect(() => setDraft(value), [value]);
  useEffect(() => {
    if (still === value) return;
    if (still.trim() === '' || !asText) {
      // Conditions are right by construction; text is asked about first, so the list never shows an error while typing.
      onChange(still.trim());
      return;
    }
    let current = true;
    parseExpression({ app, entity, text: still, context: 'filter' })
      .then((parsed) => {
        if (!current) return;
        const fault = parsed.errors[0];
        setProblem(fault ? fault.message : null);
        if (!fault) onChange(still.trim());
      })
      .catch(() => undefined);
    return () => {
      current = false;
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [still]);

  const why =
    asText && draft.trim() !== '' && told?.text === draft && !canShow(draft, names)
      ? whyText(draft, told.faults)
      : null;
  const close = () => {
    // Conditions count even when the panel is closed before they stood still.
    if (!asText && draft.trim() !== value) onChange(draft.trim());
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
      {asText ? (
        <ExpressionEditor
          app={app}
          entity={entity}
          context="filter"
          value={draft}
          onChange={setDraft}
          onParsed={(parsed) => setTold({ text: draft, faults: parsed.errors })}
          label={expression('expression')}
          autoFocus
        />
      ) : (
        <ConditionBuilder
          names={names}
          place={{ app, entity, context: 'filter' }}
          value={draft}
          onChange={setDraft}
          empty={expression('noConditions')}
          startEmpty
          onlyFinished
        />
      )}
      <div className={css.panelFoot}>
        <Button
          small
          look="quiet"
          disabled={asText && !canShow(draft, names)}
          onClick={() => setAsText(!asText)}
        >
          {asText ? expression('conditionsView') : expression('textView')}
        </Button>
        {why && <span className="muted caption">{expression(why.word, why)}</span>}
        {problem && asText && (
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
              onChange('');
            }}
          >
            {t('clearFilter')}
          </Button>
        )}
        <Button small onClick={close}>
          {shared('close')}
        </Button>
      </div>
      {!asText && draft && <FormulaReading reading={null} text={draft} />}
    </section>
  );
}
