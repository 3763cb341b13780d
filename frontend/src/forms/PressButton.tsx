import { useApp } from '@/api/queries';
import type { CellProps } from '@/fields/kind';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { Blank } from '@/ui/display';
import { usePress } from './usePress';

/** A button of the entity in the place of a field: it stands there while the server says that it can be pressed. */
export function PressButton({ field, app, value, record, compact }: CellProps) {
  const text = useText();
  const { on, button: key } = field.settings as { on?: string; button?: string };
  const entity = useApp(app).data?.entities[on ?? ''];
  const button = entity?.buttons.find((one) => one.key === key);
  const { press, busy, question } = usePress(app, entity, record);
  // Buttons of other roles are not described to the person. What is being asked stays until it is answered.
  if (!entity || !button || !record || record.deleted_at || (value !== true && !question))
    return compact ? null : <Blank />;
  return (
    <span onClick={(event) => event.stopPropagation()} onKeyDown={(event) => event.stopPropagation()}>
      <Button small={compact} busy={busy === button.key} onClick={() => void press(button)}>
        {text(button.label)}
      </Button>
      {question}
    </span>
  );
}
