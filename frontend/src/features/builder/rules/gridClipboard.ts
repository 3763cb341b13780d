/** Cells on the clipboard as spreadsheets write them: tabs between cells, lines between rows, quotes around both. */

/** The cells of a text as copied from a spreadsheet; quotes count only where they open a cell. */
export function cellsOf(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  const plain = text.replace(/\r\n?/g, '\n').replace(/\n$/, '');
  for (;;) {
    const quoted = /^"((?:[^"]|"")*)"(?=\t|\n|$)/.exec(plain.slice(at));
    const cell = quoted ? quoted[0] : (/^[^\t\n]*/.exec(plain.slice(at))?.[0] ?? '');
    row.push(quoted ? (quoted[1] ?? '').replaceAll('""', '"') : cell);
    at += cell.length;
    if (plain[at] !== '\t') {
      rows.push(row);
      row = [];
    }
    if (at >= plain.length) return rows;
    at += 1;
  }
}

/** Cells as text that a spreadsheet takes, and that `cellsOf` reads back as they were. */
export function textOf(cells: readonly (readonly string[])[]): string {
  return cells
    .map((row) =>
      row.map((cell) => (/[\t\n"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join('\t'),
    )
    .join('\n');
}
