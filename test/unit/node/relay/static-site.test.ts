import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RelayServer, startRelayServer } from '../../../../src/node/relay/server.js';

const HTML = '<!doctype html><html><head><title>x</title></head></html>';

describe('the addresses of the page', () => {
  let dir = '';
  let server: RelayServer;
  const at = (path: string, accept = 'text/html', prefix = '/radio'): Promise<Response> =>
    fetch(`http://127.0.0.1:${server.port}${prefix}${path}`, { headers: { accept }, redirect: 'manual' });

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'latentcast-site-'));
    await writeFile(join(dir, 'index.html'), HTML);
    await writeFile(join(dir, 'manifest.webmanifest'), '{}');
    const site = { webDir: dir, modelDirs: [], frames: ['https://blog.example', 'https://*.news.example:8443'] };
    server = await startRelayServer({ port: 0, graceMs: 0, pathPrefix: '/radio', site });
  });
  afterAll(async () => {
    await server?.close();
    await rm(dir, { recursive: true });
  });

  it('lead a browser from /NAME to the page of the channel, under any prefix, and programs nowhere', async () => {
    for (const [path, location] of [
      ['/main', './#/main'],
      ['/wrong%20name', './#/wrong%20name'],
      ['/%zz', './#/%zz'],
      ['/a"b', './#/a%22b'],
    ] as const) {
      const response = await at(path);
      expect([response.status, response.headers.get('location')]).toEqual([302, location]);
    }
    expect((await at('/main', '*/*')).status).toBe(404);
    expect((await at('/a/b')).status).toBe(404);
  });

  it('have a player for frames at /embed/NAME, for the pages that are allowed', async () => {
    const response = await at('/embed/main');
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(HTML.replace('<head>', '<head><base href="../">'));
    expect(response.headers.get('content-security-policy')).toContain(
      "frame-ancestors https://blog.example https://*.news.example:8443; base-uri 'self'",
    );
    expect(response.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    const page = await at('/');
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'; base-uri 'none'");
  });

  it('have a manifest, so that the page can be installed', async () => {
    expect((await at('/manifest.webmanifest')).headers.get('content-type')).toBe(
      'application/manifest+json; charset=utf-8',
    );
  });

  it('allow no frame where none is stated, and refuse what is no origin', async () => {
    const none = await startRelayServer({ port: 0, graceMs: 0, site: { webDir: dir, modelDirs: [] } });
    try {
      const response = await fetch(`http://127.0.0.1:${none.port}/embed/main`);
      expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    } finally {
      await none.close();
    }
    for (const frames of [['blog.example'], ['https://a.example;script-src'], ['https://a.example/path']])
      await expect(startRelayServer({ port: 0, site: { webDir: dir, frames } })).rejects.toThrow(
        /site\.frames\[0\] must be an origin such as https:\/\//,
      );
  });
});
