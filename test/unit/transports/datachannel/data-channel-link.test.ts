import { describe, expect, it } from 'vitest';
import { DataChannelLink } from '../../../../src/transports/datachannel/data-channel-link.js';
import type { DataChannelSettings } from '../../../../src/transports/datachannel/link-options.js';
import type { PeerSignal } from '../../../../src/transports/datachannel/peer-signal.js';
import { FakeClock, settle } from '../../../support/fake-clock.js';
import { FakePeer } from '../../../support/fake-peer.js';

const SDP = 'v=0\r\na=fingerprint:SHA-256 11:ab\r\n';
const OFFER: PeerSignal = { type: 'offer', sdp: SDP };
const ANSWER: PeerSignal = { type: 'answer', sdp: SDP };
const candidate = (n: number | string): PeerSignal => ({
  type: 'candidate',
  candidate: `a=candidate:${n} 1 UDP 1 192.0.2.3 3 typ host`,
  mid: '0',
});

async function rig(role: 'offerer' | 'answerer', settings: Partial<DataChannelSettings> = {}) {
  const clock = new FakeClock();
  const native = new FakePeer();
  const signals: PeerSignal[] = [];
  const closes: unknown[] = [];
  const link = new DataChannelLink({
    role,
    backend: native,
    clock,
    onSignal: (signal) => signals.push(signal),
    onClose: (event) => closes.push(event.error ? [event.error.message] : event.reason),
    ...settings,
  });
  await settle();
  return {
    clock,
    native,
    link,
    signals,
    closes,
    async connect() {
      link.signal(role === 'offerer' ? ANSWER : OFFER);
      await settle();
      native.apply();
      await settle();
      native.media.open();
      native.control.open();
      return link.ready;
    },
  };
}

describe("a data channel link's signals", () => {
  it('hold the offerer’s candidates back until its answer is applied, and leave them out of the SDP', async () => {
    const { native, link, signals } = await rig('offerer');
    expect(signals).toEqual([
      { type: 'offer', sdp: 'v=0\r\na=fingerprint:sha-256 aa:bb\r\na=setup:active\r\na=ice-ufrag:x\r\n' },
    ]);
    link.signal(ANSWER);
    await settle();
    expect(signals).toHaveLength(1);
    native.apply();
    await settle();
    expect(signals.slice(1)).toEqual([
      { type: 'candidate', candidate: 'candidate:1 1 UDP 1 192.0.2.1 1 typ host', mid: '0' },
    ]);
    native.options.onCandidate({ candidate: 'a=candidate:5 1 UDP 1 192.0.2.1 5 typ srflx', mid: '0' });
    native.options.onCandidate({ candidate: '', mid: '0' });
    expect(signals.slice(2)).toEqual([
      { type: 'candidate', candidate: 'candidate:5 1 UDP 1 192.0.2.1 5 typ srflx', mid: '0' },
    ]);
    expect([link.localFingerprint, link.remoteFingerprint]).toEqual(['sha-256 AA:BB', 'sha-256 11:AB']);
  });

  it('of the answerer are its answer first, then its candidates', async () => {
    const { native, link, signals } = await rig('answerer');
    expect(signals).toEqual([]);
    link.signal(OFFER);
    await settle();
    native.apply();
    await settle();
    expect(signals.map(({ type }) => type)).toEqual(['answer', 'candidate']);
  });

  it('that come before the description are kept for it, without `a=`', async () => {
    const { native, link } = await rig('answerer');
    link.signal(candidate(1));
    link.signal(OFFER);
    link.signal(candidate(2));
    await settle();
    expect(native.added).toEqual([]);
    native.apply();
    await settle();
    link.signal(candidate(3));
    await settle();
    expect(native.added.map((c) => c.candidate.slice(0, 11))).toEqual(['candidate:1', 'candidate:2', 'candidate:3']);
    expect(link.refusedSignals).toBe(0);
  });

  it('that are damaged, repeated, of the wrong role or too many are counted and change nothing', async () => {
    const { native, link, signals } = await rig('answerer');
    const bad = [
      null,
      undefined,
      7,
      'offer',
      [],
      {},
      { type: 'offer' },
      { type: 'offer', sdp: 7 },
      { type: 'offer', sdp: 'x'.repeat(8193) },
      { type: 'candidate', candidate: 'candidate:1', mid: 7 },
      { type: 'candidate', candidate: 'candidate:1\r\na=x', mid: '0' },
      { type: 'candidate', candidate: `candidate:${'1'.repeat(600)}`, mid: '0' },
      ANSWER,
    ];
    for (const value of bad) link.signal(value);
    expect(link.refusedSignals).toBe(bad.length);
    link.signal(OFFER);
    link.signal(OFFER);
    await settle();
    native.apply();
    await settle();
    link.signal({ type: 'candidate', candidate: 'no candidate', mid: '0' });
    for (let i = 0; i < 70; i++) link.signal(candidate(i));
    await settle();
    expect(link.refusedSignals).toBe(bad.length + 1 + 1 + 7);
    expect(native.added).toHaveLength(63);
    expect(signals.map(({ type }) => type)).toEqual(['answer', 'candidate']);
    expect(link.state).toBe('connecting');
  });

  it('are refused by an offerer whose offer has not been made: an answer to it cannot be there', async () => {
    const native = new FakePeer();
    const link = new DataChannelLink({ role: 'offerer', backend: native, clock: new FakeClock(), onSignal: () => {} });
    link.signal(ANSWER);
    expect(link.refusedSignals).toBe(1);
  });

  it('whose SDP the implementation refuses end the link with PROTOCOL', async () => {
    const { native, link, closes } = await rig('answerer');
    native.refusesDescriptions = true;
    link.signal(OFFER);
    await settle();
    await expect(link.ready).rejects.toMatchObject({ code: 'PROTOCOL' });
    expect(closes).toEqual([["the peer's offer cannot be used: invalid SDP"]]);
    expect(native.isClosed).toBe(true);
  });
});

