import { PlusOutlined } from '@ant-design/icons';
import { Button } from '@/ui/Button';
import type { EntityDocument, FormDocument } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import { DraftCondition } from '../expression/DraftCondition';
import { fieldNames } from '../expression/names';
import { useNames } from '../expression/useNames';
import { lacksValues, readConditions, ValueInput } from '@/expressions';
import { Part, RemoveButton } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { ProblemsAt } from '../shell/ProblemsAt';
import {
  addSetting,
  changeSetting,
  effectOf,
  problemsOfRules,
  ruleOf,
  setEffect,
  settingsOf,
} from './linkage';
import { FieldLinks } from './FieldLinks';
import { formWords } from './words';

export function RulesOfField({
  handle,
  entity,
  field,
}: {
  handle: DocumentHandle<FormDocument>;
  entity: EntityDocument;
  field: string;
}) {
  const f = formWords.use();
  const names = useNames(handle.app, entity.key, 'linkage');
  const form = handle.document;
  const place = { draft: true, app: handle.app, entity: entity.key, context: 'linkage' as const };
  /** Below what it is about, so that nothing moves under the pointer; a line without a value says so itself. */
  const faultsOf = (rule: number) => {
    const when = form.linkage?.[rule]?.when;
    const read = when ? readConditions(when) : null;
    return rule >= 0 && !(read && lacksValues(read)) ? (
      <ProblemsAt problems={problemsOfRules(form, field, handle.open.problems)} at={`/linkage/${rule}`} />
    ) : null;
  };
  const own = fieldNames(entity).find((name) => name.path === field) ?? { kind: 'other' as const };
  return (
    <Part>
      {(['show', 'require', 'lock', 'hide'] as const).map((effect) => (
        <div key={effect} className={kit.stack}>
          <DraftCondition
            {...place}
            label={f(`${effect}When`)}
            empty={effect === 'show' ? f('always') : f('never')}
            value={effectOf(form, field, effect)}
            onChange={(when) =>
              handle.change((draft) => setEffect(draft, field, effect, when), { merge: `${field}.${effect}` })
            }
          />
          {faultsOf(ruleOf(form, field, effect))}
        </div>
      ))}
      <div className={kit.labelled}>
        <span className={kit.label}>{f('setWhen')}</span>
        {settingsOf(form, field).map((setting) => (
          <div key={setting.rule} className={`${kit.card} ${kit.stack}`} style={{ padding: 10 }}>
            <div className={kit.row}>
              <span className={`${kit.grow} caption muted`}>{f('setTo')}</span>
              <RemoveButton
                line
                label={f('removeSet')}
                onClick={() => handle.change((draft) => changeSetting(draft, field, setting.rule, null))}
              />
            </div>
            <ValueInput
              label={f('setTo')}
              name={own}
              value={setting.value}
              names={names}
              place={place}
              onChange={(value) =>
                handle.change((draft) => changeSetting(draft, field, setting.rule, { value }), {
                  merge: `${field}.set`,
                })
              }
            />
            <DraftCondition
              {...place}
              label={f('setIf')}
              empty={f('always')}
              value={setting.when}
              onChange={(when) =>
                handle.change((draft) => changeSetting(draft, field, setting.rule, { when }), {
                  merge: `${field}.setWhen`,
                })
              }
            />
            {faultsOf(setting.rule)}
          </div>
        ))}
        <span>
          <Button
            small
            icon={<PlusOutlined aria-hidden />}
            onClick={() => handle.change((draft) => addSetting(draft, field))}
          >
            {f('addSet')}
          </Button>
        </span>
      </div>
      <FieldLinks handle={handle} entity={entity} field={field} />
    </Part>
  );
}
