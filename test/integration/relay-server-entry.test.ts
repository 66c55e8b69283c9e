import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);

/** Runs a module in the package's folder, where its own name resolves as it does for a user; returns what it logs. */
async function evaluate(code: string): Promise<unknown> {
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', code], { cwd: ROOT });
  return JSON.parse(stdout);
}

/**
 * Names of the packages whose modules or shared libraries a process has loaded after importing an entry.
 * @param use what is done with it before, as code
 */
const loadedBy = async (entry: string, use = ''): Promise<string[]> =>
  (await evaluate(`
    import { createRequire } from 'node:module';
    const entry = await import(${JSON.stringify(entry)});
    ${use}
    const files = [...Object.keys(createRequire(process.cwd() + '/x.js').cache), ...process.report.getReport().sharedObjects];
    const names = files.map((file) => /.*node_modules[\\\\/]([\\w.-]+)/.exec(file)?.[1]).filter(Boolean);
    console.log(JSON.stringify([...new Set(names)].sort()));
  `)) as string[];

/** Packages that a file of src/ imports, directly or indirectly, except for types. */
function packagesOf(file: string, seen = new Set<string>()): Set<string> {
  const found = new Set<string>();
  if (seen.has(file)) return found;
  seen.add(file);
  // What only some stations need is loaded at its first use.
  const optional =
    /\/\*[\s\S]*?\*\/|loadOptional\([^)]*\) => import\('[^']+'\)|import\('\.{1,2}\/(?:icecast|players|fallback|cluster)\/[^']+'\)|typeof import\('[^']+'\)/g;
  const text = readFileSync(file, 'utf8').replace(optional, '');
  const imports = text.matchAll(/(?:^|\n)(?:import|export)\s+(?!type\s)(?:[^'";]*?\sfrom\s+)?'([^']+)'/g);
  for (const [, name] of [...imports, ...text.matchAll(/\bimport\(\s*'([^']+)'/g)]) {
    if (!name.startsWith('.')) found.add(name);
    else
      for (const inner of packagesOf(path.join(path.dirname(file), name.replace(/\.js$/, '.ts')), seen))
        found.add(inner);
  }
  return found;
}

describe('latentcast/relay', () => {
  it('starts a relay that a process can listen to, with limits and an authorizer', async () => {
    const output = await evaluate(`
      import { CodecError, openAuthorizer, Relay, RELAY_LIMIT_DEFAULTS, startRelayServer } from 'latentcast/relay';
      const server = await startRelayServer({ port: 0, limits: { maxChannels: 1 }, authorizer: openAuthorizer, site: false });
      const health = await (await fetch(server.url.replace('ws', 'http') + '/healthz')).json();
      await server.close();
      console.log(JSON.stringify([typeof Relay, typeof CodecError, RELAY_LIMIT_DEFAULTS.maxChannels, health]));
    `);
    expect(output).toEqual(['function', 'function', 256, { status: 'ok' }]);
  });

  it('loads no ONNX Runtime, and no package but ws and the one that matches names in linear time', async () => {
    // The same look at the runtime itself shows that it would be seen.
    expect(await loadedBy('onnxruntime-node')).toContain('onnxruntime-node');
    // It is an optional dependency: the codec's entry loads it with the first model.
    expect(await loadedBy('latentcast/node')).not.toContain('onnxruntime-node');
    const serve = `
      const server = await entry.startRelayServer({ port: 0, channels: [{ name: 'talk', fallback: { channel: 'music' } }] });
      await fetch(server.url.replace('ws', 'http') + '/channels/talk');
      await fetch(server.url.replace('ws', 'http') + '/talk', { headers: { upgrade: 'icecast-source' } }).catch(() => {});
      await server.close();`;
    expect(await loadedBy('latentcast/relay', serve)).toEqual(['ws']);
    const packages = [...packagesOf(path.join(ROOT, 'src/node/relay/index.ts'))];
    expect(packages.filter((name) => !name.startsWith('node:'))).toEqual(['re2js', 'ws']);
  });
});
