/**
 * Completes package-lock.json: `node scripts/complete-lock.mjs`, after every change of the dependencies.
 *
 * A registry that mirrors only some platforms makes npm leave the others' optional packages out of the lock, and
 * `npm ci` then refuses the lock everywhere. What is missing follows from names such as `@scope/cli-linux-x64-musl`.
 * Also removes the registry's address: the lock must work with any.
 */
import { readFileSync, writeFileSync } from 'node:fs';

for (const name of ['package-lock.json', 'site/package-lock.json', 'scripts/fuzz/package-lock.json']) complete(name);

function complete(file) {
  const path = new URL(`../${file}`, import.meta.url);
  const lock = JSON.parse(readFileSync(path, 'utf8'));
  const { packages } = lock;
  let added = 0;
  for (const [parent, entry] of Object.entries(packages)) {
    // A folder of this repository keeps its path.
    if (!entry.link) delete entry.resolved;
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const platform = name.match(
        /(android|darwin|freebsd|linux|openharmony|win32)-(arm64|arm|ia32|ppc64|riscv64|s390x|x64)(?:-(gnu|musl|gnueabihf|musleabihf|msvc|eabi))?$/,
      );
      const key = `node_modules/${name}`;
      if (packages[key] || !platform) continue;
      const [, os, cpu, abi] = platform;
      const libc = os === 'linux' && abi ? { libc: [abi.startsWith('musl') ? 'musl' : 'glibc'] } : {};
      packages[key] = {
        version,
        cpu: [cpu],
        ...(entry.dev && { dev: true }),
        ...libc,
        license: entry.license,
        optional: true,
        os: [os],
      };
      added++;
      process.stdout.write(`added ${name}@${version} (${parent})\n`);
    }
  }
  lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
  process.stdout.write(`${added} packages added to ${file}\n`);
}
