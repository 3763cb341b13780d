import { assign } from '@/canvas/lists';
import { useText } from '@/i18n';
import { ExpressionInput } from '@/expressions';
import { useDocuments } from '../draft/store';
import { DraftCondition } from '../expression/DraftCondition';
import { useNames } from '../expression/useNames';
import { CheckInput, ChoiceInput, Part, PickInput, TextInput } from '../kit/controls';
import type { NodePropertiesProps } from './ApprovalProperties';
import { Approvers } from './Approvers';
import { setOutcome } from './flowChanges';
import { SpanInput } from './SpanInput';
import { flowWords } from './words';

const placeOf = ({ handle }: NodePropertiesProps) => ({
  draft: true as const,
  app: handle.app,
  entity: handle.document.entity,
  context: 'gateway' as const,
});

/** Who gets a copy. */
export function CopyProperties({ handle, node, change }: NodePropertiesProps) {
  const w = flowWords.use();
  return (
    <Part title={w('whoSees')}>
      <Approvers
        handle={handle}
        name={node.name}
        rules={node.who ?? []}
        needed
        onChange={(rules) =>
          change((target) => {
            target.who = rules;
          })
        }
      />
    </Part>
  );
}

const timers = ['after', 'until', 'cycle'] as const;

/** For what time a request waits. */
export function TimerProperties(props: NodePropertiesProps) {
  const { node, change } = props;
  const w = flowWords.use();
  const kind = timers.find((one) => node[one] !== undefined) ?? 'after';
  return (
    <Part title={w('timer')}>
      <ChoiceInput
        label={w('waitsFor')}
        value={kind}
        onChange={(next) =>
          change((target) => {
            for (const one of timers) delete target[one];
            delete target.when;
            if (next === 'after') target.after = { days: 1 };
            else if (next === 'until') target.until = '';
            else target.cycle = '0 9 * * 1-5';
          })
        }
        options={timers.map((value) => ({ value, label: w(`timer_${value}`) }))}
      />
      {kind === 'after' && (
        <SpanInput
          label={w('timer_after')}
          value={node.after}
          onChange={(after) =>
            change((target) => {
              target.after = after;
            }, 'after')
          }
        />
      )}
      {kind === 'until' && (
        <ExpressionInput
          {...placeOf(props)}
          label={w('timer_until')}
          value={node.until}
          onChange={(until) =>
            change((target) => {
              target.until = until ?? '';
            }, 'until')
          }
        />
      )}
      {kind === 'cycle' && (
        <>
          <TextInput
            label={w('timer_cycle')}
            help={w('cycleHelp')}
            value={node.cycle}
            onChange={(cycle) =>
              change((target) => {
                target.cycle = cycle;
              }, 'cycle')
            }
          />
          <DraftCondition
            {...placeOf(props)}
            label={w('cycleWhen')}
            value={node.when}
            onChange={(when) => change((target) => assign(target, 'when', when), 'when')}
          />
        </>
      )}
    </Part>
  );
}

const waits = ['message', 'webhook', 'when'] as const;

/** For what event a request waits, and how long. */
export function WaitProperties(props: NodePropertiesProps) {
  const { handle, node, change } = props;
  const w = flowWords.use();
  const kind = waits.find((one) => node[one] !== undefined) ?? 'message';
  return (
    <Part title={w('wait')}>
      <ChoiceInput
        label={w('waitsFor')}
        value={kind}
        onChange={(next) =>
          change((target) => {
            for (const one of waits) delete target[one];
            target[next as 'message'] = next === 'message' ? 'go_on' : '';
          })
        }
        options={waits.map((value) => ({ value, label: w(`wait_${value}`) }))}
      />
      {kind === 'when' ? (
        <DraftCondition
          {...placeOf(props)}
          label={w('wait_when')}
          value={node.when}
          onChange={(when) =>
            change((target) => {
              target.when = when ?? '';
            }, 'when')
          }
        />
      ) : (
        <TextInput
          label={w(`wait_${kind}`)}
          help={w(`wait_${kind}_help`)}
          value={node[kind]}
          onChange={(value) =>
            change((target) => {
              target[kind] = value;
            }, kind)
          }
        />
      )}
      <CheckInput
        label={w('waitLimit')}
        help={w('waitLimitHelp')}
        value={node.limit !== undefined}
        onChange={(on) =>
          handle.change((draft) => {
            const target = draft.nodes.find((each) => each.key === node.key);
            if (!target) return;
            assign(target, 'limit', on ? { days: 3 } : undefined);
            setOutcome(draft, node.key, 'timeout', on);
          })
        }
      />
      {node.limit && (
        <SpanInput
          label={w('limitAfter')}
          value={node.limit}
          onChange={(limit) =>
            change((target) => {
              target.limit = limit;
            }, 'limit')
          }
        />
      )}
    </Part>
  );
}

