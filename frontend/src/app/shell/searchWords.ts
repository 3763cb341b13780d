/** Words of the search over everything. */
import { defineWords } from '@/i18n';

export const searchWords = defineWords('search', {
  en: {
    all: 'All in the list',
    keys: '↑ ↓ choose · Page Up, Page Down another kind · Enter open',
    found_one: '{{count}} result',
    found_other: '{{count}} results',
  },
  zh: {
    all: '在列表中查看全部',
    keys: '↑ ↓ 选择 · Page Up、Page Down 切换类别 · Enter 打开',
    found_other: '{{count}} 条结果',
  },
});
