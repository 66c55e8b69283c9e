// What dist needs after tsc, as part of `npm run build`. Removes what tsc wrote for sources that are no longer there, and
// maps of earlier builds: `npm pack` would ship them; what build-browser.mjs writes stays. Makes the command executable:
// npx does so only when it links the package for the first time, and a dist built anew answered "Permission denied".
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
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

for (const file of Object.values(JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')).bin))
  chmodSync(path.join(ROOT, file), 0o755);
