import type { JsonValue } from '@/api/types';
import { Blank } from '@/ui/display';
import { useControl } from '../control';
import { Cascader } from '../controls/lazy';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { useTree } from '../trees';
import { words } from '../words';

export const pathOf = (value: JsonValue | undefined): string[] =>
  Array.isArray(value) ? value.map(String) : [];

/** Any step of a tree may be chosen; typing finds a choice wherever it stands. */
export function TreeInput({ source, ...props }: WidgetProps & { source?: string }) {
  const { field, value, onChange, onCommit } = props;
  const control = useControl(props);
  const t = words.use();
  const tree = useTree(field, source ?? field.settings.source);
  return (
    <Cascader
      {...control}
      style={{ width: '100%' }}
      options={tree?.roots ?? []}
      loading={tree === null}
      value={tree === null ? [] : pathOf(value)}
      changeOnSelect
      placeholder={t('choose')}
      displayRender={(labels) => labels.join(' / ')}
      showSearch={{ limit: 50 }}
      onChange={(next) => onChange((next ?? []).map(String))}
      onOpenChange={(open) => {
        if (!open) onCommit?.();
      }}
    />
  );
}

/** The names along the way; in one line only the last two, the whole way on hover. */
export function TreePath({
  field,
  path,
  source,
  compact,
}: Pick<CellProps, 'field' | 'compact'> & { path: string[]; source?: string }) {
  const tree = useTree(field, source ?? field.settings.source);
  if (path.length === 0) return <Blank />;
  if (tree === null) return <span aria-busy="true" />;
  const names = tree.names(path);
  const whole = names.join(' / ');
  return (
    <span className={compact ? 'truncate' : undefined} title={compact ? whole : undefined}>
      {compact && names.length > 2 ? names.slice(-2).join(' / ') : whole}
    </span>
  );
}

function CascadeCell({ field, value, compact }: CellProps) {
  return <TreePath field={field} path={pathOf(value)} compact={compact} />;
}

export const CASCADE: FieldKind = {
  type: 'cascade',
  Widget: TreeInput,
  Cell: CascadeCell,
  Filter: TreeInput,
  width: 180,
  sortable: true,
};
