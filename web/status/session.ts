const KEY = 'latentcast-admin-token';

/** The token lives as long as the tab, and nowhere but here: never in a URL, a cookie or the local storage. */
export const session = {
  get token(): string {
    try {
      return sessionStorage.getItem(KEY) ?? '';
    } catch {
      return '';
    }
  },
  set token(token: string) {
    try {
      if (token) sessionStorage.setItem(KEY, token);
      else sessionStorage.removeItem(KEY);
    } catch {
      // Without storage the token lasts until the page is loaded again.
    }
  },
};
