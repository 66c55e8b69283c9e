/** A text in one line: each run of control characters and line separators becomes a space. */
export const singleLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
