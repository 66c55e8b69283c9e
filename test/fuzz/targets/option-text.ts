import { shownUrl } from '../../../src/core/shown-url.js';
import { requireChannelName } from '../../../src/core/wire/control.js';
import { requireDatagramUrl } from '../../../src/node/lossy/datagram-address.js';
import { hostnameOf, requireNames } from '../../../src/node/relay/access/host-names.js';
import { parseKeyHash } from '../../../src/node/relay/access/key-hash.js';
import { formatSubnet, parseAddress, parseSubnet } from '../../../src/node/relay/access/subnet.js';
import { recordingName, requireNamePattern } from '../../../src/node/relay/operations/recording/name-pattern.js';
import { splitTarget } from '../../../src/node/relay/request-path.js';
import { channelOf, parseChannelUrl } from '../../../src/transports/channel-url.js';
import { iceServerParts } from '../../../src/transports/datachannel/ice-servers.js';
import { bytesOf, type FuzzTarget, mustHold, unlessRefused } from './fuzz-target.js';

/** Any text where a user states an address, a name, a network or a pattern. */
export const target: FuzzTarget = {
  seeds: () =>
    [
      'wss://radio.example:8787/prefix/main?x=1',
      'http://[::1]:1/a',
      'udp://239.1.2.3:5004',
      'turn:turn.example:3478?transport=udp',
      '2001:db8::7/48',
      '10.0.0.1',
      '{channel}-%Y%m%dT%H%M%SZ.lc',
      `sha256:${'a'.repeat(64)}`,
      'radio.example',
      '/a/b?c=d#e',
    ].map(bytesOf),
  words: ['wss://', 'udp://', 'turns:', '::ffff:', '/128', '{title}', '%Y', '%%', 'scrypt:', '..', '@'],
  maxBytes: 256,
  suiteRuns: 1500,
  run: (bytes) => {
    const text = new TextDecoder().decode(bytes);
    const url = unlessRefused(() => parseChannelUrl(text, ['ws', 'wss', 'http', 'https']), TypeError);
    if (url) {
      mustHold(/^wss?:$/.test(url.protocol), 'an address of a channel is one of a WebSocket');
      mustHold(requireChannelName(channelOf(url)) === channelOf(url), 'it names a channel');
    }
    shownUrl(text);
    for (const side of ['send', 'listen'] as const) unlessRefused(() => requireDatagramUrl(text, side), TypeError);
    unlessRefused(() => iceServerParts(text), TypeError);
    parseAddress(text);
    const subnet = unlessRefused(() => parseSubnet('subnet', text), RangeError);
    if (subnet) {
      const written = formatSubnet(subnet);
      mustHold(formatSubnet(parseSubnet('subnet', written)) === written, 'a network reads its own text');
    }
    unlessRefused(() => parseKeyHash('hash', text), RangeError);
    unlessRefused(() => requireNames([text]), TypeError, RangeError);
    hostnameOf(text);
    splitTarget(text);
    const pattern = unlessRefused(() => requireNamePattern('name', text), TypeError, RangeError);
    if (pattern === undefined) return;
    const name = recordingName(pattern, {
      channel: 'main',
      wallMs: 1.8e12,
      metadata: { title: text, artist: '../..' },
    });
    mustHold(!/(^|\/)\.\.(\/|$)/.test(name) && !name.includes('\0'), 'a recording stays in its folder');
  },
};