/** Which table is asked, and which field takes which of its outputs. */
export function DecisionProperties({ handle, node, change }: NodePropertiesProps) {
  const w = flowWords.use();
  const text = useText();
  const { documents: tables } = useDocuments(handle.app, 'table');
  const { documents: entities } = useDocuments(handle.app, 'entity');
  const own = Object.values(tables).filter((table) => table.entity === handle.document.entity);
  const outputs = tables[node.table ?? '']?.outputs ?? [];
  const fields = Object.entries(entities[handle.document.entity]?.schema.properties ?? {}).map(
    ([value, field]) => ({ value, label: text(field['x-dougong'].label) || value }),
  );
  const fieldFor = (output: string) =>
    Object.entries(node.set ?? {}).find(([, given]) => given === output)?.[0];
  return (
    <Part title={w('decision')}>
      <ChoiceInput
        label={w('decisionTable')}
        value={node.table}
        onChange={(table) =>
          change((target) => {
            target.table = table;
            target.set = {};
          })
        }
        options={own.map((table) => ({ value: table.key, label: text(table.name) || table.key }))}
      />
      {outputs.map((output) => (
        <PickInput
          key={output.key}
          clearable
          label={w('outputInto', { name: text(output.label) || output.key })}
          value={fieldFor(output.key)}
          onChange={(field) =>
            change((target) => {
              const others = Object.entries(target.set ?? {}).filter(
                ([key, given]) => given !== output.key && key !== field,
              );
              target.set = Object.fromEntries(field ? [...others, [field, output.key]] : others);
            })
          }
          options={fields}
        />
      ))}
    </Part>
  );
}

/** Which flow is started, on which records, and what is waited for. */
export function SubFlowProperties(props: NodePropertiesProps) {
  const { handle, node, change } = props;
  const w = flowWords.use();
  const text = useText();
  const { documents: flows } = useDocuments(handle.app, 'flow');
  const names = useNames(handle.app, handle.document.entity, 'gateway');
  const lists = names.filter((name) => name.kind === 'list');
  const known = !node.each || lists.some((name) => name.path === node.each);
  return (
    <Part title={w('sub_flow')}>
      <ChoiceInput
        label={w('subFlow')}
        value={node.flow}
        onChange={(flow) =>
          change((target) => {
            target.flow = flow;
          })
        }
        options={Object.values(flows)
          .filter((flow) => flow.key !== handle.document.key)
          .map((flow) => ({ value: flow.key, label: text(flow.name) || flow.key }))}
      />
      {known ? (
        <PickInput
          clearable
          label={w('subEach')}
          help={w('subEachHelp')}
          value={node.each}
          onChange={(each) => change((target) => assign(target, 'each', each))}
          options={lists.map((name) => ({ value: name.path, label: `${text(name.label)} · ${name.path}` }))}
        />
      ) : (
        <ExpressionInput
          {...placeOf(props)}
          label={w('subEach')}
          value={node.each}
          onChange={(each) => change((target) => assign(target, 'each', each || undefined), 'each')}
        />
      )}
      <CheckInput
        label={w('subWait')}
        value={node.wait ?? true}
        onChange={(on) =>
          change((target) => {
            assign(target, 'wait', on ? undefined : false);
            if (!on) delete target.mode;
          })
        }
      />
      {node.each && node.wait !== false && (
        <ChoiceInput
          label={w('subMode')}
          value={node.mode ?? 'all'}
          onChange={(mode) => change((target) => assign(target, 'mode', mode === 'all' ? undefined : mode))}
          options={(['all', 'any'] as const).map((value) => ({ value, label: w(`subMode_${value}`) }))}
        />
      )}
    </Part>
  );
}
