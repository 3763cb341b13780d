/** The administrative divisions of China, as choices of cascades and addresses. */

export interface Choice {
  key: string;
  label: string;
  parent: string;
}

/** Digits by which the code of a division is longer than that of the one above it. */
const STEP = 2;

/** All divisions, fetched when the first region is shown. */
export async function china(): Promise<Choice[]> {
  const { default: text } = await import('../../../engines/dougong_form/divisions/cn.txt?raw');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [key = '', label = ''] = line.split(' ');
      return { key, label, parent: key.slice(0, -STEP) };
    });
}
