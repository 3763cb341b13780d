import { ConditionInput } from '@/expressions';
import type { ConditionInputProps } from '@/expressions';
import { useNames } from './useNames';

/** A condition over the draft: its names are those of the draft's own documents. */
export function DraftCondition(props: Omit<ConditionInputProps, 'names' | 'draft'>) {
  const names = useNames(props.app, props.entity, props.context);
  return <ConditionInput draft names={names} {...props} />;
}
