import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { ClusterNode } from '../../src/node/relay/cluster/cluster-node.js';
import { whereRoute } from '../../src/node/relay/cluster/where-route.js';
import { PLAYER_ENDINGS, whyOwnName } from '../../src/node/relay/own-paths.js';
import { startRelayServer } from '../../src/node/relay/server.js';

it('every path that a relay answers itself is known as a name that no channel may have', async () => {
  const relay = await startRelayServer({
    port: 0,
    access: { anonymous: { listen: ['*'], publish: ['*'] } },
    operations: { admin: {} },
    media: { channels: [{ pattern: '*', icecast: {}, players: {} }] },
  });
  try {
    const response = await fetch(`${relay.url.replace(/^ws/, 'http')}/nothing/here`);
    const { paths } = (await response.json()) as { paths: string[] };
    const players = paths.filter((path) => path.startsWith('/:channel.')).map((path) => path.split('.')[1]);
    expect(players).toEqual([...PLAYER_ENDINGS]);
    // Of a node of a cluster as well.
    paths.push(whereRoute({} as ClusterNode).path);
    const segments = paths.flatMap((path) => /^\/([^/:]+)/.exec(path)?.[1] ?? []);
    const files = readdirSync(fileURLToPath(new URL('../../dist/web/', import.meta.url)));
    expect([...segments, ...files].filter((name) => whyOwnName(name) === null)).toEqual([]);
    expect(segments).toEqual(
      expect.arrayContaining(['admin', 'channels', 'healthz', 'metrics', 'status', 'models', 'where']),
    );
  } finally {
    await relay.close();
  }
});

it('names of which only a part is such a path are those of channels', () => {
  for (const name of ['administration', 'my-channels', 'mp3', 'main.mp4', 'session', 'sessions.1'])
    expect([name, whyOwnName(name)]).toEqual([name, null]);
  for (const name of ['ADMIN', 'main.MP3', 'a.b.m3u', '.pls', 'session.*', 'rooms'])
    expect(whyOwnName(name)).not.toBeNull();
});
