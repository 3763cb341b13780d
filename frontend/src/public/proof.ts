/** Proof of work as the ALTCHA protocol has it: find the number whose SHA-256 after the salt is the one given. */

export interface Puzzle {
  algorithm: string;
  challenge: string;
  maxnumber: number;
  salt: string;
  signature: string;
}

/** Tried at once, so that the page stays quick meanwhile. */
const AT_ONCE = 500;

const hex = (digest: ArrayBuffer) =>
  Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** The solution as it is sent: Base64 of JSON; null when there is none. */
export async function solve(puzzle: Puzzle): Promise<string | null> {
  const encoder = new TextEncoder();
  for (let first = 0; first <= puzzle.maxnumber; first += AT_ONCE) {
    const numbers = Array.from(
      { length: Math.min(AT_ONCE, puzzle.maxnumber - first + 1) },
      (_, at) => first + at,
    );
    const digests = await Promise.all(
      numbers.map((number) =>
        crypto.subtle.digest(puzzle.algorithm, encoder.encode(`${puzzle.salt}${number}`)),
      ),
    );
    const found = digests.findIndex((digest) => hex(digest) === puzzle.challenge);
    if (found < 0) continue;
    const { algorithm, challenge, salt, signature } = puzzle;
    return btoa(JSON.stringify({ algorithm, challenge, number: first + found, salt, signature }));
  }
  return null;
}
