import { ConditionInput } from '@/expressions';
import type { ConditionInputProps } from '@/expressions';
import { useSight } from './useNames';

/** A condition over the draft: its names are those of the draft's own documents. */
export function DraftCondition(props: Omit<ConditionInputProps, 'sight' | 'draft'>) {
  const sight = useSight(props.app, props.entity, props.context, props.form, props.parent);
  return <ConditionInput draft sight={sight} {...props} />;
}
