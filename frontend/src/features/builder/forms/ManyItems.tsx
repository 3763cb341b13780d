import { ArrowDownOutlined, ArrowUpOutlined } from '@ant-design/icons';
import { assign } from '@/canvas/lists';
import { Button } from '@/ui/Button';
import { CheckInput, ChoiceInput, Part, RemoveButton } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { itemsAt, placeOf } from './layout';
import type { Container } from './layout';
import type { FormHands } from './useFormHands';
import { formWords } from './words';

/** What several items can be given together: a width, closed or open; and what is done with them all. */
export function ManyItems({ containers, hands }: { containers: Container[]; hands: FormHands }) {
  const f = formWords.use();
  const { all, change, keys } = hands;
  const items = itemsAt(containers, all);
  const columns = Math.max(
    1,
    ...containers
      .filter(({ path }) => all.some((id) => placeOf(id).container === path))
      .map((each) => each.columns),
  );
  const spans = new Set(items.map((item) => item.span ?? 1));
  return (
    <Part
      title={f('itemsSelected', { count: all.length })}
      extra={<RemoveButton label={f('removeItem')} onClick={hands.remove} />}
    >
      <p className="muted caption">{f('manyHelp')}</p>
      {columns > 1 && (
        <ChoiceInput
          label={f('width')}
          empty={spans.size > 1 ? f('widthMixed') : undefined}
          value={spans.size > 1 ? undefined : String(Math.min([...spans][0] ?? 1, columns))}
          onChange={(span) => {
            if (span)
              change((item, holder) => {
                const most = Math.min(Number(span), holder.columns ?? 2);
                assign(item, 'span', most > 1 ? most : undefined);
              });
          }}
          options={Array.from({ length: columns }, (_, at) => ({
            value: String(at + 1),
            label: f('widthOf', { span: at + 1, columns }),
          }))}
        />
      )}
      <CheckInput
        label={f('readOnly')}
        value={items.every((item) => item.read_only)}
        onChange={(on) => change((item) => assign(item, 'read_only', on || undefined))}
      />
      <div className={kit.row}>
        <Button small onClick={keys.onCopy}>
          {f('copyItems')}
        </Button>
        <Button small icon={<ArrowUpOutlined aria-hidden />} onClick={() => hands.moveBy(-1)}>
          {f('earlier')}
        </Button>
        <Button small icon={<ArrowDownOutlined aria-hidden />} onClick={() => hands.moveBy(1)}>
          {f('later')}
        </Button>
      </div>
    </Part>
  );
}
