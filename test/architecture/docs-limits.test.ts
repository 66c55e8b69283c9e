import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit.js';
import { ERROR_CODES } from '../../src/core/errors.js';
import * as header from '../../src/core/file/lc-header.js';
import * as record from '../../src/core/file/lc-record.js';
import { PRESETS } from '../../src/core/latent/presets.js';
import { JITTER_DEFAULTS } from '../../src/core/playout/jitter-defaults.js';
import { CLOSE_CODES, ERROR_MESSAGE_LIMIT, MAX_RETRY_AFTER_MS } from '../../src/core/wire/control.js';
import { HELLO_LIMITS } from '../../src/core/wire/hello.js';
import * as packet from '../../src/core/wire/packet-types.js';
import { MAX_CREDENTIALS, STATIC_KEY_LIMITS } from '../../src/node/relay/access/access-rules.js';
import { MAX_REMEMBERED_ADDRESSES } from '../../src/node/relay/access/address-limits.js';
import { MAX_BAN_TEXT } from '../../src/node/relay/access/ban.js';
import { MAX_BANS } from '../../src/node/relay/access/ban-list.js';
import { MAX_CHANNEL_PATTERNS } from '../../src/node/relay/access/channel-patterns.js';
import { PASSWORD_CHECK_LIMITS } from '../../src/node/relay/access/password-checks.js';
import { MAX_PROXY_HEADER_BYTES } from '../../src/node/relay/access/proxy-protocol.js';
import { MAX_TOKEN_KEYS } from '../../src/node/relay/access/token-verifier.js';
import { HTTP_LIMITS } from '../../src/node/relay/http-guard.js';
import { ICECAST_LIMITS } from '../../src/node/relay/icecast/options.js';
import { PLAYER_LIMITS } from '../../src/node/relay/players/options.js';
import { runProgram } from '../../src/node/run-program.js';
import { RELAY_LIMIT_DEFAULTS } from '../../src/relay/limits.js';
import { ROOM_LIMIT_DEFAULTS } from '../../src/relay/room/room-limits.js';
import { UPLINK_DEFAULTS } from '../../src/stream/defaults.js';
import { MAX_DECODE_FRAMES } from '../../src/stream/receive/player.js';
import { RECEIVED_FRAMES } from '../../src/stream/receive/received-frames.js';
import { webSocketWireBytes } from '../../src/transports/websocket-cost.js';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const limits = read('docs/limits.md');
const wire = read('docs/wire-format.md');

