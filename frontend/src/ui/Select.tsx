import { CloseCircleFilled } from '@ant-design/icons';
import { Select as AntdSelect } from './antd/later';
import type { SelectProps } from 'antd';
import type { BaseOptionType, DefaultOptionType } from 'antd/es/select';
import type { ReactElement } from 'react';
import { common } from '@/i18n/words';
import { useProblemText } from './ErrorState';

interface Asked {
  /** Why what can be chosen could not be asked for: said in the list, which else looks as if there were nothing. */
  fault?: unknown;
}

/** Ant Design's select; the button that empties it is named in the person's language. */
export function Select<
  Value = unknown,
  Option extends BaseOptionType | DefaultOptionType = DefaultOptionType,
>({ allowClear, fault, ...rest }: SelectProps<Value, Option> & Asked) {
  const t = common.use();
  const problemText = useProblemText();
  const clear =
    allowClear === true ? { clearIcon: <CloseCircleFilled aria-hidden />, label: t('clear') } : allowClear;
  const told = fault
    ? {
        notFoundContent: null,
        popupRender: (list: ReactElement) => (
          <>
            {list}
            <p role="alert" style={{ padding: 8, color: 'var(--red-shade)' }}>
              {problemText(fault)}
            </p>
          </>
        ),
      }
    : {};
  return <AntdSelect<Value, Option> {...rest} {...told} allowClear={clear} />;
}
