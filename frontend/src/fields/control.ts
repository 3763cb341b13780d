import { useText } from '@/i18n';
import type { WidgetProps } from './kind';

/** What the control of every field says about itself, to the eye and to assistive technology. */
export function useControl({ field, id, disabled, invalid, describedBy, autoFocus }: WidgetProps) {
  const text = useText();
  return {
    id,
    disabled,
    autoFocus,
    status: invalid ? ('error' as const) : undefined,
    // A control with an id has its label beside it.
    'aria-label': id ? undefined : text(field.label),
    'aria-invalid': invalid || undefined,
    'aria-describedby': describedBy,
    'aria-required': field.required || undefined,
  };
}
