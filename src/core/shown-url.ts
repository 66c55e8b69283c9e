const PARTS = /^([a-z][a-z\d+.-]*:\/\/)?([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?$/is;

/** Part of a path that may be a key: long, of letters and digits. */
const LIKE_A_KEY = /^(?=.*\d)(?=.*[a-z])[\w.~%=+-]{16,}$/i;

/**
 * An address as messages and listings quote it, without what may be a secret in it: user and password, the values of its
 * query, and what looks like a key in a fragment or in the path of `http:` and `https:` become `…`.
 */
export function shownUrl(text: string): string {
  const [, scheme = '', authority = '', path = '', query = '', fragment = ''] = PARTS.exec(text) ?? [];
  const isHttp = /^https?:/i.test(scheme);
  const shownPath = isHttp
    ? path
        .split('/')
        .map((part) => (LIKE_A_KEY.test(part) ? '…' : part))
        .join('/')
    : path;
  return `${scheme}${authority.replace(/^.*@/s, '…@')}${shownPath}${shownQuery(query)}${shownFragment(fragment)}`;
}

const shownFragment = (fragment: string): string =>
  fragment.includes('=') || LIKE_A_KEY.test(fragment.slice(1)) ? '#…' : fragment;

/** Names of the query stay; a part without a name may be a secret itself. */
const shownQuery = (query: string): string =>
  query === ''
    ? ''
    : `?${query
        .slice(1)
        .split('&')
        .map((pair) => (pair.includes('=') ? `${pair.slice(0, pair.indexOf('='))}=…` : '…'))
        .join('&')}`;
