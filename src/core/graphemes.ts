let segmenter: Intl.Segmenter | undefined;

/** A text's characters as people count them: an emoji of several parts, or a letter with its accents, is one. */
export function graphemes(text: string): string[] {
  // Older browsers have none.
  if (typeof Intl.Segmenter !== 'function') return [...text];
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** The beginning of a text that has at most so many UTF-16 units, without a part of a character at its end. */
export function cutText(text: string, maxUnits: number): string {
  if (text.length <= maxUnits) return text;
  let cut = '';
  for (const character of graphemes(text)) {
    if (cut.length + character.length > maxUnits) break;
    cut += character;
  }
  return cut;
}
