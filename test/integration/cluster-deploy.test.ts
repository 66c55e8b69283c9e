import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../../src/node/relay/config/load.js';
import { ClusterSource, clusterListener, framesBetween, until } from '../support/cluster-client.js';
import { Cli } from '../support/live-rig.js';
import { HAS_NATS } from '../support/nats-servers.js';

const FOLDER = fileURLToPath(new URL('../../deploy/cluster/', import.meta.url));
const SYSTEMD = '/usr/bin/systemd-analyze';
const read = (name: string): string => readFileSync(FOLDER + name, 'utf8');

describe('deploy/cluster', () => {
  it('has a configuration that is valid for each node of its containers', async () => {
    const { services } = parse(read('compose.yaml'), { merge: true }) as {
      services: Record<string, { image: string; environment?: Record<string, string>; ports?: string[] }>;
    };
    const relays = Object.entries(services).filter(([, { image }]) => image === 'latentcast');
    expect(relays).toHaveLength(3);
    for (const [name, { environment, ports }] of relays) {
      const { config } = await loadConfig({ file: `${FOLDER}relay.yaml`, env: environment! });
      expect(config.cluster).toMatchObject({ node: name, publicUrl: `ws://${ports![0]!.replace(/:8787$/, '')}` });
      for (const server of config.cluster!.nats.servers) expect(services).toHaveProperty(new URL(server).hostname);
    }
  });

  it('has a file of containers by the rules of compose, as far as it uses them', () => {
    const texts = { type: 'array', minItems: 1, items: { type: 'string' } };
    const service = {
      type: 'object',
      additionalProperties: false,
      required: ['image', 'restart'],
      properties: {
        image: { type: 'string', pattern: '^([a-z0-9.]+/)*[a-z0-9-]+(:[a-z0-9.-]+)?$' },
        command: texts,
        volumes: { ...texts, items: { type: 'string', pattern: '^\\./[a-z.]+:/[a-z/.]+(:ro)?$' } },
        ports: { ...texts, items: { type: 'string', pattern: '^([0-9.]+:)?[0-9]+:[0-9]+$' } },
        environment: { type: 'object', additionalProperties: { type: 'string' } },
        depends_on: texts,
        restart: { enum: ['no', 'always', 'on-failure', 'unless-stopped'] },
      },
    };
    const schema = {
      type: 'object',
      additionalProperties: false,
      required: ['services'],
      properties: {
        name: { type: 'string', pattern: '^[a-z0-9][a-z0-9_-]*$' },
        services: { type: 'object', additionalProperties: service },
      },
      patternProperties: { '^x-': {} },
    };
    const compose = parse(read('compose.yaml'), { merge: true }) as {
      services: Record<string, Record<string, string[]>>;
    };
    const ajv = new Ajv();
    expect([ajv.validate(schema, compose), ajv.errors]).toEqual([true, null]);
    for (const { depends_on = [], volumes = [] } of Object.values(compose.services)) {
      for (const name of depends_on) expect(compose.services).toHaveProperty(name);
      for (const volume of volumes) expect(existsSync(FOLDER + volume.split(':')[0]!)).toBe(true);
    }
  });

  it.skipIf(!existsSync(SYSTEMD))('has a unit that systemd takes', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'latentcast-unit-'));
    try {
      const unit = path.join(folder, 'latentcast@berlin-1.service');
      writeFileSync(unit, read('latentcast@.service').replaceAll('/usr/local/bin/latentcast', '/bin/true'));
      expect(execFileSync(SYSTEMD, ['verify', unit], { encoding: 'utf8', stdio: 'pipe' })).toBe('');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.skipIf(!HAS_NATS)('has a configuration that nats-server takes', () => {
    const { status, stderr } = spawnSync('nats-server', ['-t', '-c', `${FOLDER}nats.conf`], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, expect.stringContaining('configuration file')]);
  });

  it('has a unit of systemd whose instances differ by their environment', () => {
    const unit = read('latentcast@.service');
    expect(unit).toMatch(/^EnvironmentFile=\/etc\/latentcast\/%i\.env$/m);
    expect(unit).toMatch(/^ExecStart=\S+\/latentcast serve --config \S+\.yaml --port \$\{PORT\}$/m);
    expect(unit).toMatch(/^StateDirectory=latentcast-%i$/m);
  });
});

it.skipIf(!HAS_NATS)(
  'serve --cluster-dev starts relays that carry a channel of one to listeners of another, and ends all',
  async () => {
    const cli = new Cli(['serve', '--cluster-dev', '2', '--port', '0']);
    await cli.noted(/a node of the cluster/, 2);
    const urls = [...cli.err.matchAll(/a node of the cluster: publish and listen at (\S+)/g)].map(([, url]) => url!);
    const source = new ClusterSource([urls[0]!]);
    await until(() => source.isReady);
    const listener = clusterListener([urls[1]!]);
    await until(() => listener.answer !== null);
    source.sendTo(20);
    await until(() => listener.frames.length === 5);
    expect(listener.frames).toEqual(framesBetween(0, 16));
    source.client.close();
    listener.close();
    expect(await cli.interrupt()).toBe(0);
    // A port that another program has is named, and no node is started; an interrupted start ends what it has started.
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const taken = new Cli(['serve', '--cluster-dev', '2', '--port', `${port}`]);
    if (taken.child.exitCode === null) await once(taken.child, 'exit');
    expect(taken.child.exitCode).toBe(1);
    expect(taken.err).toMatch(new RegExp(`port ${port} of 127.0.0.1 is needed for a node`));
    other.close();
    const early = new Cli(['serve', '--cluster-dev', '2', '--port', '0']);
    await early.noted(/2 nodes are starting/, 1);
    expect(await early.interrupt()).toBe(0);
  },
  180_000,
);
