/**
 * A text without what turns the direction of the text around it (Unicode's embeddings, overrides and isolates): in a name
 * or a title they would change how everything behind them reads.
 */
export const withoutBidi = (text: string): string => text.replace(/[\u202a-\u202e\u2066-\u2069]/g, '');

/** A text in one line: each run of control characters and line separators becomes a space, and see {@link withoutBidi}. */
export const singleLine = (text: string): string => withoutBidi(text).replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
