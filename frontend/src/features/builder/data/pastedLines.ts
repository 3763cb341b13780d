import type { OptionDocument } from '../draft/documents';

/** The lines of a pasted list that name something new: each once, and none that is a choice already. */
export function newLines(lines: string[], options: OptionDocument[]): string[] {
  const known = new Set(
    options.flatMap(({ label }) => Object.values(label)).map((word) => word.trim().toLowerCase()),
  );
  return lines
    .map((line) => line.trim())
    .filter((line) => {
      const word = line.toLowerCase();
      if (!word || known.has(word)) return false;
      known.add(word);
      return true;
    });
}
