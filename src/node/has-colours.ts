/** An output, and whether it is a terminal. */
interface Output {
  readonly isTTY?: boolean;
}

/**
 * Whether text for an output may have colours: on a terminal that knows them. NO_COLOR switches them off and FORCE_COLOR on,
 * as https://no-color.org and Node have it; NO_COLOR counts where both are set.
 */
export function hasColours(output: object, env: Readonly<Record<string, string | undefined>> = process.env): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = env;
  if (NO_COLOR || FORCE_COLOR === '0' || FORCE_COLOR === 'false') return false;
  if (FORCE_COLOR) return true;
  return (output as Output).isTTY === true && TERM !== 'dumb';
}
