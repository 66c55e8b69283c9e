/**
 * Builds the documentation's site into site/dist: `node site/build.mjs`. Pages are docs/ as it is, the README by its
 * parts, the other documents of the repository, and the API's reference from the built types. A link to a page or a
 * heading that does not exist, or a public symbol without a docblock, fails the build.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vitepress';
import { deadLinks } from './links.mjs';
import { writeReference } from './reference.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PAGES = join(ROOT, 'site/pages');
/** Where a file of the repository is found on the site; what has no page of its own is found in the repository. */
const REPOSITORY = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).repository?.url?.replace(
  /^git\+|\.git$/g,
  '',
);
const DOCUMENTS = {
  'ARCHITECTURE.md': 'architecture.md',
  'CHANGELOG.md': 'changelog.md',
  'CONTRIBUTING.md': 'contributing.md',
  'models/MODEL_CARD.md': 'model-card.md',
  'training/README.md': 'training.md',
  'test/fuzz/README.md': 'fuzzing.md',
  'assets/LICENSES.md': 'asset-licences.md',
  'examples/README.md': 'examples.md',
  LICENSE: 'licence.md',
};
/** Parts of the README that are pages: heading → page. What comes before them is the first page. */
const PARTS = {
  'Use it': 'command-line.md',
  'A station in five minutes': 'guide-station.md',
  'As a library': 'library.md',
};

rmSync(PAGES, { recursive: true, force: true });
mkdirSync(PAGES, { recursive: true });

/** The README's lines by page. A part that is a page ends at the next heading of its own level or above. */
function splitReadme() {
  const parts = new Map([['index.md', []]]);
  let [current, level] = ['index.md', 1];
  for (const line of readFileSync(join(ROOT, 'README.md'), 'utf8').split('\n')) {
    const [, hashes, title] = /^(#+) (.*)$/.exec(line) ?? [];
    if (hashes) {
      if (PARTS[title]) [current, level] = [PARTS[title], hashes.length];
      else if (hashes.length <= level && hashes.length === 2) [current, level] = ['index.md', 1];
      else if (hashes.length < level) [current, level] = ['command-line.md', 2];
      if (!parts.has(current)) parts.set(current, []);
      const lifted = hashes.length - (current === 'index.md' ? 0 : level - 1);
      parts.get(current).push(`${'#'.repeat(Math.max(1, lifted))} ${title}`);
    } else parts.get(current).push(line);
  }
  return parts;
}

/** Puts a file or folder of the repository beside the pages, at `/files/NAME`. */
function copyFile(path, name) {
  const to = join(PAGES, 'public/files', name);
  mkdirSync(dirname(to), { recursive: true });
  cpSync(join(ROOT, path), to, { recursive: true, filter: (file) => !/node_modules|[\\/]dist$/.test(file) });
}

const README = splitReadme();
/** The page on which a heading of the README is. */
const readmePage = (hash) => [...README].find(([, lines]) => lines.some((line) => slugOf(line) === hash))?.[0] ?? 'index.md';
/** The anchor that VitePress gives a heading of words and digits. */
const slugOf = (line) =>
  /^#+ /.test(line) && `#${line.toLowerCase().replace(/^#+ |`/g, '').replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '')}`;

/** Links of a document at `from` in the repository become links of the site. */
function relink(text, from) {
  return text.replace(/\]\((?!https?:|mailto:)([^)#\s]*)(#[^)\s]*)?\)/g, (link, target, hash = '') => {
    if (target === '' && from !== 'README.md') return link;
    const path = target === '' ? from : posix.normalize(posix.join(posix.dirname(from), target));
    if (path === 'README.md') return `](/${readmePage(hash)}${hash})`;
    if (DOCUMENTS[path]) return `](/${DOCUMENTS[path]}${hash})`;
    if (path.startsWith('docs/') && path.endsWith('.md')) return `](/${path.slice(5)}${hash})`;
    if (!existsSync(join(ROOT, path))) throw new Error(`${from} links to ${target}, which does not exist`);
    if (path.startsWith('docs/')) return `](/files/${path.slice(5)}${hash})`;
    if (REPOSITORY) return `](${REPOSITORY}/blob/main/${path}${hash})`;
    copyFile(path, path);
    return `](/files/${path})`;
  });
}

const write = (page, text) => {
  mkdirSync(dirname(join(PAGES, page)), { recursive: true });
  writeFileSync(join(PAGES, page), text);
};
for (const [page, lines] of README) write(page, relink(lines.join('\n'), 'README.md'));
for (const [file, page] of Object.entries(DOCUMENTS)) write(page, relink(readFileSync(join(ROOT, file), 'utf8'), file));
for (const name of readdirSync(join(ROOT, 'docs'), { recursive: true }))
  if (name.endsWith('.md')) write(name, relink(readFileSync(join(ROOT, 'docs', name), 'utf8'), `docs/${name}`));
  else if (/\.\w+$/.test(name)) copyFile(`docs/${name}`, name);
cpSync(join(ROOT, 'assets/LICENSES.md'), join(PAGES, 'asset-licences.md'));
await writeReference(join(PAGES, 'api'));
// VitePress checks the links within pages; those of its menus are checked here.
const { default: config } = await import('./.vitepress/config.mjs');
const linked = [config.themeConfig.nav, ...config.themeConfig.sidebar.map(({ items }) => items)].flat();
for (const { link } of linked)
  if (!existsSync(join(PAGES, link.endsWith('/') ? `${link}index.md` : `${link}.md`)))
    throw new Error(`the menu links to ${link}, which does not exist`);
await build(join(ROOT, 'site'));
const dead = deadLinks(join(ROOT, 'site/dist'));
if (dead.length > 0) throw new Error(`${dead.length} links of the site lead nowhere:\n${dead.join('\n')}`);
process.stdout.write('the site is in site/dist\n');
