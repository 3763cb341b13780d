import { defineWords } from '@/i18n';

/** Words of the sheet of states alone: they come with it. */
export const stateWords = defineWords('states', {
  en: {
    message: 'Message when the condition does not hold',
    messageHelp: 'Without one, people read the condition in plain words.',
    noFlow: 'No flow of this entity is started by a button yet.',
    drawFlow: 'Draw one under Flows',
  },
  zh: {
    message: '条件不满足时的提示',
    messageHelp: '不填写时，使用者看到的是用平常话写出的条件。',
    noFlow: '该数据表还没有由按钮发起的流程。',
    drawFlow: '到“流程”中新建',
  },
});
