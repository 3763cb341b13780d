import type { EntityDescription, RecordItem } from '@/api/types';
import { fieldOf } from '@/fields';
import { useText } from '@/i18n';
import { colourOf } from '@/ui';
import { words } from '../words';
import css from './record.module.css';
import { useMove } from './useMove';

export interface StateStripProps {
  app: string;
  type: EntityDescription;
  record: RecordItem;
  mayChange: boolean;
}

const listOf = (value: string | string[] | undefined | null): string[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];

/** The states of a record as a line; open steps are buttons, and the guidance of the present state stands below. */
export function StateStrip({ app, type, record, mayChange }: StateStripProps) {
  const t = words.use();
  const text = useText();
  const { move, dialog } = useMove(app, type);
  const machine = type.states;
  const field = machine && fieldOf(type, machine.field);
  if (!machine || !field) return null;
  const present = (record.values[machine.field] as string | null) ?? null;
  const at = field.options.findIndex((option) => option.key === present);
  const steps = machine.transitions.filter((step) => {
    const from = listOf(step.from);
    return from.includes('*') || (present !== null && from.includes(present));
  });
  const stage = present ? machine.stages?.[present] : undefined;
  const advice = text(stage?.guidance);

  return (
    <div className={css.strip}>
      <ol className={css.steps} aria-label={t('stages')}>
        {field.options.map((option, index) => {
          const step = steps.find((found) => found.to === option.key || found.to === '*');
          const by = listOf(step?.by);
          const machineOnly = by.length > 0 && by.every((who) => who === 'flow' || who === 'rule');
          const name = text(option.label) || option.key;
          const current = option.key === present;
          const mark = (
            <span
              className={css.mark}
              style={
                current
                  ? {
                      background: `var(--${colourOf(option.colour)}-mark)`,
                      borderColor: `var(--${colourOf(option.colour)}-mark)`,
                    }
                  : undefined
              }
              aria-hidden
            />
          );
          const open = step && !current && mayChange && field.writable && !machineOnly;
          const terminal = machine.stages?.[option.key]?.won || machine.stages?.[option.key]?.lost;
          return (
            <li
              key={option.key}
              className={current ? css.current : index < at && !terminal ? css.passed : undefined}
              aria-current={current ? 'step' : undefined}
            >
              {open ? (
                <button
                  type="button"
                  className={css.step}
                  title={[step.label ? text(step.label) : t('moveTo', { state: name }), text(step.guidance)]
                    .filter(Boolean)
                    .join('. ')}
                  onClick={() => void move(record, machine.field, option.key)}
                >
                  {mark}
                  {name}
                </button>
              ) : (
                <span
                  className={css.step}
                  style={
                    current
                      ? {
                          background: `var(--${colourOf(option.colour)}-tint)`,
                          color: `var(--${colourOf(option.colour)}-shade)`,
                        }
                      : undefined
                  }
                  title={
                    step && machineOnly
                      ? t('moveBy', {
                          who: by.map((who) => t(who === 'flow' ? 'byFlow' : 'byRule')).join(', '),
                        })
                      : undefined
                  }
                >
                  {mark}
                  {name}
                </span>
              )}
            </li>
          );
        })}
      </ol>
      {advice && (
        <p className={css.guidance}>
          <strong>{t('guidance')}</strong>
          <span>{advice}</span>
        </p>
      )}
      {dialog}
    </div>
  );
}
