import { parseRoomMessage, parseRoomNotice, parseRoomRequest } from '../../../src/core/wire/room-message.js';
import { decodeFrame } from '../../../src/relay/cluster/bus-frames.js';
import { answerStunRequest } from '../../../src/relay/room/stun-message.js';
import { encodeCard, parseCard } from '../../../src/session/card.js';
import { encodeClockMessage, parseClockMessage } from '../../../src/session/clock/clock-messages.js';
import { parsePlayState, timelineOf } from '../../../src/session/control/play-state.js';
import { parseKeyMessage } from '../../../src/session/key-exchange.js';
import { parsePlain, parseProbe, parseProbeAnswer } from '../../../src/session/media/message-frame.js';
import { requireControlMessage } from '../../../src/session/peer/control-message.js';
import type { ControlMessage } from '../../../src/session/peer-link.js';
import { parseMusicStream } from '../../../src/session/play/music-stream.js';
import { parseReports } from '../../../src/session/play/peer-figures.js';
import {
  asDtlsClient,
  fingerprintOf,
  parsePeerSignal,
  withoutCandidates,
} from '../../../src/transports/datachannel/peer-signal.js';
import { FORMAT, SHA } from '../../support/peers.js';
import { bytesOf, type FuzzTarget, isObject, jsonOf, mustHold, shape, unlessRefused } from './fuzz-target.js';

const room = (body: object): Uint8Array => Uint8Array.of(1, ...bytesOf(JSON.stringify(body)));
const json = (body: object): Uint8Array => bytesOf(JSON.stringify(body));

const STATE = {
  term: 3,
  revision: 9,
  leaderId: 'a',
  clockId: 'b',
  isStandIn: false,
  mayControl: 'all',
  successorId: null,
  delayMs: 500,
  frameMs: 46.4,
  segments: [
    { atMs: 5, epoch: 1, frame: 0, isPlaying: true },
    { atMs: 900, epoch: 1, frame: 12, isPlaying: false },
  ],
  track: { title: 'x', frame: 0, positionMs: 0, durationMs: 4000 },
};

/** Any bytes as what a relay, a peer or a server of a cluster sends to another in a listening session. */
export const target: FuzzTarget = {
  seeds: () => [
    room({
      type: 'join',
      peerId: 'peer-1',
      token: '0123456789abcdef0123456789abcdef',
      card: 'YWJj',
      seat: 2,
      creates: true,
    }),
    room({ type: 'signal', to: 3, data: 'YWJj' }),
    room({ type: 'receive', from: 3, isOn: true }),
    room({ type: 'welcome', seat: 1, peers: 2, stunPort: 3478 }),
    room({ type: 'joined', seat: 1, peerId: 'p', card: '' }),
    room({ type: 'left', seat: 0, isLost: true }),
    Uint8Array.of(2, 7, 1, 2, 3),
    Uint8Array.of(3, 0, 0, 0, 9),
    json({
      type: 'offer',
      sdp: 'v=0\r\na=setup:actpass\r\na=fingerprint:sha-256 AB:CD\r\na=candidate:1 1 UDP 1 127.0.0.1 5 typ host\r\n',
    }),
    json({ type: 'candidate', candidate: 'a=candidate:1 1 UDP 1 127.0.0.1 5 typ host', mid: '0' }),
    encodeCard({ publicKey: new Uint8Array(32).fill(7), name: 'Anna', role: 'peer', suite: 'gcm-128', version: 4 }),
    encodeClockMessage({ kind: 'answer', token: 4, receivedMs: 1e12, sentMs: 1e12 + 2, errorMs: 0.5 }),
    encodeClockMessage({ kind: 'probe', token: 4 }),
    json(STATE),
    json({ type: 'session.key', generation: 3, key: 'AAAAAAAAAAAAAAAAAAAAAA' }),
    json({
      type: 'music',
      stream: { modelId: 'm', modelSha256: SHA, format: FORMAT, epoch: 1, hasSpatialParameters: false },
    }),
    json({
      type: 'reports',
      reports: { a: { errorMs: 1, clockErrorMs: 2, roundTripMs: 30, spareMs: null, lostShare: 0, isPlaying: true } },
    }),
    Uint8Array.from(Buffer.from('000100002112a442000102030405060708090a0b', 'hex')),
    Uint8Array.of(0xf0, 3, 0, 9, 1, 5, 5),
  ],
  words: ['isPlaying', 'segments', 'track', '__proto__', '1e308', '-1', '9007199254740993'],
  run: (bytes) => {
    const message = unlessRefused(() => parseRoomMessage(bytes));
    if (message?.type === 'json') {
      unlessRefused(() => parseRoomRequest(message.body));
      unlessRefused(() => parseRoomNotice(message.body));
    }
    unlessRefused(() => decodeFrame(bytes));
    for (const address of ['127.0.0.1', '::1']) answerStunRequest(bytes, address, 9);
    parsePlain(bytes);
    parseProbe(bytes);
    parseProbeAnswer(bytes);
    const clock = unlessRefused(() => parseClockMessage(bytes));
    if (clock?.kind === 'answer')
      mustHold(clock.sentMs >= clock.receivedMs && clock.errorMs >= 0, 'a clock is in order');
    const card = unlessRefused(() => parseCard(new Uint8Array(bytes)));
    if (card) mustHold(shape(parseCard(encodeCard(card))) === shape(card), 'a card reads its own content');
    const value = jsonOf(bytes);
    const signal = unlessRefused(() => parsePeerSignal(value));
    if (signal && 'sdp' in signal) {
      fingerprintOf(asDtlsClient(signal.sdp));
      mustHold(
        !/^a=candidate:/m.test(withoutCandidates(`${signal.sdp}\n`)) || !signal.sdp.includes('\n'),
        'no candidate is left',
      );
    }
    const state = unlessRefused(() => parsePlayState(value));
    if (state) {
      mustHold(
        shape(parsePlayState(JSON.parse(JSON.stringify(state)))) === shape(state),
        'a state reads its own content',
      );
      timelineOf(state);
    }
    if (!isObject(value)) return;
    unlessRefused(() => requireControlMessage(value), TypeError, RangeError);
    const control = value as ControlMessage;
    unlessRefused(() => parseKeyMessage(control));
    unlessRefused(() => parseMusicStream(control));
    unlessRefused(() => parseReports(control));
  },
};
