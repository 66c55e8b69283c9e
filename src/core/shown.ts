/** A value as error messages quote it: at most 80 characters of a text, and objects by their kind, such as “a Float64Array”. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 80));
  if (typeof value === 'bigint') return `${value}n`;
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' && value
    ? shownObject(value)
    : typeof value === 'function'
      ? 'a function'
      : String(value);
}

/** The kind by which the platform names an object: of typed arrays, promises and the like, not of classes of a program. */
function shownObject(value: object): string {
  const kind = Object.prototype.toString.call(value).slice(8, 48).replace(/\]$/, '');
  return kind === 'Object' ? 'an object' : `${/^[AEIO]/.test(kind) ? 'an' : 'a'} ${kind}`;
}

/** What kind of value it is, without the value. */
export const shownKind = (value: unknown): string =>
  value === null ? 'null' : typeof value === 'object' ? shown(value) : typeof value;
