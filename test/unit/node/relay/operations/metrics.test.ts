import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../src/core/random.js';
import { loudestChannels } from '../../../../../src/node/relay/operations/channel-labels.js';
import { DurationHistogram } from '../../../../../src/node/relay/operations/duration-histogram.js';
import { NO_MEDIA, sumMedia } from '../../../../../src/node/relay/operations/media-figures.js';
import { createRelayMetrics, MAX_CHANNEL_LABELS } from '../../../../../src/node/relay/operations/metrics.js';
import { LagHistogram } from '../../../../../src/relay/administration/lag-histogram.js';
import { Relay } from '../../../../../src/relay/relay.js';
import { createMemoryPair } from '../../../../../src/transports/memory.js';
import { FakeClock } from '../../../../support/fake-clock.js';
import { audioPacket, Peer, streamHello } from '../../../../support/peers.js';
import { cleanups, closeAfterEach, startAdmin, TOKENS, until } from './rig.js';

closeAfterEach();

/** Samples of the text format, `name{labels}` → value, and the type of each name; any other line is an error. */
function parse(text: string): { samples: Map<string, number>; types: Map<string, string> } {
  const samples = new Map<string, number>();
  const types = new Map<string, string>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('# HELP ')) continue;
    const type = /^# TYPE (\S+) (counter|gauge|histogram|summary)$/.exec(line);
    if (type) {
      types.set(type[1]!, type[2]!);
      continue;
    }
    const sample = /^([a-z_]+(?:\{(?:[a-z_]+="[^"]*",?)*\})?) (\S+)$/.exec(line);
    if (!sample || Number.isNaN(Number(sample[2]!.replace('+Inf', 'Infinity')))) throw new Error(`no sample: ${line}`);
    expect(samples.has(sample[1]!), line).toBe(false);
    samples.set(sample[1]!, Number(sample[2]));
  }
  return { samples, types };
}

class Bench {
  readonly clock = new FakeClock();
  readonly relay = new Relay({ clock: this.clock, random: seededRandom(1) });

  async metrics() {
    const { relay } = this;
    const source = {
      totals: () => relay.totals(),
      channels: () => relay.stats().channels,
      load: () => relay.stats().load,
      isReady: () => true,
    };
    const metrics = await createRelayMetrics(source, '1.2.3');
    cleanups.push(() => metrics.close());
    return metrics;
  }

  connect(channel: string): Peer {
    const [client, server] = createMemoryPair({ clock: this.clock });
    this.relay.accept(server, channel);
    return new Peer(client);
  }

  source(channel = 'radio'): Peer {
    const peer = this.connect(channel);
    peer.hello(streamHello());
    this.clock.advance(1);
    return peer;
  }

  listener(channel = 'radio'): Peer {
    const peer = this.connect(channel);
    peer.listen();
    this.clock.advance(1);
    return peer;
  }
}

describe('metrics', () => {
  it('state what has happened, and keep it when channels and connections have gone', async () => {
    const bench = new Bench();
    const metrics = await bench.metrics();
    const source = bench.source();
    const [a, b] = [bench.listener(), bench.listener()];
    source.send(audioPacket(0));
    bench.connect('bad name');
    a.send({ type: 'end', epoch: 1, totalFrames: 0, totalSamples: 0 });
    bench.clock.advance(60_000);
    const first = parse(await metrics.text()).samples;
    const wire = first.get('latentcast_wire_bytes_total{direction="out"}')!;
    expect(wire).toBeGreaterThan(first.get('latentcast_packet_bytes_total{direction="out"}')!);
    expect(
      Object.fromEntries(
        [...first].filter(([name]) => /_(connections|joins_total|refused_total|closed_total)\{/.test(name)),
      ),
    ).toEqual({
      'latentcast_connections{role="source"}': 1,
      'latentcast_connections{role="listener"}': 1,
      'latentcast_connections{role="pending"}': 0,
      'latentcast_joins_total{role="source"}': 1,
      'latentcast_joins_total{role="listener"}': 2,
      'latentcast_refused_total{reason="CHANNEL_NAME"}': 1,
      'latentcast_closed_total{reason="PROTOCOL"}': 1,
    });
    // 4 frames of 2 planes of 8 bytes.
    expect(first.get('latentcast_payload_bytes_total{direction="in"}')).toBe(64);
    expect(first.get('latentcast_payload_bytes_total{direction="out"}')).toBe(128);
    expect(first.get('latentcast_channel_source_live{channel="radio"}')).toBe(1);
    expect(first.get('latentcast_listener_lag_seconds_count')).toBeGreaterThan(0);
    expect(first.get('latentcast_listener_lag_seconds_bucket{le="+Inf"}')).toBe(
      first.get('latentcast_listener_lag_seconds_count'),
    );
    for (const peer of [source, b]) peer.connection.close();
    bench.clock.advance(120_000);
    expect(bench.relay.stats().channels).toEqual([]);
    const second = parse(await metrics.text());
    for (const [name, value] of first)
      if (/_(total|count|sum|bucket)\b/.test(name))
        expect(second.samples.get(name), name).toBeGreaterThanOrEqual(value);
    expect(second.samples.get('latentcast_connections{role="listener"}')).toBe(0);
    expect(second.samples.get('latentcast_payload_bytes_total{direction="in"}')).toBe(64);
  });

  it('count a listener that was too slow as evicted', async () => {
    const bench = new Bench();
    const metrics = await bench.metrics();
    const slow = bench.listener();
    slow.answersPings = false;
    bench.clock.advance(200_000);
    expect(slow.closed?.code).toBe(4006);
    expect(parse(await metrics.text()).samples.get('latentcast_evicted_total')).toBe(1);
  });

  it('have names and units as Prometheus has them, and pass its own check where it is installed', async () => {
    const bench = new Bench();
    const metrics = await bench.metrics();
    bench.source();
    metrics.encodeSeconds.observe(0.004);
    const text = await metrics.text();
    const { types, samples } = parse(text);
    for (const [name, type] of types) {
      expect(name).toMatch(/^(latentcast|process)_[a-z_]+$/);
      expect(name.endsWith('_total'), name).toBe(type === 'counter');
      expect(name).not.toMatch(/_(ms|milliseconds|kb|kbps|count|sum|bucket)(_|$)/);
    }
    expect(samples.get('latentcast_encode_seconds_bucket{le="0.005"}')).toBe(1);
    const promtool = [process.env.PROMTOOL, '/usr/bin/promtool'].find((path) => path && existsSync(path));
    if (promtool) execFileSync(promtool, ['check', 'metrics'], { input: text, stdio: ['pipe', 'ignore', 'pipe'] });
  });

  it('state what is encoded and decoded for source clients and players, over all processes', async () => {
    const figures = (players: number, seconds: number) => ({
      encoders: { icecast: 2, fallback: 1 },
      decodedChannels: 1,
      players: { ...NO_MEDIA.players, mp3: players },
      ffmpeg: { processes: 1, seconds },
    });
    const { relay } = new Bench();
    const source = {
      totals: () => relay.totals(),
      channels: () => relay.stats().channels,
      load: () => relay.stats().load,
      isReady: () => true,
      media: () => sumMedia([figures(3, 0.5), figures(4, 0.25)]),
    };
    const metrics = await createRelayMetrics(source, '1.2.3');
    cleanups.push(() => metrics.close());
    const { samples } = parse(await metrics.text());
    expect(
      Object.fromEntries([...samples].filter(([name]) => /_(encoders|decoded_channels|players|ffmpeg)/.test(name))),
    ).toEqual({
      'latentcast_encoders{from="icecast"}': 4,
      'latentcast_encoders{from="fallback"}': 2,
      latentcast_decoded_channels: 2,
      'latentcast_players{format="wav"}': 0,
      'latentcast_players{format="mp3"}': 7,
      'latentcast_players{format="opus"}': 0,
      latentcast_ffmpeg_processes: 2,
      latentcast_ffmpeg_cpu_seconds_total: 0.75,
    });
  });

  it('give a label of their own to a bounded number of channels, whatever peers name them', async () => {
    const bench = new Bench();
    const metrics = await bench.metrics();
    for (let i = 0; i < MAX_CHANNEL_LABELS + 5; i++) bench.source(`channel-${i}`);
    for (let i = 0; i < 3; i++) bench.listener(`channel-${MAX_CHANNEL_LABELS + 4}`);
    const { samples } = parse(await metrics.text());
    const live = [...samples].filter(([name]) => name.startsWith('latentcast_channel_source_live'));
    expect(live).toHaveLength(MAX_CHANNEL_LABELS + 1);
    expect(samples.get('latentcast_channel_source_live{channel="[other]"}')).toBe(5);
    expect(samples.get(`latentcast_channel_listeners{channel="channel-${MAX_CHANNEL_LABELS + 4}"}`)).toBe(3);
    expect(samples.get('latentcast_channels')).toBe(MAX_CHANNEL_LABELS + 5);
  });

  it('are the ones that the documentation lists', async () => {
    const { types } = parse(await (await new Bench().metrics()).text());
    const docs = readFileSync(new URL('../../../../../docs/relay-operations.md', import.meta.url), 'utf8');
    const listed = [...docs.matchAll(/`((?:latentcast|process)_[a-z_]+)`/g)].map(([, name]) => name);
    expect([...new Set(listed)].sort()).toEqual([...types.keys()].sort());
  });

  it('are the ones that the dashboard shows', async () => {
    const bench = new Bench();
    bench.source();
    bench.connect('bad name');
    const slow = bench.listener();
    slow.send({ type: 'end', epoch: 1, totalFrames: 0, totalSamples: 0 });
    bench.clock.advance(1);
    const { samples } = parse(await (await bench.metrics()).text());
    const names = new Set([...samples.keys()].map((name) => name.replace(/\{.*/, '')));
    const dashboard = readFileSync(new URL('../../../../../deploy/grafana.json', import.meta.url), 'utf8');
    const used = [...new Set(dashboard.match(/\b(?:latentcast|process)_[a-z_]+\b/g))];
    expect(used.length).toBeGreaterThan(15);
    expect(used.filter((name) => !names.has(name))).toEqual([]);
  });
});

describe('where metrics are read', () => {
  it('is an address of their own where one is configured, and only there', async () => {
    const rig = await startAdmin({ metrics: { port: 0 } });
    const response = await fetch(rig.server.metricsUrl!);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
    ]);
    expect(parse(await response.text()).samples.get('latentcast_ready')).toBe(1);
    expect((await rig.call('GET', '/metrics')).status).toBe(404);
    expect((await fetch(new URL('/admin/stats', rig.server.metricsUrl!))).status).toBe(404);
  });

  it('is the relay’s own address for administrators otherwise', async () => {
    const rig = await startAdmin();
    expect((await rig.call('GET', '/metrics')).status).toBe(200);
    expect((await rig.call('GET', '/metrics', undefined, { authorization: '' })).status).toBe(401);
    expect((await rig.call('GET', '/metrics', undefined, { authorization: `Bearer ${TOKENS.plain}` })).status).toBe(
      403,
    );
  });

  it('names an address that is in use', async () => {
    const rig = await startAdmin({ metrics: { port: 0 } });
    const port = Number(new URL(rig.server.metricsUrl!).port);
    await expect(startAdmin({ metrics: { port } })).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: `metrics: 127.0.0.1:${port} is in use already`,
    });
    await expect(startAdmin({ metrics: { port: 70_000 } })).rejects.toThrow('metrics.port must be an integer from 0');
  });
});

