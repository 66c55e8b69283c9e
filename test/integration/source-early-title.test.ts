import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { Deferred } from '../../src/core/deferred.js';
import { loadModelInWorker } from '../../src/node/model/worker-model.js';
import { type RelayServer, startRelayServer } from '../../src/node/relay/server.js';
import { RawSource, until } from '../support/station-programs.js';

vi.mock('../../src/node/model/worker-model.js');

const loading = new Deferred();
let server: RelayServer;
let source: RawSource | undefined;

beforeAll(async () => {
  vi.mocked(loadModelInWorker).mockImplementation(async () => {
    await loading.promise;
    const model = {
      createState: () => ({ computeMs: 0, reset: () => {} }),
      encode: async (_pcm: Float32Array, frames: number) => new Float32Array(64 * frames),
      close: async () => {},
    };
    return model as unknown as Awaited<ReturnType<typeof loadModelInWorker>>;
  });
  const media = { channels: [{ pattern: '*', icecast: { preset: 'live' } }] };
  server = await startRelayServer({ port: 0, site: false, media });
});
afterAll(async () => {
  source?.reset();
  await server?.close();
});

it('a title that a source client states before its model is ready is that of its stream', async () => {
  const headers = ['PUT /main HTTP/1.1', 'Host: localhost', 'Content-Type: audio/wav', 'ice-name: Station'];
  source = new RawSource(server.port, `${headers.join('\r\n')}\r\n\r\n`);
  // It is let send after two seconds, whatever becomes of the model.
  await until('an answer', () => source!.answer !== '');
  const update = (title: string): Promise<Response> =>
    fetch(`http://127.0.0.1:${server.port}/admin/metadata?mode=updinfo&mount=/main&song=${encodeURIComponent(title)}`);
  for (const title of ['First', 'Artist - Second']) expect((await update(title)).status).toBe(200);
  const channel = () => server.stats().channels.find((stats) => stats.channel === 'main');
  expect(channel()?.isLive ?? false).toBe(false);
  loading.resolve();
  const wav = '52494646ffffffff57415645666d7420100000000100010044ac00008858010002001000' + '64617461ffffffff';
  source.send(Buffer.concat([Buffer.from(wav, 'hex'), Buffer.alloc(2 * 44_100)]));
  await until('it is on the air', () => channel()?.isLive === true && channel()!.audioMessages > 0);
  expect(channel()?.metadata).toEqual({ station: 'Station', artist: 'Artist', title: 'Second' });
});

it('a request that states no title, or no mount, changes nothing and is told what it lacks', async () => {
  const update = async (query: string): Promise<unknown> => {
    const answer = await fetch(`http://127.0.0.1:${server.port}/admin/metadata?mode=updinfo${query}`);
    const { field } = (await answer.json()) as { field: string };
    return [answer.status, field];
  };
  expect(await update('&song=x')).toEqual([400, 'mount']);
  expect(await update('&mount=/main')).toEqual([400, 'song']);
  expect(await update('&mount=/main&sing=x')).toEqual([400, 'song']);
  const channel = server.stats().channels.find((stats) => stats.channel === 'main');
  expect(channel?.metadata).toEqual({ station: 'Station', artist: 'Artist', title: 'Second' });
});
