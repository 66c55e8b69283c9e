import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

const LINKS = new URL('../../../site/links.mjs', import.meta.url).href;

it('names the links of a built site that lead to no file or to no element, and no other', async () => {
  const { deadLinks } = (await import(LINKS)) as { deadLinks(folder: string): string[] };
  const dir = await mkdtemp(join(tmpdir(), 'latentcast-links-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  await mkdir(join(dir, 'api'));
  const links = (...hrefs: string[]): string => hrefs.map((href) => `<p><a class="x" href="${href}">y</a>`).join('');
  await writeFile(
    join(dir, 'index.html'),
    `<h2 id="größe-&amp;-more">A</h2><img src="/missing.png"><script>const href="/in-a-script"; '<a href="/no">'</script>` +
      links(
        '#größe-&amp;-more',
        '#gone',
        '/api/',
        '/api/#top',
        'api/index.html#bottom',
        '/api/other',
        './data.json#any',
      ) +
      links(
        'https://example.com/gone',
        'mailto:a@example.com',
        '//example.com/gone',
        'data:text/plain,x',
        'nowhere.html',
      ),
  );
  await writeFile(join(dir, 'api/index.html'), `<h1 id="top">B</h1>${links('../', '../#gone', './')}`);
  await writeFile(join(dir, 'data.json'), '{}');
  expect(deadLinks(dir).sort()).toEqual([
    'api/index.html: ../#gone',
    'index.html: #gone',
    'index.html: /api/other',
    'index.html: /missing.png',
    'index.html: api/index.html#bottom',
    'index.html: nowhere.html',
  ]);
});
