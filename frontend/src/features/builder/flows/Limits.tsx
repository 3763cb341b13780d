import { PlusOutlined } from '@ant-design/icons';
import { assign } from '@/canvas/lists';
import { Button } from '@/ui/Button';
import type { FlowDocument, FlowNode } from '../draft/documents';
import type { LimitDocument } from '../draft/flowDocuments';
import type { DocumentHandle } from '../draft/store';
import { ChoiceInput, Part, RemoveButton, TextInput } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { Approvers } from './Approvers';
import { nodeOf, setOutcome } from './flowChanges';
import { SpanInput } from './SpanInput';
import { flowWords } from './words';

export const overdue = ['remind', 'escalate', 'transfer', 'approve', 'reject', 'edge'] as const;

/** What happens when people take long, one step after the other. */
export function Limits({ handle, node }: { handle: DocumentHandle<FlowDocument>; node: FlowNode }) {
  const w = flowWords.use();
  const limits = node.limits ?? [];
  const write = (next: LimitDocument[]) =>
    handle.change((draft) => {
      const target = nodeOf(draft, node.key);
      if (!target) return;
      assign(target, 'limits', next.length > 0 ? next : undefined);
      setOutcome(
        draft,
        node.key,
        'timeout',
        next.some((limit) => limit.do === 'edge'),
      );
    });
  const replace = (at: number, limit: LimitDocument) =>
    write(limits.map((each, index) => (index === at ? limit : each)));
  return (
    <Part
      title={w('limits')}
      extra={
        <Button
          small
          icon={<PlusOutlined aria-hidden />}
          onClick={() => write([...limits, { after: { work_hours: 8 }, do: 'remind' }])}
        >
          {w('addLimit')}
        </Button>
      }
    >
      {limits.length === 0 && <p className="muted caption">{w('noLimits')}</p>}
      {limits.map((limit, at) => (
        <div key={at} className={`${kit.card} ${kit.stack}`} style={{ padding: 10 }}>
          <div className={kit.row} style={{ flexWrap: 'nowrap' }}>
            <span className={kit.grow}>
              <SpanInput
                label={w('limitAfter')}
                value={limit.after}
                onChange={(after) => replace(at, { ...limit, after })}
              />
            </span>
            <RemoveButton
              line
              label={w('removeLimit')}
              onClick={() => write(limits.filter((_, index) => index !== at))}
            />
          </div>
          <ChoiceInput
            label={w('limitDo')}
            value={limit.do}
            onChange={(act) =>
              replace(at, {
                after: limit.after,
                do: act,
                ...(act === 'transfer' ? { to: [{ supervisor: 1 }] } : {}),
              })
            }
            options={overdue
              .filter((act) => node.kind === 'approve' || act !== 'reject')
              .map((value) => ({
                value,
                label: w(node.kind === 'handle' && value === 'approve' ? 'limit_complete' : `limit_${value}`),
              }))}
          />
          {limit.do === 'remind' && (
            <>
              <TextInput
                label={w('limitTimes')}
                type="number"
                value={String(limit.times ?? 1)}
                onChange={(value) => {
                  const times = Math.max(1, Math.min(100, Math.round(Number(value)) || 1));
                  const next = { ...limit };
                  assign(next, 'times', times > 1 ? times : undefined);
                  assign(next, 'every', times > 1 ? (limit.every ?? limit.after) : undefined);
                  replace(at, next);
                }}
              />
              {limit.every && (
                <SpanInput
                  label={w('limitEvery')}
                  value={limit.every}
                  onChange={(every) => replace(at, { ...limit, every })}
                />
              )}
            </>
          )}
          {limit.do === 'transfer' && (
            <Approvers
              handle={handle}
              name={node.name}
              rules={limit.to ?? []}
              needed
              onChange={(to) => replace(at, { ...limit, to })}
            />
          )}
        </div>
      ))}
    </Part>
  );
}
