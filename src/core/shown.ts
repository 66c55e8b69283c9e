/** A value as error messages quote it: at most 80 characters of a text, and objects by their kind. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 80));
  if (typeof value === 'bigint') return `${value}n`;
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' && value ? 'an object' : typeof value === 'function' ? 'a function' : String(value);
}
