import type { Language } from './types';

const en = {
  loading: 'Loading the form…',
  closedTitle: 'This form is not open',
  closedText: 'The link may have ended. Please ask whoever gave it to you for a new one.',
  offlineTitle: 'The form could not be loaded',
  offlineText: 'Check your connection and try again.',
  again: 'Try again',
  send: 'Send',
  sending: 'Sending…',
  thanksTitle: 'Thank you',
  another: 'Send another answer',
  required: 'This is required.',
  consentNeeded: 'Please tick this to go on.',
  choose: 'Choose…',
  faults: 'Please look at the marked fields.',
  notSent: 'Your answer was not sent. Nothing is lost: please try again.',
  tooMany: 'There were many answers from your network just now. Please try again in a minute.',
  optional: 'optional',
  yes: 'Yes',
};

const zh: typeof en = {
  loading: '正在加载表单…',
  closedTitle: '表单未开放',
  closedText: '链接可能已失效，请向发给您链接的人索取新的链接。',
  offlineTitle: '表单加载失败',
  offlineText: '请检查网络后重试。',
  again: '重试',
  send: '提交',
  sending: '提交中…',
  thanksTitle: '谢谢',
  another: '再填一份',
  required: '请填写此项。',
  consentNeeded: '请勾选后继续。',
  choose: '请选择…',
  faults: '请检查标出的项目。',
  notSent: '提交未成功，您填写的内容还在，请重试。',
  tooMany: '您所在网络刚刚提交较多，请一分钟后再试。',
  optional: '选填',
  yes: '是',
};

export const WORDS: Record<Language, typeof en> = { en, zh };
