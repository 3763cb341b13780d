/** Ant Design's stars, slider and cascade, fetched together when a form shows the first of them. */
export { Cascader, Rate, Slider } from 'antd';
