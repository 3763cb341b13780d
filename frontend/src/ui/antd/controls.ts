// What is typed and chosen with, in one part: forms begin with it, lists fetch it once they stand.
import { Input as AntdInput, Space } from 'antd';

export { Input, InputNumber, Select, Switch } from 'antd';
export const { TextArea } = AntdInput;
export const { Compact } = Space;
