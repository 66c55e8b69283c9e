import type { Page } from 'playwright-core';

/** A state of one of the pages, and how it is reached: by events of its store, or by what is clicked. */
export interface PageState {
  readonly name: string;
  /** Events for the store of the view that the page shows. */
  readonly events?: readonly object[];
  /** For the store of the recordings of a channel. */
  readonly recordingEvents?: readonly object[];
  /** Anything else, once the events have happened. */
  readonly act?: (page: Page) => Promise<unknown>;
}

const LONG = 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen';
const error = (code: string, message = 'a reason of the relay’s own') => ({ code, message });
const metadata = { title: `${LONG} in B minor`, artist: LONG };
const joined = [{ type: 'joining', isHeld: false }, { type: 'joined' }];
const channel = {
  startedAtMs: 1_700_000_000_000,
  info: { title: `${LONG}sammlung`, description: `${LONG}. `.repeat(3), genre: LONG, url: `https://${LONG}.example/` },
};

/** Every status of a listener, each after the same beginning. */
export const LISTENER: readonly PageState[] = [
  ...['loading', 'ready', 'blocked', 'connecting', 'waiting', 'live', 'stalled', 'gone', 'reconnecting', 'ended'].map(
    (status) => ({ name: status, events: [...joined, { type: 'status', status }] }),
  ),
  { name: 'stopped', events: [...joined, { type: 'stopped' }] },
  { name: 'asleep', events: [...joined, { type: 'stopped' }, { type: 'slept' }] },
  {
    name: 'muted by the operator, muted here, with title, facts and qualities',
    events: [
      ...joined,
      { type: 'status', status: 'live' },
      { type: 'source-planes', sourcePlanes: 8 },
      { type: 'metadata', metadata },
      { type: 'channel', channel },
      { type: 'muted', isMuted: true },
      { type: 'source-muted', isSourceMuted: true },
    ],
    act: async (page) => {
      await page.evaluate(() => {
        for (const details of document.querySelectorAll('details')) details.open = true;
      });
      await page.locator('button[aria-expanded]').first().click();
    },
  },
  { name: 'refused', events: [{ type: 'failed', error: error('NOT_ALLOWED', 'no key') }] },
  ...['TRANSPORT_FAILED', 'MODEL_MISMATCH', 'MODEL_HASH', 'MODEL_FAILED', 'CHANNEL_LIMIT'].map((code) => ({
    name: `failed by ${code}`,
    events: [{ type: 'failed', error: error(code) }],
  })),
  { name: 'not supported', events: [{ type: 'unsupported', error: error('DEVICE') }] },
];

/** Recordings of a channel, as the relay lists them. */
export const RECORDINGS = [
  {
    id: 'a',
    name: 'radio/2026-11-28.lc',
    startedAt: '2026-11-28T10:00:00.000Z',
    durationSeconds: 5025,
    bytes: 1_234_567,
    isComplete: true,
    titles: [
      { atSeconds: 0, title: LONG.repeat(4), artist: LONG },
      { atSeconds: 60, title: 'Low water' },
    ],
  },
  {
    id: 'b',
    name: 'radio/2026-11-27.lc',
    startedAt: '2026-11-27T10:00:00.000Z',
    durationSeconds: 12,
    bytes: 2345,
    isComplete: false,
    titles: [],
  },
];

const chosen = { type: 'chosen', recording: RECORDINGS[0]!, fromSeconds: 0 };

/** Every status of a recording. */
export const RECORDED: readonly PageState[] = [
  ...['loading', 'blocked', 'connecting', 'live', 'paused', 'stalled', 'reconnecting', 'ended'].map((status) => ({
    name: `recording ${status}`,
    recordingEvents: [chosen, { type: 'status', status }],
  })),
  {
    name: 'recording failed',
    recordingEvents: [chosen, { type: 'failed', error: error('MODEL_MISMATCH') }],
  },
];

const onAir = [
  { type: 'starting' },
  { type: 'started', status: 'connecting' },
  { type: 'status', status: 'live', channel: 'radio', nowMs: 1_700_000_000_000 },
];

/** Every status of a broadcaster, each source, and the questions. */
export const BROADCASTER: readonly PageState[] = [
  ...['microphone', 'tab', 'files'].map((source) => ({
    name: `source ${source}`,
    events: [{ type: 'stopped' }],
    act: (page: Page) => page.locator(`input[name=source][value=${source}]`).check(),
  })),
  ...['loading', 'blocked', 'connecting', 'queued', 'reconnecting', 'stalled'].map((status) => ({
    name: status,
    events: [...onAir.slice(0, 2), { type: 'status', status, channel: 'radio', nowMs: 1, why: 'place 1 of the queue' }],
  })),
  { name: 'on air with files', events: onAir },
  {
    name: 'on air with a microphone, muted, push to talk',
    events: [
      ...onAir,
      { type: 'mute', isMuteOn: true },
      { type: 'push-to-talk', isPushToTalk: true },
      { type: 'talking', isTalking: true },
    ],
    act: (page) => page.evaluate(() => dispatchEvent(new Event('resize'))),
  },
  {
    name: 'encodes too slowly',
    events: [...onAir, { type: 'pace', slow: { packetMs: 557, encodeMs: 1234, waitingMs: 0 } }],
  },
  {
    name: 'is too busy',
    events: [...onAir, { type: 'pace', slow: { packetMs: 557, encodeMs: 200, waitingMs: 2300 } }],
  },
  { name: 'a test is recorded', events: [{ type: 'stopped' }, { type: 'testing', isTesting: true }] },
  ...['NOT_ALLOWED', 'CHANNEL_BUSY', 'CHANNEL_NAME', 'TRANSPORT_CLOSED', 'DEVICE'].map((code) => ({
    name: `failed by ${code}`,
    events: [
      { type: 'testing', isTesting: false },
      { type: 'failed', error: error(code) },
    ],
  })),
];

