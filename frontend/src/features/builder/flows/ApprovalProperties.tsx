import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { assign } from '@/canvas/lists';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { useEntries } from '../draft/api';
import type { ApproverDocument, FlowDocument, FlowNode } from '../draft/documents';
import { useDocument, useDocuments } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import { useNames } from '../expression/useNames';
import { CheckInput, ChoiceInput, Part, PickInput, TextInput } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { FieldRights } from './FieldRights';
import { setRejection } from './flowChanges';
import { flowWords } from './words';

export interface NodePropertiesProps {
  handle: DocumentHandle<FlowDocument>;
  node: FlowNode;
  change: (recipe: (node: FlowNode) => void, merge?: string) => void;
}

const ways = ['supervisor', 'role', 'field', 'person', 'team'] as const;
const wayOf = (rule: ApproverDocument) => ways.find((way) => way in rule) ?? 'role';

export function ApprovalProperties({ handle, node, change }: NodePropertiesProps) {
  const w = flowWords.use();
  const { documents } = useDocuments(handle.app, 'entity');
  const verbs = node.verbs ?? ['approve', 'reject', 'return'];
  return (
    <>
      <Part title={w('who')}>
        {(node.who ?? []).map((rule, at) => (
          <div key={at} className={`${kit.card} ${kit.stack}`} style={{ padding: 10 }}>
            <div className={kit.row} style={{ flexWrap: 'nowrap' }}>
              <span className={kit.grow}>
                <ChoiceInput
                  bare
                  label={w('whoKind')}
                  value={wayOf(rule)}
                  onChange={(way) =>
                    change((target) => {
                      target.who![at] =
                        way === 'supervisor'
                          ? { supervisor: 1 }
                          : ({ [way]: way === 'field' ? 'owner' : '' } as ApproverDocument);
                    })
                  }
                  options={ways.map((way) => ({ value: way, label: w(`who_${way}`) }))}
                />
              </span>
              {(node.who ?? []).length > 1 && (
                <Button
                  small
                  look="quiet"
                  icon={<CloseOutlined aria-hidden />}
                  aria-label={w('removeWho')}
                  onClick={() =>
                    change((target) => {
                      target.who?.splice(at, 1);
                    })
                  }
                />
              )}
            </div>
            <Approver
              handle={handle}
              rule={rule}
              onChange={(next) =>
                change((target) => {
                  target.who![at] = next;
                })
              }
            />
          </div>
        ))}
        <span>
          <Button
            small
            icon={<PlusOutlined aria-hidden />}
            onClick={() =>
              change((target) => {
                (target.who ??= []).push({ role: '' });
              })
            }
          >
            {w('addWho')}
          </Button>
        </span>
        <ChoiceInput
          label={w('mode')}
          value={node.mode ?? 'all'}
          onChange={(mode) =>
            change((target) => {
              target.mode = mode;
            })
          }
          options={(['all', 'any'] as const).map((value) => ({ value, label: w(`mode_${value}`) }))}
        />
        {node.mode === 'any' && (
          <ChoiceInput
            label={w('anyReject')}
            value={node.any_reject ?? 'all'}
            onChange={(value) =>
              change((target) => {
                target.any_reject = value;
              })
            }
            options={(['all', 'first'] as const).map((value) => ({ value, label: w(`anyReject_${value}`) }))}
          />
        )}
        <ChoiceInput
          label={w('fallback')}
          value={node.fallback ?? 'flow_admin'}
          onChange={(value) =>
            change((target) => {
              target.fallback = value;
            })
          }
          options={(['flow_admin', 'stop'] as const).map((value) => ({
            value,
            label: w(`fallback_${value}`),
          }))}
        />
        <ChoiceInput
          label={w('initiator')}
          value={node.initiator ?? 'superior'}
          onChange={(value) =>
            change((target) => {
              target.initiator = value;
            })
          }
          options={(['superior', 'self', 'skip'] as const).map((value) => ({
            value,
            label: w(`initiator_${value}`),
          }))}
        />
        <ChoiceInput
          label={w('samePerson')}
          value={node.same_person ?? 'off'}
          onChange={(value) =>
            change((target) => {
              target.same_person = value;
            })
          }
          options={(['off', 'consecutive'] as const).map((value) => ({
            value,
            label: w(`samePerson_${value}`),
          }))}
        />
      </Part>
      <Part title={w('verbs')}>
        {(['approve', 'reject', 'return'] as const).map((verb) => (
          <CheckInput
            key={verb}
            label={w(`verb_${verb}`)}
            disabled={verb === 'approve'}
            value={verbs.includes(verb)}
            onChange={(on) =>
              change((target) => {
                target.verbs = (['approve', 'reject', 'return'] as const).filter((each) =>
                  each === verb ? on : verbs.includes(each),
                );
              })
            }
          />
        ))}
        {verbs.includes('reject') && (
          <ChoiceInput
            label={w('reject')}
            value={node.reject ?? 'edge'}
            onChange={(way) => handle.change((draft) => setRejection(draft, node.key, way as 'edge'))}
            options={(['end', 'initiator', 'edge'] as const).map((value) => ({
              value,
              label: w(`reject_${value}`),
            }))}
          />
        )}
      </Part>
      <Part title={w('rights')}>
        <FieldRights
          entity={documents[handle.document.entity]}
          rights={node.fields}
          onChange={(rights) => change((target) => assign(target, 'fields', rights))}
        />
      </Part>
    </>
  );
}

function Approver({
  handle,
  rule,
  onChange,
}: {
  handle: DocumentHandle<FlowDocument>;
  rule: ApproverDocument;
  onChange: (rule: ApproverDocument) => void;
}) {
  const w = flowWords.use();
  const text = useText();
  const roles = useEntries(handle.app, 'role');
  const settings = useDocument(handle.app, 'app', 'app').handle?.document.settings ?? [];
  const names = useNames(handle.app, handle.document.entity, 'gateway').filter(
    (name) => name.kind === 'person' && !name.path.startsWith('settings.'),
  );
  switch (wayOf(rule)) {
    case 'supervisor':
      return (
        <TextInput
          label={w('level')}
          type="number"
          value={String(rule.supervisor ?? 1)}
          onChange={(value) =>
            onChange({ ...rule, supervisor: Math.max(1, Math.min(20, Math.round(Number(value)) || 1)) })
          }
        />
      );
    case 'role':
      return (
        <ChoiceInput
          label={w('role')}
          value={rule.role}
          onChange={(role) => onChange({ role })}
          options={roles.map((role) => ({ value: role.key, label: text(role.name) || role.key }))}
        />
      );
    case 'field':
      return (
        <PickInput
          label={w('field')}
          value={rule.field}
          onChange={(field) => onChange({ field: field ?? '' })}
          options={names.map((name) => ({ value: name.path, label: `${text(name.label)} · ${name.path}` }))}
        />
      );
    default: {
      const kind = wayOf(rule) as 'person' | 'team';
      const fitting = settings.filter((setting) => setting.type === kind);
      return (
        <ChoiceInput
          label={w('setting')}
          help={fitting.length === 0 ? w('noSetting') : undefined}
          value={rule[kind]}
          onChange={(value) => onChange({ [kind]: value })}
          options={fitting.map((setting) => ({
            value: `settings.${setting.key}`,
            label: text(setting.name) || setting.key,
          }))}
        />
      );
    }
  }
}
