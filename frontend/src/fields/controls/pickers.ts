/** Ant Design's calendar and clock, fetched together when a form shows the first of them. */
export { DatePicker, TimePicker } from 'antd';
