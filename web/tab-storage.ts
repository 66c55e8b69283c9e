/** What is kept where the browser has no storage for the page. */
const memory = new Map<string, string>();
/** Pages of other relays may share the host. */
function keyOf(name: string): string {
  const { pathname } = new URL('.', document.baseURI);
  return pathname === '/' ? name : `${name} ${pathname}`;
}

/** A text that was kept in this tab; empty where there is none. */
export function kept(name: string): string {
  const key = keyOf(name);
  try {
    return sessionStorage.getItem(key) ?? '';
  } catch {
    return memory.get(key) ?? '';
  }
}

/**
 * Keeps a text until the tab is closed, and nowhere but here: never in a URL, a cookie or the local storage.
 *
 * @param text empty to forget it
 */
export function keep(name: string, text: string): void {
  const key = keyOf(name);
  try {
    if (text) sessionStorage.setItem(key, text);
    else sessionStorage.removeItem(key);
  } catch {
    memory.set(key, text);
  }
}
