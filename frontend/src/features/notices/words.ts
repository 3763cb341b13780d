import { defineWords } from '@/i18n';

export const words = defineWords('notices', {
  en: {
    unread: '{{count}} unread',
    all: 'All',
    onlyUnread: 'Unread',
    which: 'Which notices',
    markAll: 'Mark all as read',
    markOne: 'Mark as read',
    marked: 'All notices are read',
    empty: 'No notices yet. What others do and what concerns you is told here.',
    emptyUnread: 'Everything is read.',
    showAll: 'Show all notices',
    isUnread: 'unread',
    list: 'Notices, newest first',
  },
  zh: {
    unread: '{{count}} 条未读',
    all: '全部',
    onlyUnread: '未读',
    which: '通知范围',
    markAll: '全部标为已读',
    markOne: '标为已读',
    marked: '所有通知已读',
    empty: '还没有通知。与您有关的动态会显示在这里。',
    emptyUnread: '全部已读。',
    showAll: '查看全部通知',
    isUnread: '未读',
    list: '通知，最新在前',
  },
});
