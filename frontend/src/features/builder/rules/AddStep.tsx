import { PlusOutlined } from '@ant-design/icons';
import { MenuButton } from '@/ui/MenuButton';
import { stepKinds } from './stepKinds';
import type { StepKind } from './stepKinds';
import { ruleWords } from './words';

/** Offers steps where one is added, with the signs that they have in the palette. */
export function AddStep({
  fits,
  onAdd,
}: {
  fits: (kind: StepKind) => boolean;
  onAdd: (kind: string) => void;
}) {
  const r = ruleWords.use();
  return (
    <span>
      <MenuButton
        small
        look="plain"
        label={r('addStep')}
        entries={stepKinds.filter(fits).map(({ kind, icon }) => ({
          key: kind,
          icon,
          label: r(`step_${kind}` as 'step_Create'),
          onSelect: () => onAdd(kind),
        }))}
      >
        <PlusOutlined aria-hidden /> {r('addStep')}
      </MenuButton>
    </span>
  );
}
