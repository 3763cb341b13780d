import { assign } from '@/canvas/lists';
import type { FlowNode } from '../draft/documents';
import { ChoiceInput, Part, TextInput } from '../kit/controls';
import { flowWords } from './words';

const MOST = 50;
/** So many files may be given, where nobody says otherwise. */
const USUAL = 10;
const asking = ['none', 'optional', 'required'] as const;
type Asking = (typeof asking)[number];

export interface WithDecisionProps {
  node: FlowNode;
  change: (recipe: (node: FlowNode) => void, merge?: string) => void;
}

/** Whether who decides signs, and how many files he may or must enclose. */
export function WithDecision({ node, change }: WithDecisionProps) {
  const w = flowWords.use();
  const { signature, attachments } = node;
  const files: Asking = !attachments ? 'none' : attachments.minItems ? 'required' : 'optional';
  const options = asking.map((value) => ({ value, label: w(`asks_${value}`) }));
  const limit = (name: 'minItems' | 'maxItems', value: string) =>
    change((target) => {
      const limits = { ...target.attachments };
      const number = Math.max(1, Math.min(MOST, Math.round(Number(value)) || 1));
      assign(limits, name, value === '' && name === 'maxItems' ? undefined : number);
      if (limits.maxItems !== undefined && limits.minItems !== undefined && limits.minItems > limits.maxItems)
        limits[name === 'maxItems' ? 'minItems' : 'maxItems'] = number;
      target.attachments = limits;
    }, name);
  return (
    <Part title={w('withDecision')}>
      <ChoiceInput
        label={w('asksSignature')}
        value={signature ?? 'none'}
        onChange={(value) =>
          change((target) =>
            assign(target, 'signature', value === 'none' ? undefined : (value as 'optional' | 'required')),
          )
        }
        options={options}
      />
      <ChoiceInput
        label={w('asksFiles')}
        value={files}
        onChange={(value) =>
          change((target) => {
            const maxItems = target.attachments?.maxItems ?? USUAL;
            if (value === 'none') delete target.attachments;
            else target.attachments = value === 'required' ? { minItems: 1, maxItems } : { maxItems };
          })
        }
        options={options}
      />
      {files === 'required' && (
        <TextInput
          label={w('leastFiles')}
          type="number"
          value={String(attachments?.minItems ?? 1)}
          onChange={(value) => limit('minItems', value)}
        />
      )}
      {attachments && (
        <TextInput
          label={w('mostFiles')}
          type="number"
          placeholder={String(MOST)}
          value={attachments.maxItems === undefined ? '' : String(attachments.maxItems)}
          onChange={(value) => limit('maxItems', value)}
        />
      )}
    </Part>
  );
}
