import { defineWords } from '@/i18n';

export const poolWords = defineWords('records-pool', {
  en: {
    claim: 'Claim',
    claimed: 'Claimed: it is yours now',
    release: 'Give back to the pool',
    releaseText: "“{{title}}” will be nobody's, and others may claim it.",
    released: 'Given back to {{pool}}',
    open: 'Nobody has it.',
    until: 'Protected until {{day}}.',
    kept: 'Stays with its owner.',
    held: 'You hold {{held}} of {{hold}}.',
    today: 'Claimed today: {{count}} of {{most}}.',
    claimPicked: 'Claim',
    claimedMany: 'Claimed: {{count}}',
    claimedPartly: 'Claimed: {{count}}. Not claimed: {{failed}}. {{reason}}',
  },
  zh: {
    claim: '领取',
    claimed: '已领取，现由您负责',
    release: '退回公海',
    releaseText: '“{{title}}”将无人负责，其他人可以领取。',
    released: '已退回{{pool}}',
    open: '无人负责。',
    until: '保护至 {{day}}。',
    kept: '不回收。',
    held: '您已持有 {{held}}/{{hold}}。',
    today: '今日已领取 {{count}}/{{most}}。',
    claimPicked: '领取',
    claimedMany: '已领取 {{count}} 条',
    claimedPartly: '已领取 {{count}} 条，{{failed}} 条未能领取。{{reason}}',
  },
});
