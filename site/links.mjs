import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix, sep } from 'node:path';

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const decode = (text) => text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => ENTITIES[name]);
const HOST = 'http://site.invalid';

/**
 * The links of a built site that lead to no file of it, or to no element of a page: one line each, with the page on which
 * it is. Links to other sites are not looked at.
 *
 * @param folder with the site's HTML files
 */
export function deadLinks(folder) {
  const files = new Set(
    readdirSync(folder, { recursive: true })
      .filter((name) => statSync(join(folder, name)).isFile())
      .map((name) => name.split(sep).join(posix.sep)),
  );
  const pages = new Map();
  for (const name of files) {
    if (!name.endsWith('.html')) continue;
    const html = readFileSync(join(folder, name), 'utf8').replace(/<script\b.*?<\/script>|<!--.*?-->/gs, '');
    const found = (attribute) => [...html.matchAll(new RegExp(`<[^>]*?\\s${attribute}="([^"]*)"`, 'g'))].map(([, it]) => decode(it));
    pages.set(name, { ids: new Set(found('id')), links: [...found('href'), ...found('src')] });
  }
  const dead = new Set();
  for (const [name, { links }] of pages)
    for (const link of links) {
      if (link === '' || /^(?!https?:)[a-z][a-z0-9+.-]*:/i.test(link)) continue;
      const url = URL.canParse(link, `${HOST}/${name}`) ? new URL(link, `${HOST}/${name}`) : null;
      if (url && url.origin !== HOST) continue;
      const path = url && decodeURIComponent(url.pathname).slice(1);
      const target = url && ['', '.html', 'index.html', '/index.html'].map((end) => path + end).find((at) => files.has(at));
      const anchor = url && decodeURIComponent(url.hash.slice(1));
      const isThere = target && (anchor === '' || !pages.has(target) || pages.get(target).ids.has(anchor));
      if (!isThere) dead.add(`${name}: ${link}`);
    }
  return [...dead];
}
