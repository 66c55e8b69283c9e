// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what configurations contain
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BanList } from '../../../../../src/node/relay/access/ban-list.js';
import { loadConfig } from '../../../../../src/node/relay/config/load.js';
import type { ConfigError } from '../../../../../src/node/relay/config/problems.js';

const folder = mkdtempSync(path.join(tmpdir(), 'lc-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = path.join(folder, 'relay.yaml');
writeFileSync(path.join(folder, 'loop.m3u'), 'loop.m3u\n');
const env = { PORT: '9000', WORD: 'eighty', EMPTY: '' };

/** The problems of a file, each as `LINE:COLUMN message`. */
async function problems(text: string | Uint8Array): Promise<string[]> {
  writeFileSync(file, text);
  const error = await loadConfig({ file, env }).then(
    () => null,
    (thrown: ConfigError) => thrown,
  );
  if (error === null) return [];
  expect(error.code).toBe('CONFIG');
  return error.message.split('\n').map((line) => line.replace(`${file}:`, '').replace(': ', ' '));
}

const lines = (...text: string[]): string => `${text.join('\n')}\n`;

/** What is wrong, the file, and the place and text of each error. */
const WRONG: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'a text for a number',
    lines('listen:', '  port: eighty'),
    ['2:9 listen.port must be an integer from 0 to 65535, got "eighty"'],
  ],
  [
    'a number above its range',
    lines('listen:', '  port: 65536'),
    ['2:9 listen.port must be an integer from 0 to 65535, got 65536'],
  ],
  [
    'a number below its range',
    lines('listen: { port: -1 }'),
    ['1:17 listen.port must be an integer from 0 to 65535, got -1'],
  ],
  [
    'a fraction for an integer',
    lines('shutdown:', '  graceMs: 0.5'),
    ['2:12 shutdown.graceMs must be an integer from 0 to 600000, got 0.5'],
  ],
  [
    'no number',
    lines('limits:', '  ringMs: .nan'),
    ['2:11 limits.ringMs must be an integer from 1 to 2147483647, got .nan'],
  ],
  [
    'an infinite number',
    lines('limits:', '  ringMs: .inf'),
    ['2:11 limits.ringMs must be an integer from 1 to 2147483647, got .inf'],
  ],
  [
    'a number in quotes',
    lines("listen: { port: '80' }"),
    ['1:17 listen.port must be an integer from 0 to 65535, got "80"'],
  ],
  ['a word for true or false', lines('listen:', '  open: yes'), ['2:9 listen.open must be true or false, got "yes"']],
  ['no value', lines('listen:', '  port:'), ['2:8 listen.port must be an integer from 0 to 65535, got nothing']],
  ['an empty text', lines('listen:', '  host: ""'), ['2:9 listen.host must be a name or an address, got ""']],
  ['a number for a text', lines('listen: { host: 127 }'), ['1:17 listen.host must be a name or an address, got 127']],
  [
    'a list for a section',
    lines('listen: []'),
    [
      '1:9 listen must be a section with host, port, names, pathPrefix, open, tls, proxies, maxConnectionsPerAddress, connectionAttemptsPerMinute, got an empty list',
    ],
  ],
  [
    'a text for a section',
    lines('shutdown: now'),
    ['1:11 shutdown must be a section with graceMs, retryAfterMs, got "now"'],
  ],
  [
    'a section for a number',
    lines('listen:', '  port:', '    http: 80'),
    ['3:5 listen.port must be an integer from 0 to 65535, got a section'],
  ],
  [
    'one of two numbers',
    lines('shutdown:', '  retryAfterMs: [500]'),
    ['2:17 shutdown.retryAfterMs must be two integers from 0 to 600000, got a list'],
  ],
  [
    'a wrong entry of a list',
    lines('shutdown:', '  retryAfterMs:', '    - 500', '    - soon'),
    ['4:7 shutdown.retryAfterMs[1] must be an integer from 0 to 600000, got "soon"'],
  ],
  [
    'a fallback that is neither a channel nor files',
    lines('channels:', '  list:', '    - name: main', '      fallback: { shuffle: true }'),
    ['4:17 channels.list[0].fallback must have either a channel or files, got none'],
  ],
  [
    'files of a fallback that are not there',
    lines('channels:', '  list:', '    - name: main', '      fallback:', '        files: [night.m3u]'),
    [
      expect.stringMatching(
        /^5:16 channels\.list\[0\]\.fallback\.files cannot be played: .*night\.m3u: cannot open it: there is no such file/,
      ) as unknown as string,
    ],
  ],
  [
    'a page that is no origin for frames',
    lines('page:', '  frames: [blog.example]'),
    ['2:12 page.frames[0] must be an origin such as https://radio.example, or *, got "blog.example"'],
  ],
  [
    'what is no origin, or all of them, for administrators',
    lines('admin:', '  origins: [https://ops.example/, https://ops.example/status, "*"]'),
    [
      '2:35 admin.origins[1] must be an origin such as https://ops.example, got "https://ops.example/status"',
      '2:63 admin.origins[2] must be an origin such as https://ops.example, got "*"',
    ],
  ],
  [
    'two numbers in the wrong order',
    lines('shutdown:', '  retryAfterMs: [5, 1]'),
    ['2:17 shutdown.retryAfterMs must be the shorter and the longer wait, got [5, 1]'],
  ],
  [
    'a choice that there is not',
    lines('log:', '  format: xml'),
    ['2:11 log.format must be one of plain, pretty, json, got "xml"'],
  ],
  [
    'neither a number nor auto',
    lines('workers: all'),
    ['1:10 workers must be an integer from 1 to 256, or auto, got "all"'],
  ],
  ['a mistyped key', lines('listen:', '  hots: 127.0.0.1'), ['2:3 listen.hots is no known key; did you mean host?']],
  [
    'a key with other capitals',
    lines('shutdown:', '  graceMS: 1'),
    ['2:3 shutdown.graceMS is no known key; did you mean graceMs?'],
  ],
  ['a mistyped section', lines('limit:', '  ringMs: 1'), ['1:1 limit is no known key; did you mean limits?']],
  [
    'a key of nothing',
    lines('shutdown:', '  retries: 3'),
    ['2:3 shutdown.retries is no known key; known are graceMs, retryAfterMs'],
  ],
  [
    'a key __proto__',
    lines('__proto__: { port: 1 }'),
    [
      '1:1 __proto__ is no known key; known are listen, workers, alternatives, cluster, access, limits, channels, sessions, webhooks, log, metrics, admin, page, shutdown',
    ],
  ],
  [
    'a key constructor',
    lines('listen:', '  constructor: 1'),
    [
      '2:3 listen.constructor is no known key; known are host, port, names, pathPrefix, open, tls, proxies, maxConnectionsPerAddress, connectionAttemptsPerMinute',
    ],
  ],
  [
    'a number as a key',
    lines('7: seven'),
    [
      '1:1 ["7"] is no known key; known are listen, workers, alternatives, cluster, access, limits, channels, sessions, webhooks, log, metrics, admin, page, shutdown',
    ],
  ],
  ['a list as a key', lines('? [a]', ': 1'), ['1:3 the file has a key that is no plain word']],
  [
    'a key of a pair that is missing',
    lines('listen:', '  tls:', '    certificate: a.pem'),
    ['2:3 listen.tls.key is missing: the path of a file'],
  ],
  [
    'keys that stand twice',
    lines('listen:', '  port: 1', '  port: 2', 'log: { level: info, "level": warn }', 'listen:', '  host: "::1"'),
    [
      '3:3 the key port stands twice in one section, which may have it once',
      '4:21 the key "level" stands twice in one section, which may have it once',
      '5:1 the key listen stands twice in one section, which may have it once',
    ],
  ],
  [
    'limits that let in none of those whom channels let in',
    lines(
      'channels:',
      '  maxEncoders: 0',
      '  maxDecoders: 0',
      '  list:',
      '    - { name: a, icecast: { source: false } }',
      '    - { name: b, icecast: {}, players: {} }',
    ),
    [
      '2:16 channels.maxEncoders must be at least 1 where channels.list[1].icecast lets source clients publish (source: false does not), got 0',
      '3:16 channels.maxDecoders must be at least 1 where channels.list[1].players lets players listen, got 0',
    ],
  ],
  [
    'bad indentation',
    lines('listen:', '  port: 1', ' host: x'),
    ['3:1 All mapping items must start at the same column'],
  ],
  ['a tab as indentation', lines('listen:', '\tport: 1'), ['2:1 Tabs are not allowed as indentation']],
  ['an open quote', lines('listen:', '  host: "x'), ['3:1 Missing closing "quote']],
  ['two documents', lines('listen: {}', '---', 'limits: {}'), ['2:1 the file must hold one YAML document']],
  ['an unknown tag', lines('listen: !secret x'), ['1:9 Unresolved tag: !secret']],
  [
    'an alias of nothing',
    lines('listen: *a'),
    ['1:9 listen refers to nothing: no anchor of this name stands before it'],
  ],
  [
    'a text for the whole file',
    'hello\n',
    [
      '1:1 the configuration must be a section with listen, workers, alternatives, cluster, access, limits, channels, sessions, webhooks, log, metrics, admin, page, shutdown, got a text that is not shown',
    ],
  ],
  [
    'limits out of order',
    lines('limits:', '  thinLagMs: 9000', '  skipLagMs: 100'),
    ['2:3 limits must hold thinLagMs ≤ skipLagMs ≤ evictAfterMs, got 9000, 100, 30000'],
  ],
  [
    'a variable that is not set',
    lines('listen:', '  host: ${NOWHERE}'),
    ['2:9 listen.host uses ${NOWHERE}, which is not set in the environment'],
  ],
  [
    'a variable of another kind',
    lines('listen:', '  port: ${WORD}'),
    ['2:9 listen.port must be an integer from 0 to 65535, got "${WORD}"'],
  ],
  [
    'a variable that is empty',
    lines('listen:', '  host: ${EMPTY}'),
    ['2:9 listen.host must be a name or an address, got "${EMPTY}"'],
  ],
  [
    'a variable without end',
    lines('listen: { host: "${PORT" }'),
    ['1:17 listen.host has "${" without "}"; "$${" stands for "${" itself'],
  ],
  [
    'a variable without name',
    lines('listen: { host: "${a b}" }'),
    [
      '1:17 listen.host has "${" before what is no name of a variable (letters, digits and "_"); "$${" stands for "${" itself',
    ],
  ],
  [
    'a file that is missing',
    lines('listen:', '  host: file:nowhere'),
    [`2:9 listen.host names the file ${folder}/nowhere, which cannot be used: there is no such file or folder`],
  ],
  [
    'a folder as a file',
    lines('listen:', '  host: file:.'),
    [`2:9 listen.host names the file ${folder}, which cannot be used: it is a folder`],
  ],
  [
    'what the schema refuses, what depends on other values, and what a file lacks, at once',
    lines(
      'listen:',
      '  port: eighty',
      '  tls: { certificate: a.pem, key: b.pem }',
      'limits:',
      '  ringMs: long',
      '  thinLagMs: 9000',
      '  skipLagMs: 100',
      'shutdown:',
      '  retryAfterMs: [5, 1]',
      'access:',
      '  keys:',
      '    - { name: a }',
      '    - { name: b, hash: short }',
      '    - { name: c, hash: shorter }',
      'channels:',
      '  pattern: "("',
      '  list:',
      '    - { name: one, planes: 9 }',
      '    - { hidden: yes }',
      '    - { name: two }',
      '    - { name: two }',
      '    - { pattern: "x-*", upstream: { url: "ws://127.0.0.1/a" } }',
      'webhooks:',
      '  urls: [https://u:p@h/x, ftp://h]',
      'metrics: { port: 8787 }',
    ),
    [
      '2:9 listen.port must be an integer from 0 to 65535, got "eighty"',
      `3:23 listen.tls.certificate cannot be used: ${folder}/a.pem: cannot read it: there is no such file or folder`,
      `3:35 listen.tls.key cannot be used: ${folder}/b.pem: cannot read it: there is no such file or folder`,
      '5:3 limits must hold thinLagMs ≤ skipLagMs ≤ evictAfterMs, got 9000, 100, 30000',
      '5:11 limits.ringMs must be an integer from 1 to 2147483647, got "long"',
      '9:17 shutdown.retryAfterMs must be the shorter and the longer wait, got [5, 1]',
      '12:7 access.keys[0].hash is missing: a hash as `latentcast token` prints it',
      '13:24 access.keys[1].hash must be sha256:HASH or scrypt:… as `latentcast token --static` prints it',
      '14:24 access.keys[2].hash must be sha256:HASH or scrypt:… as `latentcast token --static` prints it',
      '16:12 channels.pattern must be a regular expression of 1 to 256 characters, without look-around and references to groups, got "("',
      '18:28 channels.list[0].planes must be an integer from 1 to 8, got 9',
      '19:7 channels.list[1] must have either name or pattern, got neither',
      '19:17 channels.list[1].hidden must be true or false, got "yes"',
      '21:15 channels.list[3].name must differ from the other names, got "two"',
      '22:35 channels.list[4].upstream needs a channel with a name, got a pattern',
      '24:10 webhooks.urls[0] must be an address that begins with http:// or https://, without user and fragment, got "https://…@h/x"',
      '24:27 webhooks.urls[1] must be an address that begins with http:// or https://, without user and fragment, got "ftp://h"',
    ],
  ],
  [
    'the relay and its metrics on one port',
    lines('listen: { port: 9464 }', 'metrics: {}'),
    [
      '2:10 metrics.port must differ from listen.port where both are on one address, got 9464 for metrics on 127.0.0.1 and for the relay on 127.0.0.1',
    ],
  ],
  [
    'the same where one of them is on all addresses',
    lines("listen: { host: '::', open: true, port: 9000 }", 'metrics: { host: 127.0.0.1, port: 9000 }'),
    [
      '2:35 metrics.port must differ from listen.port where both are on one address, got 9000 for metrics on 127.0.0.1 and for the relay on ::',
    ],
  ],
  [
    'the same entry twice',
    lines('channels:', '  list:', '    - { name: a, players: { formats: [mp3, wav, mp3] } }'),
    ['3:49 channels.list[0].players.formats[2] must differ from channels.list[0].players.formats[0]'],
  ],
  [
    'hosts that are none, and one that is no address of this machine',
    lines('listen: { host: "not a host!!" }', 'metrics: { host: 192.0.2.1 }'),
    [
      '1:17 listen.host must be a name or an address, got "not a host!!"',
      '2:18 metrics.host 192.0.2.1 is no address of this machine',
    ],
  ],
  [
    'fractions for limits, which are all integers',
    lines('limits: { ringMs: 10.5, maxChannels: 2.5 }', 'sessions: { limits: { maxRooms: 1.5 } }'),
    [
      '1:19 limits.ringMs must be an integer from 1 to 2147483647, got 10.5',
      '1:38 limits.maxChannels must be an integer from 1 to 2147483647, got 2.5',
      '2:33 sessions.limits.maxRooms must be an integer from 1 to 2147483647, got 1.5',
    ],
  ],
  ...['^(?=a)', '(a)\\\\1', '(?<!b)a'].map((pattern): (typeof WRONG)[number] => [
    `the regular expression ${pattern}, whose match may take for ever`,
    lines(`channels: { pattern: "${pattern}" }`),
    [
      `1:22 channels.pattern must be a regular expression of 1 to 256 characters, without look-around and references to groups, got ${JSON.stringify(pattern.replace('\\\\', '\\'))}`,
    ],
  ]),
  [
    'fallbacks to channels that nothing defines',
    lines(
      'channels:',
      '  list:',
      '    - { name: main, fallback: { channel: ghost } }',
      '    - { name: talk, fallback: { channel: musik } }',
      '    - { name: music }',
      '    - { name: late, fallback: { channel: studio-7 } }',
      '    - { pattern: "studio-*" }',
    ),
    [
      '3:42 channels.list[0].fallback.channel names a channel that nothing defines, "ghost"; give it an entry of its own in channels.list',
      '4:42 channels.list[1].fallback.channel names a channel that nothing defines, "musik"; did you mean music?',
    ],
  ],
  [
    'a fallback to a channel whose entry is wrong: that alone',
    lines(
      'channels:',
      '  list:',
      '    - { name: main, fallback: { channel: admin } }',
      '    - { name: admin, planes: 9 }',
    ),
    [
      '4:15 channels.list[1].name cannot be "admin": the relay answers /admin itself',
      '4:30 channels.list[1].planes must be an integer from 1 to 8, got 9',
    ],
  ],
  [
    'names that are paths of the relay and of players, or of sessions',
    lines(
      'channels:',
      '  list: [{ name: Channels }, { name: healthz }, { name: main.mp3 }, { name: session.x }, { name: main.v2 }]',
    ),
    [
      '2:18 channels.list[0].name cannot be "Channels": the relay answers /Channels itself',
      '2:38 channels.list[1].name cannot be "healthz": the relay answers /healthz itself',
      '2:57 channels.list[2].name cannot be "main.mp3": /main.mp3 is where players find channel main',
      '2:77 channels.list[3].name cannot be "session.x": such names stand for listening sessions',
    ],
  ],
  [
    'values of a channel that exclude each other, all of them',
    lines(
      'channels:',
      '  list:',
      '    - { name: a, burstMs: 2000, maxBurstMs: 1000 }',
      '    - { name: b, maxQueuedSources: 2 }',
      '    - { name: c, planes: 1, icecast: { planes: 4 } }',
      '    - { name: d, models: [other], icecast: {} }',
      '    - { name: e, models: [other], icecast: { model: default } }',
      '    - { name: f, icecast: { model: nowhere } }',
      '    - { name: g, record: { folder: ., rotateBytes: 50000, keepBytes: 5000 } }',
      '    - { name: h, models: [one], fallback: { channel: d } }',
      '    - { pattern: "x-*" }',
      '    - { pattern: "x-*", hidden: true }',
    ),
    [
      '3:27 channels.list[0].burstMs must be at most maxBurstMs, 1000, got 2000',
      '4:36 channels.list[1].maxQueuedSources is for takeover: queue, got takeover: refuse',
      '5:48 channels.list[2].icecast.planes must be at most the planes of the channel, 1, got 4',
      expect.stringMatching(
        /^6:26 channels\.list\[3\]\.models must have \S+, the model with which the relay encodes for the channel: icecast\.model names another one$/,
      ) as unknown as string,
      expect.stringMatching(
        /^7:53 channels\.list\[4\]\.icecast\.model must be one of the models of the channel, other, got "default", which is \S+$/,
      ) as unknown as string,
      expect.stringMatching(
        /^8:36 channels\.list\[5\]\.icecast\.model cannot be used: no model "nowhere"/,
      ) as unknown as string,
      '9:70 channels.list[6].record.keepBytes must be at least rotateBytes, 50000, or no file is kept, got 5000',
      '10:54 channels.list[7].fallback.channel must be a channel of the same model, got "d": of its models (other) none is one of one',
      '12:18 channels.list[9].pattern must differ from the patterns before it, of which the first that matches counts, got "x-*"',
    ],
  ],
  [
    'several files of a fallback that are not there, each once',
    lines('channels:', '  list:', '    - name: main', '      fallback: { files: [nope.m3u, loop.m3u, gone.mp3] }'),
    [
      `4:27 channels.list[0].fallback.files[0] cannot be played: ${folder}/nope.m3u: cannot open it: there is no such file or folder`,
      `4:37 channels.list[0].fallback.files[1] cannot be played: ${folder}/loop.m3u: there is no track in it; ${folder}/loop.m3u: playlists name each other in a loop: ${folder}/loop.m3u → ${folder}/loop.m3u`,
      `4:47 channels.list[0].fallback.files[2] cannot be played: ${folder}/gone.mp3: cannot open it: there is no such file or folder`,
    ],
  ],
  [
    'folders for recordings that there are not, and that are files',
    lines(
      'admin: { recordings: nowhere/else }',
      'channels:',
      '  list:',
      '    - { name: a, record: { folder: relay.yaml } }',
      '    - { name: b, record: { folder: made-when-needed } }',
      '    - { name: c, record: { folder: relay.yaml/x } }',
    ),
    [
      `1:22 admin.recordings cannot be used: ${folder}/nowhere/else: cannot make the folder: ${folder}/nowhere: cannot write it: there is no such file or folder`,
      `4:36 channels.list[0].record.folder cannot be used: ${folder}/relay.yaml: cannot write it: it is not a folder`,
      `6:36 channels.list[2].record.folder cannot be used: ${folder}/relay.yaml/x: cannot write it: a part of the path is not a folder`,
    ],
  ],
  [
    'what several workers cannot carry out',
    lines(
      'workers: 2',
      'sessions: { stunPort: 3478 }',
      'channels:',
      '  list:',
      '    - { name: a, takeover: queue, upstream: { url: "ws://h/a" } }',
      '    - { name: b, players: {}, icecast: {} }',
    ),
    ['2:23 sessions.stunPort is available with one worker only, got workers 2'],
  ],
  [
    'sessions that several workers do not carry',
    lines('workers: 2', 'sessions: { enabled: true }'),
    ['2:22 sessions.enabled is available with one worker only, got workers 2'],
  ],
  [
    'addresses with secrets, of which errors quote none',
    lines(
      'alternatives: [wss://u:p4ss@h]',
      'channels:',
      '  list:',
      '    - { name: a, upstream: { url: "wss://u:p4ss@h/a" } }',
      '    - { name: b, upstream: { url: "wss://h/b?token=p4ss" } }',
      'webhooks:',
      '  urls: https://h/T0123456789ABCDEF?key=p4ss',
    ),
    [
      '1:16 alternatives[0] must be the address of a relay, ws://HOST:PORT or wss://HOST, got "wss://…@h"',
      '4:35 channels.list[0].upstream.url must be an address such as wss://radio.example/main, without user, got "wss://…@h/a"',
      '5:35 channels.list[1].upstream.url must have no token in its query, got token=…; a token is given by --token-file, the environment or the option token',
      '7:9 webhooks.urls must be a list of 1 to 8 addresses that begin with http:// or https://, got "https://h/…?key=…"',
    ],
  ],
  ['no name of a file', lines('listen:', '  host: "file:"'), ['2:9 listen.host must name a file after "file:"']],
  [
    'a certificate that is missing',
    lines('listen:', '  tls:', '    certificate: a.pem', '    key: b.pem'),
    [
      `3:18 listen.tls.certificate cannot be used: ${folder}/a.pem: cannot read it: there is no such file or folder`,
      `4:10 listen.tls.key cannot be used: ${folder}/b.pem: cannot read it: there is no such file or folder`,
    ],
  ],
  [
    'an address that others reach',
    lines('listen:', '  host: 0.0.0.0'),
    [
      '2:9 listen.host 0.0.0.0 is reached from other machines, and anybody could publish: state a key or token in access (serve --init writes an example), or allow it with --open or listen.open: true',
    ],
  ],
  [
    'several at once, in the order of the file',
    lines('shutdown:', '  graceMs: long', 'listen:', '  port: x', '  prot: 1', 'limits:', '  ringMs: 0'),
    [
      '2:12 shutdown.graceMs must be an integer from 0 to 600000, got "long"',
      '4:9 listen.port must be an integer from 0 to 65535, got "x"',
      '5:3 listen.prot is no known key; did you mean port?',
      '7:11 limits.ringMs must be an integer from 1 to 2147483647, got 0',
    ],
  ],
];

