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
}

/** Sections, columns, tabs and steps of a form; what stands in them is the caller's. */
export function FormLayout({ layout, entity, renderField, stepwise }: FormLayoutProps) {
  const loose = layout.filter((node) => node.field || node.text);
  return (
    <div className={css.layout}>
      {loose.length > 0 && <Grid columns={2} items={loose} entity={entity} renderField={renderField} />}
      {layout.map((node, index) => (
        <Container
          key={node.id ?? index}
          node={node}
          entity={entity}
          renderField={renderField}
          stepwise={stepwise}
        />
      ))}
    </div>
  );
}

interface PartProps {
  node: LayoutNode;
  entity: EntityDescription;
  renderField: FormLayoutProps['renderField'];
  stepwise?: boolean;
}

function Container({ node, ...rest }: PartProps) {
  if (node.field || node.text) return null;
  if (node.tabs) return <TabGroup nodes={node.tabs} {...rest} />;
  if (node.steps) return <StepGroup nodes={node.steps} {...rest} />;
  return <Section node={node} {...rest} />;
}

function Section({ node, entity, renderField, stepwise }: PartProps) {
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
          <Grid
            columns={typeof node.columns === 'number' ? node.columns : 1}
            items={items}
            entity={entity}
            renderField={renderField}
          />
          {nested.map((inner, index) => (
            <Container
              key={inner.id ?? index}
              node={inner}
              entity={entity}
              renderField={renderField}
              stepwise={stepwise}
            />
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
          <Section node={{ items: node.items, columns: 2 }} {...rest} />
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
  if (!rest.stepwise)
    return (
      <>
        {nodes.map((node, index) => (
          <Section key={index} node={{ section: node.step, items: node.items, columns: 2 }} {...rest} />
        ))}
      </>
    );
  const node = nodes[at];
  if (!node) return null;
  return (
    <div>
      <p className="muted caption">{t('step', { at: at + 1, count: nodes.length })}</p>
      <progress value={at + 1} max={nodes.length} className={css.progress} aria-label={text(node.step)} />
      <Section node={{ section: node.step, items: node.items, columns: 2 }} {...rest} />
      <div style={{ display: 'flex', gap: 8 }}>
        {at > 0 && <Button onClick={() => setAt(at - 1)}>{shared('back')}</Button>}
        {at < nodes.length - 1 && <Button onClick={() => setAt(at + 1)}>{shared('next')}</Button>}
      </div>
    </div>
  );
}
