// Its own part: only comments need it, and they stand at the end of a page.
export { Mentions } from 'antd';
