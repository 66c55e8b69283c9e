import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadModel, type OnnxModel } from '../../src/node/model/onnx-model.js';
import { type RelayServer, startRelayServer } from '../../src/node/relay/server.js';
import { launch, skipReason, type TestBrowser, titled } from './chromium.js';
import { eventually } from './page.js';
import { sendTone } from './tone-source.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TINY = fileURLToPath(new URL('../fixtures/tiny-model/stateful', import.meta.url));
const run = promisify(execFile);

/** A complete app as the docs describe it. The relay is on another port and does not serve the app. */
const APP = fileURLToPath(new URL('../../examples/vite', import.meta.url));

interface Bundler {
  readonly name: string;
  /** Builds `dir/main.js` into `dir/out/`, with no configuration but input and output paths. */
  build(dir: string): Promise<void>;
}

const bundlers: readonly Bundler[] = [
  {
    name: 'Vite',
    async build(dir) {
      const { build } = await import('vite');
      await build({ configFile: false, logLevel: 'error', root: dir, build: { outDir: 'out' } });
    },
  },
  {
    name: 'esbuild',
    async build(dir) {
      const { build } = await import('esbuild');
      await build({
        absWorkingDir: dir,
        entryPoints: ['main.js'],
        bundle: true,
        minify: true,
        format: 'esm',
        outdir: 'out',
        logLevel: 'error',
      });
      await cp(join(dir, 'index.html'), join(dir, 'out/index.html'));
    },
  },
  {
    name: 'webpack',
    async build(dir) {
      const { default: webpack } = await import('webpack');
      await new Promise<void>((resolve, reject) => {
        webpack(
          { context: dir, entry: './main.js', mode: 'production', output: { path: join(dir, 'out') } },
          (error, stats) => {
            if (error || stats?.hasErrors()) reject(error ?? new Error(stats!.toString('errors-only')));
            else resolve();
          },
        );
      });
      await cp(join(dir, 'index.html'), join(dir, 'out/index.html'));
    },
  },
];

const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' };

/** A file server without COOP and COEP headers, like most hosting. */
async function serveFiles(dir: string): Promise<Server> {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url!, 'http://localhost');
    const body = await readFile(join(dir, pathname.endsWith('/') ? `${pathname}index.html` : pathname)).catch(
      () => null,
    );
    const type = TYPES[extname(pathname) || '.html'] ?? 'application/octet-stream';
    response.writeHead(body ? 200 : 404, { 'content-type': type }).end(body ?? undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

describe.skipIf(skipReason)(titled('an app built from the package, without configuration'), () => {
  let dir = '';
  const servers: Server[] = [];
  let relay: RelayServer;
  let browser: TestBrowser;
  let model: OnnxModel;
  let stopTone: () => Promise<void>;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'latentcast-bundlers-'));
    // What a user gets: the files that npm packs, and no other dependency installed.
    const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--dry-run'], {
      cwd: ROOT,
      maxBuffer: 1 << 26,
    });
    const [packed] = Object.values(JSON.parse(stdout) as Record<string, { files: { path: string }[] }>);
    const wanted = packed!.files.map(({ path }) => path).filter((path) => /^(dist\/.*\.js|package\.json)$/.test(path));
    const installed = join(dir, 'node_modules/latentcast');
    for (const path of wanted.filter((name) => !/^dist\/(node|cli|web)\//.test(name))) {
      await mkdir(dirname(join(installed, path)), { recursive: true });
      await cp(join(ROOT, path), join(installed, path));
    }
    for (const { name } of bundlers) {
      await mkdir(join(dir, name));
      await symlink(join(dir, 'node_modules'), join(dir, name, 'node_modules'));
      for (const file of ['main.js', 'index.html']) await cp(join(APP, file), join(dir, name, file));
    }
    const models = join(dir, 'models');
    await cp(TINY, join(models, 'default'), { recursive: true });
    relay = await startRelayServer({ port: 0, graceMs: 200, site: { modelDirs: [models] } });
    model = await loadModel(TINY);
    stopTone = sendTone(`${relay.url}/tone`, model);
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await stopTone?.();
    await relay?.close();
    await model?.close();
    for (const server of servers) server.close();
    if (dir) await rm(dir, { recursive: true });
  });

  it.each(bundlers)('plays a relay’s channel when built with $name', async ({ name, build }) => {
    const startedMs = performance.now();
    await build(join(dir, name));
    const buildMs = performance.now() - startedMs;
    const scripts = (await readdir(join(dir, name, 'out'), { recursive: true })).filter((path) => path.endsWith('.js'));
    // One script: it contains worker and worklets; the runtime and the model come from the relay.
    expect(scripts).toHaveLength(1);
    const script = join(dir, name, 'out', scripts[0]!);
    console.log(
      `${name}: built in ${Math.round(buildMs)} ms, ${(await stat(script)).size} bytes, ` +
        `${gzipSync(await readFile(script)).length} gzipped`,
    );
    const files = await serveFiles(join(dir, name, 'out'));
    servers.push(files);
    const { port } = files.address() as AddressInfo;
    const page = await browser.open(`http://127.0.0.1:${port}/?relay=${encodeURIComponent(`${relay.url}/tone`)}`);
    await page.getByRole('button').click();
    await eventually(async () => Number((await page.title()).replace('peak ', ''))).toBeGreaterThan(0.01);
    expect(await page.locator('output').textContent()).toBe('live');
    await page.close();
  });
});
