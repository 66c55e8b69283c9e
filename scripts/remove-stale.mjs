// Removes from dist what tsc wrote for sources that are no longer there, and maps of earlier builds: `npm pack` would ship
// them. Part of `npm run build`. What build-browser.mjs writes stays.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DIST = path.join(ROOT, 'dist');
const BUILT_BY_VITE = /^(web|browser[\\/]scripts)([\\/]|$)/;

for (const name of readdirSync(DIST, { recursive: true })) {
  if (BUILT_BY_VITE.test(name)) continue;
  const source = name.replace(/\.(d\.ts|js)$/, '.ts');
  const isStale = name.endsWith('.map') || (source !== name && !existsSync(path.join(ROOT, 'src', source)));
  if (isStale) rmSync(path.join(DIST, name));
}
