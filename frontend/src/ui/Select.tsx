import { CloseCircleFilled } from '@ant-design/icons';
import { Select as AntdSelect } from 'antd';
import type { SelectProps } from 'antd';
import type { BaseOptionType, DefaultOptionType } from 'antd/es/select';
import { common } from '@/i18n/words';

/** Ant Design's select; the button that empties it is named in the person's language. */
export function Select<
  Value = unknown,
  Option extends BaseOptionType | DefaultOptionType = DefaultOptionType,
>({ allowClear, ...rest }: SelectProps<Value, Option>) {
  const t = common.use();
  const clear =
    allowClear === true ? { clearIcon: <CloseCircleFilled aria-hidden />, label: t('clear') } : allowClear;
  return <AntdSelect<Value, Option> {...rest} allowClear={clear} />;
}