const report = {
  errorMs: -1.3,
  clockErrorMs: 0.4,
  roundTripMs: 41,
  spareMs: 200,
  lostShare: 0.01,
  isPlaying: true,
};
const peer = (peerId: string, changes: object) => ({
  peerId,
  name: peerId === 'anna' ? LONG : peerId,
  role: 'peer',
  isOwn: false,
  path: { kind: 'direct' },
  report: null,
  isReached: true,
  isSuccessor: false,
  isSpeaking: false,
  ...changes,
});
const PEERS = [
  peer('anna', { role: 'host', report, isSpeaking: true }),
  peer('ben', { isOwn: true, path: null, report: { ...report, errorMs: 90 }, isSpeaking: true }),
  peer('clara', { path: { kind: 'peer', peerId: 'anna' }, report: { ...report, isPlaying: false } }),
  peer('dora', { path: { kind: 'relay' } }),
];
const nowPlaying = {
  title: `${LONG}, second movement`,
  artist: `${LONG} and their orchestra`,
  isPlaying: true,
  positionMs: 61_000,
  durationMs: 185_000,
  isHostAway: false,
  mayControl: true,
};
const inside = (isHost: boolean) => [
  { type: 'entering', isHost },
  { type: 'entered', link: `http://127.0.0.1/#session=${'x'.repeat(86)}` },
];
const track = (id: number) => ({ id, title: `${LONG} ${id}`, artist: LONG, durationMs: id === 2 ? null : 185_000 });
const coming = (mayChange: boolean) => ({
  announced: { title: LONG },
  tracks: [track(1), track(2), { id: 3, title: 'Short', durationMs: 61_000 }],
  more: 12,
  mayChange,
});
const looked = (now: object | null, more: object = {}) => ({
  type: 'looked',
  look: { now, coming: coming(false), peers: PEERS, latencyMs: 12, isTalking: false, ...more },
});
const playing = { type: 'sound', sound: 'playing' };

/** Every state of the page of a listening session. */
export const SESSION: readonly PageState[] = [
  { name: 'outside', events: [{ type: 'left', error: '' }] },
  ...['files', 'microphone', 'tab'].map((source) => ({
    name: `host of ${source}`,
    act: (page: Page) => page.locator(`input[name=host-source][value=${source}]`).check(),
  })),
  { name: 'entering', events: inside(false).slice(0, 1) },
  { name: 'loading', events: inside(false) },
  { name: 'paused by the browser', events: [...inside(false), { type: 'sound', sound: 'blocked' }] },
  { name: 'waiting for the host', events: [...inside(false), playing, looked(null)] },
  { name: 'the host is away', events: [...inside(false), playing, looked({ ...nowPlaying, isHostAway: true })] },
  { name: 'paused', events: [...inside(false), playing, looked({ ...nowPlaying, isPlaying: false })] },
  { name: 'playing, host controls', events: [...inside(false), playing, looked({ ...nowPlaying, mayControl: false })] },
  {
    name: 'the relay is away, a notice, an error, push to talk',
    events: [
      ...inside(false),
      playing,
      looked(nowPlaying, { isTalking: true }),
      { type: 'relay', isAtRelay: false },
      { type: 'notice', notice: `${LONG}.` },
      { type: 'error', error: `${LONG}. `.repeat(2) },
      { type: 'voice', voice: 'pushToTalk' },
      { type: 'offset', offsetMs: -15 },
    ],
  },
  {
    name: 'hosting',
    events: [
      ...inside(true),
      playing,
      looked({ ...nowPlaying, positionMs: 3000, durationMs: null }, { coming: coming(true) }),
    ],
    act: (page) =>
      page.evaluate(() => {
        for (const details of document.querySelectorAll('details:not(.people *)'))
          (details as HTMLDetailsElement).open = true;
      }),
  },
  {
    name: 'about to remove somebody',
    events: [...inside(true), playing, looked(null)],
    act: (page) => page.locator('.people button').first().click(),
  },
  { name: 'thrown out', events: [{ type: 'left', error: `${LONG}. `.repeat(2) }] },
  { name: 'refused', events: [{ type: 'left', error: 'no key', isRefused: true }] },
];
