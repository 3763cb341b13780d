import { Link } from 'react-router';
import { assign } from '@/canvas/lists';
import { useText } from '@/i18n';
import { listed } from '@/i18n/lists';
import { paths } from '@/ui/paths';
import type { FlowDocument, FlowStart } from '../draft/documents';
import { useDocuments } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import { DraftCondition } from '../expression/DraftCondition';
import { ChoiceInput, ManyInput, Part } from '../kit/controls';
import { ValuesEditor } from '../rules/ValuesEditor';
import { ProblemsAt } from '../shell/ProblemsAt';
import { FieldRights } from './FieldRights';
import { START } from './flowChanges';
import { flowWords } from './words';
import { Ways } from './Ways';

const triggers = [
  'button',
  'form.submitted',
  'record.created',
  'record.changed',
  'state.entered',
  'rule',
] as const;

export function StartProperties({ handle }: { handle: DocumentHandle<FlowDocument> }) {
  const w = flowWords.use();
  const text = useText();
  const flow = handle.document;
  const { start } = flow;
  const { documents: forms } = useDocuments(handle.app, 'form');
  const { documents: entities } = useDocuments(handle.app, 'entity');
  const { documents: roles } = useDocuments(handle.app, 'role');
  const starters = Object.values(roles)
    .filter((role) => role.grants.some((grant) => grant.flow === flow.key && grant.actions.includes('start')))
    .map((role) => text(role.name) || role.key);
  const entity = entities[flow.entity];
  const change = (recipe: (start: FlowStart) => void, merge?: string) =>
    handle.change((draft) => recipe(draft.start), { merge: merge && `start.${merge}` });
  const place = { draft: true, app: handle.app, entity: flow.entity, context: 'gateway' as const };
  const states = entity?.states
    ? (entity.schema.properties[entity.states.field]?.['x-dougong'].options ?? [])
    : [];
  return (
    <>
      <Part title={w('start')}>
        <ProblemsAt problems={handle.open.problems} at="/start" />
        <ChoiceInput
          label={w('startsOn')}
          value={start.on}
          onChange={(on) =>
            change((target) => {
              target.on = on;
              delete target.form;
              delete target.variant;
              delete target.changed;
              delete target.state;
              if (on === 'state.entered' && states[0]) target.state = states[0].key;
            })
          }
          options={triggers
            .filter((trigger) => trigger !== 'state.entered' || states.length > 0 || start.on === trigger)
            .map((value) => ({ value, label: w(`started_${value}`) }))}
        />
        {start.on === 'button' && (
          <p className="muted">
            {starters.length > 0 ? w('startRoles', { names: listed(starters) }) : w('startNoRole')}{' '}
            <Link to={paths.build(handle.app, '/roles')}>{w('startRolesLink')}</Link>
          </p>
        )}
        {start.on === 'rule' && (
          <p className="muted">
            {w('startRuleHelp')} <Link to={paths.build(handle.app, '/rules')}>{w('startRules')}</Link>
          </p>
        )}
        {start.on === 'form.submitted' && (
          <ChoiceInput
            label={w('startForm')}
            empty={w('formAny')}
            value={start.form}
            onChange={(form) =>
              change((target) => {
                assign(target, 'form', form);
                delete target.variant;
              })
            }
            options={Object.values(forms)
              .filter((form) => form.entity === flow.entity)
              .map((form) => ({ value: form.key, label: text(form.name) || form.key }))}
          />
        )}
        {start.on === 'record.changed' && (
          <ManyInput
            label={w('startFields')}
            value={start.changed}
            onChange={(fields) => change((target) => assign(target, 'changed', fields))}
            options={Object.entries(entity?.schema.properties ?? {}).map(([value, field]) => ({
              value,
              label: text(field['x-dougong'].label) || value,
            }))}
          />
        )}
        {start.on === 'state.entered' && (
          <ChoiceInput
            label={w('startState')}
            value={start.state}
            onChange={(state) => change((target) => assign(target, 'state', state))}
            options={states.map((option) => ({ value: option.key, label: text(option.label) || option.key }))}
          />
        )}
        {!['button', 'rule'].includes(start.on) && (
          <DraftCondition
            {...place}
            label={w('startWhen')}
            value={start.when}
            onChange={(when) => change((target) => assign(target, 'when', when), 'when')}
          />
        )}
        <ValuesEditor
          label={w('startSet')}
          target={flow.entity}
          values={start.set ?? {}}
          place={place}
          onChange={(values) => change((target) => assign(target, 'set', values), 'set')}
        />
        <ValuesEditor
          label={w('startBack')}
          target={flow.entity}
          values={start.back ?? {}}
          place={place}
          onChange={(values) => change((target) => assign(target, 'back', values), 'back')}
        />
      </Part>
      <Part title={w('startRights')}>
        <FieldRights
          app={handle.app}
          entity={entity}
          forms={Object.values(forms)}
          step={start}
          fixedForm={start.on === 'form.submitted'}
          onChange={change}
        />
      </Part>
      <Ways handle={handle} nodeKey={START} />
    </>
  );
}