describe('a data channel link', () => {
  it('is open when both channels are, and its channels carry messages', async () => {
    const { link, native, connect } = await rig('offerer');
    expect(link.state).toBe('connecting');
    const { media, control } = await connect();
    expect(link.state).toBe('open');
    const seen: unknown[] = [];
    media.setHandlers({ onMessage: (m) => seen.push(['media', ...m]) });
    control.setHandlers({ onMessage: (m) => seen.push(['control', ...m]) });
    native.media.handlers.onMessage(new Uint8Array([1]));
    native.control.handlers.onMessage(new Uint8Array([2]));
    expect(seen).toEqual([
      ['media', 1],
      ['control', 2],
    ]);
    expect(await link.path()).toBe(null);
  });

  it('fails where it is not open in time', async () => {
    const { link, clock, native } = await rig('offerer', { connectTimeoutMs: 5000 });
    clock.advance(4999);
    expect(link.state).toBe('connecting');
    clock.advance(1);
    await expect(link.ready).rejects.toMatchObject({
      code: 'TRANSPORT_FAILED',
      message: 'no connection to the peer within 5000 ms',
    });
    expect(native.isClosed).toBe(true);
    expect(clock.pendingTimers).toBe(0);
  });

  it('sends a sign of life only where nothing else was sent', async () => {
    const { clock, native, connect } = await rig('offerer', { heartbeatMs: 2000 });
    const { media, control } = await connect();
    for (let i = 0; i < 10; i++) {
      (i % 2 ? media : control).send(new Uint8Array([1]));
      native.media.handlers.onMessage('h');
      clock.advance(1000);
    }
    expect(native.media.sent.filter((m) => m === 'h')).toEqual([]);
    clock.advance(4100);
    expect(native.media.sent.filter((m) => m === 'h')).toHaveLength(2);
  });

  it('notices a peer from which nothing comes after deadMs, whichever channel was used', async () => {
    const { link, clock, native, connect, closes } = await rig('offerer', { heartbeatMs: 1000, deadMs: 4000 });
    await connect();
    clock.advance(3900);
    native.control.handlers.onMessage(new Uint8Array([1]));
    clock.advance(3999);
    expect(link.state).toBe('open');
    clock.advance(1);
    expect(link.state).toBe('closed');
    expect(closes).toEqual([['nothing has come from the peer for 4000 ms']]);
    expect(native.isClosed).toBe(true);
    expect(clock.pendingTimers).toBe(0);
  });

  it('says bye on both channels before it closes, and ends once', async () => {
    const { link, clock, native, connect, closes } = await rig('offerer');
    await connect();
    link.close('gone home');
    link.close('again');
    expect([native.media.sent.at(-1), native.control.sent.at(-1)]).toEqual([
      'bye 1000 gone home',
      'bye 1000 gone home',
    ]);
    expect([link.state, native.isClosed]).toEqual(['closed', false]);
    clock.advance(250);
    native.options.onEnd('closed');
    native.control.handlers.onClosed();
    clock.advance(1000);
    expect([native.isClosed, closes]).toEqual([true, ['gone home']]);
  });

  it('ends by a bye of the peer; one that has overtaken control messages waits for them', async () => {
    const { link, native, connect, closes } = await rig('offerer');
    const { control } = await connect();
    const seen: number[] = [];
    control.setHandlers({ onMessage: (m) => seen.push(m[0]!) });
    native.media.handlers.onMessage('bye 4003 done');
    native.control.handlers.onMessage(new Uint8Array([9]));
    expect(link.state).toBe('open');
    native.control.handlers.onMessage('bye 4003 done');
    expect([link.state, seen, closes]).toEqual(['closed', [9], ['done']]);
    const lost = await rig('offerer');
    await lost.connect();
    lost.native.media.handlers.onMessage('bye 1000 ');
    lost.clock.advance(250);
    expect(lost.closes).toEqual(['']);
  });

  it('ends by what the implementation tells', async () => {
    const failed = await rig('offerer');
    await failed.connect();
    failed.native.options.onEnd('failed');
    failed.clock.advance(0);
    expect(failed.closes).toEqual([['no way to the peer was found, or it was lost']]);
    const closed = await rig('answerer');
    await closed.connect();
    closed.native.control.handlers.onClosed();
    closed.clock.advance(0);
    expect(closed.closes).toEqual(['']);
    const early = await rig('answerer');
    early.native.options.onEnd('closed');
    early.clock.advance(0);
    await expect(early.link.ready).rejects.toMatchObject({ code: 'TRANSPORT_FAILED' });
  });

  it('survives a channel that throws: media is dropped, a lost control message ends the link', async () => {
    const { link, native, connect } = await rig('offerer');
    const { media, control } = await connect();
    native.media.isBroken = native.control.isBroken = true;
    expect(media.send(new Uint8Array([1]))).toBe(false);
    expect(media.counters.droppedMessages).toBe(1);
    expect(link.state).toBe('open');
    expect(control.send(new Uint8Array([1]))).toBe(false);
    expect(link.state).toBe('closed');
  });

  it('counts text that is none of its own, and messages that are too long', async () => {
    const { native, connect } = await rig('offerer');
    const { media } = await connect();
    for (const message of ['', 'bye', 'bye 12345', 'x', new Uint8Array(0), new Uint8Array(2000)])
      native.media.handlers.onMessage(message);
    expect(media.counters).toMatchObject({ damagedMessages: 6, receivedMessages: 0 });
  });

  it('closed before it is open rejects ready', async () => {
    const { link, closes, clock } = await rig('answerer');
    link.close();
    await expect(link.ready).rejects.toMatchObject({ code: 'TRANSPORT_CLOSED' });
    clock.advance(0);
    expect(closes).toEqual(['']);
  });

  it('names a wrong option', () => {
    const make = (options: object) => () =>
      new DataChannelLink({
        role: 'offerer',
        backend: new FakePeer(),
        clock: new FakeClock(),
        onSignal: () => {},
        ...options,
      } as never);
    expect(make({ role: 'host' })).toThrow('role must be one of offerer, answerer, got "host"');
    expect(make({ deadMs: 1 })).toThrow('deadMs must be a number from 200 to 600000, got 1');
    expect(make({ backend: {} })).toThrow('backend must be a PeerBackend, got an object');
    expect(make({ iceServers: 'stun:x' })).toThrow('iceServers must be an array of servers, got "stun:x"');
    for (const url of ['http://x', 'stun:', 'stun:x:0', 'stun:x:70000', 'stun:x?transport=udp', 'turn:a b'])
      expect(make({ iceServers: [{ url }] }), url).toThrow('iceServers[0].url must be stun:HOST[:PORT], turn:');
    expect(make({ iceServers: [{ url: 'turn:x' }] })).toThrow(
      'iceServers[0].username and iceServers[0].credential must',
    );
    expect(make({ iceServers: [{ url: 'stun:[::1]:3478' }, { url: 'stun:x', user: 1 }] })).toThrow(
      'iceServers[1].user is not an option',
    );
    expect(make({ iceServers: Array(9).fill({ url: 'stun:x' }) })).toThrow('must be at most 8 servers, got 9');
  });
});
