import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A package that a {@link startRegistry} has. */
export interface RegistryPackage {
  readonly tarball: Uint8Array;
  /** As the registry states it. @default the tarball's own */
  readonly integrity?: string;
}

/** A registry of npm with one version, 1.0.0, of each package, and the paths that it was asked for. */
export interface Registry {
  readonly url: string;
  readonly requests: string[];
  close(): Promise<void>;
}

/** Serves packages on the loopback as a registry of npm does: their documents and their tarballs. */
export async function startRegistry(packages: Readonly<Record<string, RegistryPackage>>): Promise<Registry> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '/');
    requests.push(path);
    const [name, isTarball] = path.endsWith('/-/it.tgz') ? [path.slice(1, -9), true] : [path.slice(1), false];
    const found = packages[name];
    if (!found) {
      response.writeHead(404, { 'content-type': 'application/json' });
      return response.end('{"error":"Not found"}');
    }
    if (isTarball) return response.end(found.tarball);
    const integrity = found.integrity ?? `sha512-${createHash('sha512').update(found.tarball).digest('base64')}`;
    const version = { name, version: '1.0.0', dist: { tarball: `${url}/${name}/-/it.tgz`, integrity } };
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ name, 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': version } }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    requests,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