/** Rows of the table under a heading, cells trimmed, without its two header lines. */
function table(text: string, heading: string): string[][] {
  const section = text.split(new RegExp(`^#+ ${heading}$`, 'm'))[1]!.split(/^#+ /m)[0]!;
  const lines = section.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}

/** Pairs of a name line and an indented hex line in a fenced block. */
function golden(fence: string): Record<string, string> {
  const body = wire.split(`\`\`\`${fence}\n`)[1]!.split('```')[0]!;
  return Object.fromEntries([...body.matchAll(/^(\S.*)\n {4}([0-9a-f]+)$/gm)].map((m) => [m[1]!, m[2]!]));
}

describe('docs/limits.md', () => {
  it('has the error codes of the code, in order', () => {
    expect(table(limits, 'Error codes')).toEqual(Object.entries(ERROR_CODES).map(([code, meaning]) => [code, meaning]));
  });

  it('has the exit codes of the commands', () => {
    expect(table(limits, 'Exit codes').map(([code, name]) => [name, Number(code)])).toEqual(Object.entries(EXIT));
  });

  it('has the limits of the relay', () => {
    expect(table(limits, 'Relay').map(([name, value]) => [name, Number(value)])).toEqual(
      Object.entries(RELAY_LIMIT_DEFAULTS),
    );
  });

  it('has the limits of listening sessions', () => {
    expect(table(limits, 'Listening sessions').map(([name, value]) => [name, Number(value)])).toEqual(
      Object.entries(ROOM_LIMIT_DEFAULTS),
    );
  });

  it('has the limits of the relay over HTTP', () => {
    expect(table(limits, 'Relay over HTTP').map(([name, value]) => [name, Number(value)])).toEqual(
      Object.entries(HTTP_LIMITS),
    );
  });

  it('states every other constant with its value in the code', () => {
    const known: Record<string, unknown> = {
      ...packet,
      ...header,
      ...record,
      ERROR_MESSAGE_LIMIT,
      MAX_RETRY_AFTER_MS,
      RECEIVED_FRAMES,
      MAX_DECODE_FRAMES,
      MAX_CREDENTIALS,
      MAX_CHANNEL_PATTERNS,
      MAX_TOKEN_KEYS,
      MAX_BANS,
      MAX_BAN_TEXT,
      MAX_PROXY_HEADER_BYTES,
      MAX_REMEMBERED_ADDRESSES,
      'HELLO_LIMITS.burstMs': HELLO_LIMITS.burstMs[1],
      'HELLO_LIMITS.framesPerMessage': HELLO_LIMITS.framesPerMessage[1],
      'HELLO_LIMITS.text': HELLO_LIMITS.text,
      'HELLO_LIMITS.models': HELLO_LIMITS.models,
    };
    for (const [name, value] of Object.entries(JITTER_DEFAULTS)) known[`JITTER_DEFAULTS.${name}`] = value;
    for (const [name, value] of Object.entries(UPLINK_DEFAULTS)) known[`UPLINK_DEFAULTS.${name}`] = value;
    for (const [name, value] of Object.entries(STATIC_KEY_LIMITS)) known[`STATIC_KEY_LIMITS.${name}`] = value;
    for (const [name, value] of Object.entries(PASSWORD_CHECK_LIMITS)) known[`PASSWORD_CHECK_LIMITS.${name}`] = value;
    for (const [name, value] of Object.entries(ICECAST_LIMITS)) known[`ICECAST_LIMITS.${name}`] = value;
    for (const [name, value] of Object.entries(PLAYER_LIMITS)) known[`PLAYER_LIMITS.${name}`] = value;
    const media = table(limits, 'Source clients and players').map(([name]) => name);
    expect(media).toEqual(Object.keys(known).filter((name) => /^(ICECAST|PLAYER)_LIMITS/.test(name)));
    const headings = [
      'Packets and hellos',
      'Jitter buffer',
      'Sender',
      '`.lc` files',
      'Access',
      'Source clients and players',
    ];
    const rows = headings.flatMap((heading) => table(limits, heading));
    expect(rows.length).toBeGreaterThan(20);
    for (const [name, value] of rows) expect(Number(value), name).toBe(known[name!]);
  });

  it('has the lengths of a program’s output and errors that are kept', async () => {
    const [output, errors] = table(limits, 'External programs').map(([, characters]) => Number(characters));
    const code = `process.stdout.write('o'.repeat(${output! + 1})); process.stderr.write('e'.repeat(${errors! + 1}))`;
    const end = await runProgram(process.execPath, ['-e', code], { timeoutMs: 60_000 });
    expect([end.out.length, end.lastError.length]).toEqual([output, errors]);
  });
});

describe('docs/wire-format.md', () => {
  it('shows golden bytes as they are frozen', () => {
    const packets = (JSON.parse(read('test/vectors/packets-v1.json')) as { packets: Record<string, string> }).packets;
    const files = JSON.parse(read('test/vectors/lc-v1.json')) as Record<string, string>;
    expect(Object.keys(golden('golden-packets'))).toHaveLength(8);
    expect(packets).toMatchObject(golden('golden-packets'));
    expect(Object.keys(golden('golden-lc'))).toHaveLength(4);
    expect(files).toMatchObject(golden('golden-lc'));
  });

  it('has the close codes of the code', () => {
    const codes = table(wire, 'A connection').map(([code]) => Number(code));
    expect(codes).toEqual(Object.values(CLOSE_CODES));
  });

  it('has the rates that follow from the format', () => {
    const framesPerSecond = 44100 / 2048;
    const rows = table(wire, 'Payload rate and wire rate');
    expect(rows).toHaveLength(10);
    for (const [preset, frames, planes, bytes, ms, payload, onWire] of rows) {
      const n = Number(frames);
      const name = preset!.replaceAll('`', '');
      if (Object.hasOwn(PRESETS, name)) expect(n).toBe(PRESETS[name as keyof typeof PRESETS]);
      const packetBytes = packet.AUDIO_HEADER_BYTES + n * Number(planes) * 8;
      const perSecond = framesPerSecond / n;
      expect([bytes, ms, payload, onWire]).toEqual([
        String(packetBytes),
        ((n / framesPerSecond) * 1000).toFixed(0),
        ((n * Number(planes) * 64 * perSecond) / 1000).toFixed(2),
        ((webSocketWireBytes(packetBytes, false) * 8 * perSecond) / 1000).toFixed(2),
      ]);
    }
  });
});
