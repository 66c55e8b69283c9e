const PATTERN = /^[A-Za-z0-9._*-]{1,64}$/;

/** What a pattern of names may be, in words. */
export const NAME_PATTERN_RULE = '1 to 64 letters, digits, ".", "_", "-" or "*", which stands for any characters';

/** Whether a text is a pattern of names: a name in which `*` stands for any characters, also none. */
export const isNamePattern = (pattern: unknown): pattern is string =>
  typeof pattern === 'string' && PATTERN.test(pattern);

/** Whether a name matches a pattern. Without a regular expression: the time is bounded by the product of both lengths. */
export function matchesNamePattern(pattern: string, name: string): boolean {
  let p = 0;
  let starAt = -1;
  let resumeAt = 0;
  for (let t = 0; t < name.length; ) {
    if (pattern[p] === '*') {
      starAt = p++;
      resumeAt = t;
    } else if (pattern[p] === name[t]) {
      p++;
      t++;
    } else if (starAt >= 0) {
      p = starAt + 1;
      t = ++resumeAt;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
