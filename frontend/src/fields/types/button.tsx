import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { lazyControl } from '@/ui/lazyControl';

const PressButton = lazyControl<CellProps>(() =>
  import('@/forms/PressButton').then((module) => module.PressButton),
);

/** A button holds nothing: where there is no record to press it on, nothing stands there. */
function ButtonCell(props: CellProps) {
  return props.record ? <PressButton {...props} /> : null;
}

function ButtonWidget({ field, app, value, record }: WidgetProps) {
  return <ButtonCell field={field} app={app} value={value} record={record} />;
}

export const BUTTON: FieldKind = {
  type: 'button',
  Widget: ButtonWidget,
  Cell: ButtonCell,
  width: 130,
  computed: true,
  holdsNothing: true,
};
