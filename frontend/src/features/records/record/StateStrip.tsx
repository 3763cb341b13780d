import { DownOutlined } from '@ant-design/icons';
import { useState } from 'react';
import type { EntityDescription, RecordItem } from '@/api/types';
import { fieldOf } from '@/fields';
import { useText } from '@/i18n';
import { listed, statements } from '@/i18n/lists';
import { colourOf, Dialog, MenuButton, useIsPhone } from '@/ui';
import { words } from '../words';
import css from './stages.module.css';
import { guidanceOf, stagesOf } from './stages';
import type { Stage, Stages } from './stages';
import { StateTimes } from './StateTimes';
import { useMove } from './useMove';

export interface StateStripProps {
  app: string;
  type: EntityDescription;
  record: RecordItem;
  mayChange: boolean;
}

/** The way of a record as a line with its ways out apart, on a phone as one button; guidance stands below. */
export function StateStrip({ app, type, record, mayChange }: StateStripProps) {
  const t = words.use();
  const text = useText();
  const phone = useIsPhone();
  const { move, dialog } = useMove(app, type);
  const machine = type.states;
  const field = machine && fieldOf(type, machine.field);
  if (!machine || !field) return null;
  const stages = stagesOf(machine, field, record, mayChange);
  const go = (stage: Stage) => void move(record, machine.field, stage.option.key);
  const advice = text(guidanceOf(type, stages.present));
  return (
    <div className={css.strip}>
      {phone ? <StageSheet stages={stages} onGo={go} /> : <StageBar stages={stages} onGo={go} />}
      {advice && (
        <p className={css.guidance}>
          <strong>{t('guidance')}</strong>
          <span>{advice}</span>
        </p>
      )}
      <StateTimes app={app} type={type} record={record} />
      {dialog}
    </div>
  );
}

interface StagesProps {
  stages: Stages;
  onGo: (stage: Stage) => void;
}

/** What a stage is called, what leads there, and who alone takes the step. */
function useStageWords() {
  const t = words.use();
  const text = useText();
  const nameOf = ({ option }: Stage) => text(option.label) || option.key;
  const stepOf = (stage: Stage) =>
    text(stage.step?.label) || t(stage.step?.approval ? 'askTitle' : 'moveTo', { state: nameOf(stage) });
  const hintOf = (stage: Stage) => {
    if (stage.open) return statements([stepOf(stage), text(stage.step?.guidance)]);
    if (stage.byMachine.length === 0) return undefined;
    return t('moveBy', {
      who: listed(stage.byMachine.map((who) => t(who === 'flow' ? 'byFlow' : 'byRule'))),
    });
  };
  return { nameOf, stepOf, hintOf };
}

/** The mark and the tint of the present stage are those of its option. */
function lookOf({ option, current }: Stage) {
  if (!current) return {};
  const colour = colourOf(option.colour);
  return {
    mark: { background: `var(--${colour}-mark)`, borderColor: `var(--${colour}-mark)` },
    tint: { background: `var(--${colour}-tint)`, color: `var(--${colour}-shade)` },
  };
}

function StageBar({ stages, onGo }: StagesProps) {
  const t = words.use();
  const { stepOf } = useStageWords();
  const { path, exits, present } = stages;
  const open = exits.filter((stage) => stage.open);
  const aside = present && exits.includes(present);
  return (
    <div className={css.stages}>
      <ol className={css.steps} aria-label={t('stages')}>
        {path.map((stage) => (
          <li
            key={stage.option.key}
            className={stage.current ? css.current : stage.passed ? css.passed : undefined}
            aria-current={stage.current ? 'step' : undefined}
          >
            <StageStep stage={stage} onGo={onGo} />
          </li>
        ))}
      </ol>
      {aside && (
        <span className={`${css.aside} ${css.current}`}>
          <StageStep stage={present} onGo={onGo} />
        </span>
      )}
      {open.length > 0 && (
        <MenuButton
          label={t('otherStages')}
          small
          entries={open.map((stage) => ({
            key: stage.option.key,
            label: stepOf(stage),
            onSelect: () => onGo(stage),
          }))}
        >
          {t('otherStages')} <DownOutlined aria-hidden />
        </MenuButton>
      )}
    </div>
  );
}

function StageStep({ stage, onGo }: { stage: Stage; onGo: (stage: Stage) => void }) {
  const { nameOf, hintOf } = useStageWords();
  const look = lookOf(stage);
  const name = nameOf(stage);
  const content = (
    <>
      <span className={css.mark} style={look.mark} aria-hidden />
      <span className="truncate">{name}</span>
    </>
  );
  return stage.open ? (
    <button type="button" className={css.step} title={hintOf(stage)} onClick={() => onGo(stage)}>
      {content}
    </button>
  ) : (
    <span className={css.step} style={look.tint} title={hintOf(stage) ?? name}>
      {content}
    </span>
  );
}

/** On a phone: where the record stands, and all stages in a sheet. */
function StageSheet({ stages, onGo }: StagesProps) {
  const t = words.use();
  const { nameOf, stepOf, hintOf } = useStageWords();
  const [shown, setShown] = useState(false);
  const { path, exits, present } = stages;
  const at = present ? path.indexOf(present) : -1;
  const row = (stage: Stage) => {
    const look = lookOf(stage);
    const hint = stage.open ? stepOf(stage) : hintOf(stage);
    return (
      <li
        key={stage.option.key}
        className={stage.current ? css.current : stage.passed ? css.passed : undefined}
        aria-current={stage.current ? 'step' : undefined}
      >
        <button
          type="button"
          className={css.sheetStep}
          style={look.tint}
          disabled={!stage.open}
          onClick={() => {
            setShown(false);
            onGo(stage);
          }}
        >
          <span className={css.mark} style={look.mark} aria-hidden />
          <span>{nameOf(stage)}</span>
          {hint && hint !== nameOf(stage) && <small>{hint}</small>}
        </button>
      </li>
    );
  };
  return (
    <>
      <button
        type="button"
        className={css.compact}
        aria-haspopup="dialog"
        onClick={() => setShown(true)}
        style={present && { borderColor: `var(--${colourOf(present.option.colour)}-mark)` }}
      >
        <span className={css.bars} aria-hidden>
          {path.map((stage) => (
            <span
              key={stage.option.key}
              data-done={stage.passed || stage.current || undefined}
              style={stage.current ? lookOf(stage).mark : undefined}
            />
          ))}
        </span>
        <span className={css.compactText}>
          {at >= 0 && <span className="muted">{t('stageAt', { at: at + 1, count: path.length })} · </span>}
          <strong>{present ? nameOf(present) : t('stages')}</strong>
        </span>
        <DownOutlined aria-hidden />
      </button>
      {shown && (
        <Dialog title={t('stages')} onClose={() => setShown(false)}>
          <ol className={css.sheet}>{path.map(row)}</ol>
          {exits.length > 0 && (
            <>
              <h3 className={css.sheetHead}>{t('otherStages')}</h3>
              <ul className={css.sheet}>{exits.map(row)}</ul>
            </>
          )}
        </Dialog>
      )}
    </>
  );
}