describe('/healthz and /readyz', () => {
  it('tell a relay that runs from one that takes connections', async () => {
    let isOverloaded = false;
    const rig = await startAdmin({ isOverloaded: () => isOverloaded });
    const get = async (path: string) => {
      const response = await rig.call('GET', path);
      return [response.status, await response.json()];
    };
    expect(await get('/healthz')).toEqual([200, { status: 'ok' }]);
    expect(await get('/readyz')).toEqual([200, { status: 'ready', listening: true, overloaded: false }]);
    isOverloaded = true;
    expect(await get('/readyz')).toEqual([503, { status: 'not ready', listening: true, overloaded: true }]);
    expect(await get('/healthz')).toEqual([200, { status: 'ok' }]);
    await until(() => true);
  });
});

describe('histograms', () => {
  it('count each measurement in the first bucket that holds it, cumulatively', () => {
    const lag = new LagHistogram();
    for (const ms of [0, 25, 25.1, 40_000]) lag.observe(ms);
    const { buckets, count, sumMs } = lag.stats();
    expect([buckets[0], buckets[1], buckets.at(-1), count, sumMs]).toEqual([
      [25, 2],
      [50, 3],
      [Number.POSITIVE_INFINITY, 4],
      4,
      40_050.1,
    ]);
    const durations = new DurationHistogram();
    for (const seconds of [0.001, 99]) durations.observe(seconds);
    expect(durations.stats()).toMatchObject({ count: 2, sumSeconds: 99.001 });
    expect(durations.stats().buckets[0]).toEqual([0.001, 1]);
  });

  it('combine channels without a label by sum or maximum', () => {
    const channels = ['a', 'b', 'c'].map((channel, i) => ({ channel, listeners: i, maxLagMs: 10 * i })) as never;
    expect(loudestChannels(channels, 1, ({ maxLagMs }) => maxLagMs, Math.max)).toEqual([
      { value: 20, labels: { channel: 'c' } },
      { value: 10, labels: { channel: '[other]' } },
    ]);
  });
});
