import { CloseOutlined } from '@ant-design/icons';
import { assign } from '@/canvas/lists';
import { Button } from '@/ui/Button';
import { CheckInput, ChoiceInput, Part } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { StepEditor } from '../rules/StepEditor';
import { stepKind, stepKinds, stepParts } from '../rules/stepKinds';
import { ruleWords } from '../rules/words';
import type { NodePropertiesProps } from './ApprovalProperties';
import { flowWords } from './words';

/** What an action node does, with the same steps as rules have. */
export function ActionProperties({ handle, node, change }: NodePropertiesProps) {
  const w = flowWords.use();
  const r = ruleWords.use();
  const place = { app: handle.app, entity: handle.document.entity, context: 'gateway' as const };
  return (
    <Part title={w('steps')}>
      {(node.do ?? []).map((step, at) => {
        const { kind, body } = stepParts(step);
        return (
          <div key={at} className={`${kit.card} ${kit.stack}`} style={{ padding: 10 }}>
            <div className={kit.row}>
              <strong className={kit.grow}>{stepKind(kind)?.icon} {r(`step_${kind}` as 'step_Create')}</strong>
              <Button small look="quiet" icon={<CloseOutlined aria-hidden />} aria-label={r('removeStep')} onClick={() => change((target) => { target.do?.splice(at, 1); })} />
            </div>
            <StepEditor kind={kind} body={body} place={place} onChange={(next, merge) => change((target) => { if (target.do) target.do[at] = { [kind]: next }; }, merge && `do.${at}.${merge}`)} />
          </div>
        );
      })}
      <ChoiceInput label={r('addStep')} value="" empty={`+ ${r('addStep')}`}
        onChange={(kind) => { if (kind) change((target) => { (target.do ??= []).push({ [kind]: structuredClone(stepKind(kind)?.blank ?? {}) }); }); }}
        options={stepKinds.filter((each) => each.flow).map((each) => ({ value: each.kind, label: r(`step_${each.kind}` as 'step_Create') }))} />
      <CheckInput label={w('repeat')} value={node.repeat_on_return} onChange={(on) => change((target) => assign(target, 'repeat_on_return', on || undefined))} />
    </Part>
  );
}
