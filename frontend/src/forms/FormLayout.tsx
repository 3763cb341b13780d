import { DownOutlined, RightOutlined } from '@ant-design/icons';
import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import type { EntityDescription, LayoutNode } from '@/api/types';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { common } from '@/i18n/words';
import { Tabs } from '@/ui/Tabs';
import css from './forms.module.css';
import { words } from './words';

export interface FormLayoutProps {
  layout: LayoutNode[];
  entity: EntityDescription;
  /** Draws one field of the layout; null leaves its place out. */
  renderField: (item: LayoutNode & { field: string }) => ReactNode;
  /** Steps are walked one by one when filling in; otherwise all are shown. */
  stepwise?: boolean;
  /** Says whether one may leave a step with these fields for the next. */
  mayLeave?: (fields: ReadonlySet<string>) => boolean;
  /** Fields with a fault: the tab or step of the first of them comes forward. */
  faulty?: ReadonlySet<string>;
}

/** Sections, columns, tabs and steps of a form; what stands in them is the caller's. */
export function FormLayout({ layout, ...rest }: FormLayoutProps) {
  const loose = layout.filter((node) => node.field || node.text);
  return (
    <div className={css.layout}>
      {loose.length > 0 && <Grid columns={2} items={loose} {...rest} />}
      {layout.map((node, index) => (
        <Container key={node.id ?? index} node={node} {...rest} />
      ))}
    </div>
  );
}

interface PartProps extends Omit<FormLayoutProps, 'layout'> {
  node: LayoutNode;
}

function Container({ node, ...rest }: PartProps) {
  if (node.field || node.text) return null;
  if (node.tabs) return <TabGroup nodes={node.tabs} {...rest} />;
  if (node.steps) return <StepGroup nodes={node.steps} {...rest} />;
  return <Section node={node} {...rest} />;
}

function Section({ node, ...rest }: PartProps) {
  const text = useText();
  const id = useId();
  const [open, setOpen] = useState(!node.collapsed);
  const title = text(node.section);
  const items = node.items ?? [];
  const nested = items.filter((item) => !item.field && !item.text);
  return (
    <section className={css.section} aria-labelledby={title ? id : undefined}>
      {title && (
        <h2 id={id} className={css.sectionTitle}>
          {node.collapsed !== undefined ? (
            <button
              type="button"
              className={css.sectionButton}
              aria-expanded={open}
              onClick={() => setOpen(!open)}
            >
              {open ? <DownOutlined aria-hidden /> : <RightOutlined aria-hidden />} {title}
            </button>
          ) : (
            title
          )}
        </h2>
      )}
      {node.help && <p className="muted">{text(node.help)}</p>}
      {open && (
        <>
          <Grid columns={typeof node.columns === 'number' ? node.columns : 1} items={items} {...rest} />
          {nested.map((inner, index) => (
            <Container key={inner.id ?? index} node={inner} {...rest} />
          ))}
        </>
      )}
    </section>
  );
}

function Grid({
  columns,
  items,
  entity,
  renderField,
}: { columns: number; items: LayoutNode[] } & Omit<PartProps, 'node'>) {
  const text = useText();
  return (
    <div className={css.grid} style={{ '--form-columns': columns } as React.CSSProperties}>
      {items.map((item, index) => {
        if (item.text)
          return (
            <p key={index} className={css.whole}>
              {text(item.text)}
            </p>
          );
        if (!item.field) return null;
        const wide = entity.fields.find((field) => field.key === item.field)?.type === 'sub_table';
        const content = renderField(item as LayoutNode & { field: string });
        if (content === null) return null;
        const span = wide ? columns : Math.min(item.span ?? 1, columns);
        return (
          <div key={item.field} className={css.place} style={{ '--form-span': span } as React.CSSProperties}>
            {content}
          </div>
        );
      })}
    </div>
  );
}

interface GroupProps extends Omit<PartProps, 'node'> {
  nodes: LayoutNode[];
}

function TabGroup({ nodes, ...rest }: GroupProps) {
  const text = useText();
  const t = words.use();
  const [active, setActive] = useState('0');
  useFaultAt(nodes, rest.faulty, (at) => setActive(String(at)));
  return (
    <div>
      <Tabs
        label={t('details')}
        items={nodes.map((node, index) => ({ key: String(index), label: text(node.tab) }))}
        active={active}
        onChange={setActive}
      />
      {nodes.map((node, index) => (
        // All stay on the page, so that what was typed is kept and checked.
        <div key={index} role="tabpanel" hidden={active !== String(index)} style={{ paddingTop: 12 }}>
          <Section node={{ items: node.items, columns: node.columns ?? 2 }} {...rest} />
        </div>
      ))}
    </div>
  );
}

function StepGroup({ nodes, ...rest }: GroupProps) {
  const text = useText();
  const t = words.use();
  const shared = common.use();
  const [at, setAt] = useState(0);
  useFaultAt(nodes, rest.faulty, setAt);
  const columns = (node: LayoutNode) => node.columns ?? 2;
  if (!rest.stepwise)
    return (
      <>
        {nodes.map((node, index) => (
          <Section
            key={index}
            node={{ section: node.step, items: node.items, columns: columns(node) }}
            {...rest}
          />
        ))}
      </>
    );
  const node = nodes[at];
  if (!node) return null;
  const go = (next: number) => {
    // Back is always open; on goes who has filled in the steps between rightly.
    const between = nodes.slice(at, next);
    if (next < at || !rest.mayLeave || rest.mayLeave(fieldsOf(between))) setAt(next);
  };
  return (
    <div>
      <p className="muted caption">{t('step', { at: at + 1, count: nodes.length })}</p>
      <progress value={at + 1} max={nodes.length} className={css.progress} aria-label={text(node.step)} />
      {nodes.map((each, index) => (
        // All stay on the page, so that what was typed is kept and checked.
        <div key={index} hidden={index !== at}>
          <Section node={{ section: each.step, items: each.items, columns: columns(each) }} {...rest} />
        </div>
      ))}
      <div style={{ display: 'flex', gap: 8, paddingTop: 12 }}>
        {at > 0 && <Button onClick={() => go(at - 1)}>{shared('back')}</Button>}
        {at < nodes.length - 1 && <Button onClick={() => go(at + 1)}>{shared('next')}</Button>}
      </div>
    </div>
  );
}

/** Keys of the fields that nodes show, however deep. */
function fieldsOf(nodes: LayoutNode[], found = new Set<string>()): Set<string> {
  for (const node of nodes) {
    if (node.field) found.add(node.field);
    for (const inner of [node.items, node.tabs, node.steps]) fieldsOf(inner ?? [], found);
  }
  return found;
}

/** Bring the part with the first fault forward when there is none in sight. */
function useFaultAt(
  nodes: LayoutNode[],
  faulty: ReadonlySet<string> | undefined,
  show: (at: number) => void,
): void {
  const [seen, setSeen] = useState(faulty);
  if (faulty === seen) return;
  setSeen(faulty);
  if (!faulty || faulty.size === 0) return;
  const at = nodes.findIndex((node) => [...fieldsOf([node])].some((key) => faulty.has(key)));
  if (at >= 0) show(at);
}