describe('a wrong configuration', () => {
  it.each(WRONG)('%s is refused with its place', async (_what, text, expected) => {
    expect(await problems(text)).toEqual(expected);
  });

  it('that is no UTF-8 is refused', async () => {
    expect(await problems(Uint8Array.of(0x6c, 0xff, 0xfe))).toEqual([' the file must be UTF-8 text']);
  });

  it('a folder in place of the bans is told in words', async () => {
    expect(await problems('access: { bans: . }\n')).toEqual([
      `1:17 access.bans cannot be used: ${folder}: cannot read it: it is a folder`,
    ]);
  });

  it('a folder of bans that does not exist is refused, where it is stated', async () => {
    expect(await problems(lines('access:', '  bans: away/bans.json'))).toEqual([
      `2:9 access.bans cannot be used: ${folder}/away: cannot write it: there is no such file or folder`,
    ]);
  });

  it.each(['the configuration', 'a list of bans'])('%s that is a named pipe is refused at once', async (what) => {
    const pipe = path.join(folder, `pipe-${what.length}`);
    execFileSync('mkfifo', [pipe]);
    const opened = what === 'a list of bans' ? BanList.open(pipe) : loadConfig({ file: pipe, env });
    await expect(opened).rejects.toMatchObject({
      code: what === 'a list of bans' ? 'FILE_IO' : 'CONFIG',
      message: expect.stringContaining('not a regular file'),
    });
  });

  it('of millions of values made by aliases is refused, and soon', async () => {
    const rows = Array.from(
      { length: 9 },
      (_, i) => `a${i + 1}: &a${i + 1} [${new Array(10).fill(`*a${i}`).join(', ')}]`,
    );
    const found = await problems(lines('a0: &a0 [1]', ...rows));
    expect(found[0]).toMatch(/^\d+:\d+ the file has more than 20000 values$/);
  });

  it('that refers to itself is refused', async () => {
    expect(await problems(lines('listen: &a', '  tls: *a'))).toEqual(['2:8 the file has more than 32 levels']);
    const deep = await problems(`listen: ${'['.repeat(20_000)}`);
    expect(deep).toEqual([expect.stringMatching(/^1:\d+ the file has more than 32 levels$/)]);
  });

  it('quotes no secret, wherever it stands', async () => {
    const secret = 'c0rrect-h0rse';
    const found = await problems(
      lines(
        'access:',
        '  keys:',
        `    - { name: a, hash: [${secret}] }`,
        `    - ${secret}`,
        '  tokens:',
        '    keys:',
        `      - { id: k1, algorithm: HS256, secret: { a: ${secret} } }`,
        `      - { id: k2, algorithm: HS256, secert: ${secret} }`,
        `      - { id: k3, algorithm: HS256, secret: "\${${secret}}" }`,
      ),
    );
    expect(found.length).toBeGreaterThan(4);
    expect(found.join('\n')).not.toContain(secret);
  });

  it.each([
    '',
    '\n',
    '# nothing\n',
    'listen:\n',
    'listen:\nlimits:\n',
    '\ufefflisten: {}\n',
    'listen: { port: "${PORT}" }\n',
  ])('is none where it is empty or its sections are: %j', async (text) => {
    expect(await problems(text)).toEqual([]);
  });
});
