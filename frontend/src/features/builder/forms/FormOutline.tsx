import { AlignLeftOutlined, BlockOutlined, FolderOutlined, OrderedListOutlined } from '@ant-design/icons';
import { useText } from '@/i18n';
import data from '../data/data.module.css';
import { fieldKind } from '../data/fieldKinds';
import type { EntityDocument, FormDocument } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import { extending, FaultMark, isFaulty } from './FormCanvas';
import { itemId } from './layout';
import type { Container } from './layout';
import type { FormHands } from './useFormHands';

const icons = { section: BlockOutlined, tab: FolderOutlined, step: OrderedListOutlined };

/** All that stands on the form, one in the other; a click selects it. */
export function FormOutline({
  handle,
  entity,
  containers,
  hands,
}: {
  handle: DocumentHandle<FormDocument>;
  entity: EntityDocument;
  containers: Container[];
  hands: FormHands;
}) {
  const text = useText();
  const { selected, all, select, labelOf } = hands;
  const level = (parent: string | null) =>
    containers
      .filter((each) => each.parent === parent)
      .map((each) => {
        const Icon = icons[each.kind];
        return (
          <li key={each.path}>
            <button type="button" aria-current={selected === each.path} onClick={() => select(each.path)}>
              <Icon aria-hidden /> <span className="truncate">{text(each.title) || '–'}</span>
            </button>
            <ul>
              {each.items.map((item, at) => {
                const id = itemId(each.path, at);
                return (
                  <li key={at}>
                    <button
                      type="button"
                      aria-current={all.includes(id)}
                      onClick={(event) => select(id, extending(event))}
                    >
                      {item.field ? (
                        fieldKind(entity.schema.properties[item.field]?.['x-dougong'].type ?? '')?.icon
                      ) : (
                        <AlignLeftOutlined aria-hidden />
                      )}
                      <span className="truncate">
                        {item.field ? text(item.label) || labelOf(item.field) : text(item.text)}
                      </span>
                      {isFaulty(handle, id, item) && <FaultMark />}
                    </button>
                  </li>
                );
              })}
              {level(each.path)}
            </ul>
          </li>
        );
      });
  return (
    <ul className={data.tree} data-elements>
      <li>
        <button
          type="button"
          aria-current={selected === 'form' || selected === null}
          onClick={() => select('form')}
        >
          {text(handle.document.name) || handle.document.key}
        </button>
      </li>
      {level(null)}
    </ul>
  );
}
