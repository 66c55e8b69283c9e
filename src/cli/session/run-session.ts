import type { Readable, Writable } from 'node:stream';
import { nodeClock } from '../../node/clock.js';
import {
  type PlayedSession,
  type PlaySessionOptions,
  playSession,
  type SessionPlayEvent,
} from '../../node/session/play-session.js';
import { trackPositionMs } from '../../session/control/play-state.js';
import type { RouterCounters } from '../../session/media/media-router.js';
import type { PeerFigures } from '../../session/play/peer-figures.js';
import type { SessionNode } from '../../session/session-node.js';
import { waitForAbort } from '../abort.js';
import { type CliContext, note, print } from '../context.js';
import { levelBar, levelJson, type StatusLine } from '../status-line.js';
import { type RemovablePeer, RemovalQuestion } from './removal-question.js';
import { readSessionKeys, sessionKeys } from './session-keys.js';
import { startSessionScreen } from './session-screen.js';
import { comingLines, playText, trackText } from './session-table.js';

/** How a session is shown. */
export interface RunSessionOptions {
  /** Neither table nor notes. */
  readonly quiet?: boolean;
  /** One JSON object a second on standard output. */
  readonly jsonLines?: boolean;
  /** Name of the peer that takes this host's place when it leaves. */
  readonly successor?: string;
  /** Gives the session another link, without this peer where one is named: that link. @default nobody is removed here */
  removePeer?(peer: RemovablePeer | null): Promise<string>;
  /** Messages to everybody that were sent and passed on, and what their protection has added. */
  traffic?(): RouterCounters;
}

/** Plays a session, or hosts it, and shows it until the command is interrupted. */
export async function runSession(
  context: CliContext,
  membership: SessionNode,
  play: PlaySessionOptions,
  options: RunSessionOptions,
): Promise<void> {
  let screen: StatusLine | undefined;
  const show = (text: string): void => {
    if (screen) screen.note(text);
    else if (!options.quiet) note(context, text);
  };
  let look = (): void => {};
  // Where nothing is drawn, each title is told once.
  const isScreen = context.stderr.isTTY === true;
  let title: string | undefined;
  const tellTitle = (): void => {
    const track = played.play.heard()?.track;
    const next = track && trackText(track);
    if (next !== undefined && next !== title) show(`playing ${next}`);
    title = next;
  };
  const played = await playSession(membership, {
    ...play,
    onEvent: (event) => {
      const text = describe(event);
      if (text) show(text);
      // Whoever leads anew names its successor anew.
      if (event.kind === 'state') queueMicrotask(() => look());
      play.onEvent?.(event);
    },
  });
  const names = [...membership.peers.values()].map(({ name }) => name);
  show(
    `you are ${membership.ownName}; ${names.length === 0 ? 'nobody else is here yet' : `with you: ${names.join(', ')}`}`,
  );
  const unsubscribe = [
    membership.on('moved', (link) => {
      // The host is told where the link is made.
      if (!options.removePeer) show(`the host has given the session another link, by which you come back: ${link}`);
    }),
    membership.on('joined', ({ name }) => show(`${name} has joined`)),
    membership.on('left', ({ peer, reason }) => show(`${peer.name} has left: ${reason}`)),
  ];
  const { successor } = options;
  if (successor !== undefined) {
    look = () => nameSuccessor(membership, played.play, successor, show);
    for (const event of ['joined', 'left', 'changed'] as const) unsubscribe.push(membership.on(event, () => look()));
    look();
  }
  // On standard output, as the first one, so that it can be passed on.
  const tellLink = (link: string): void => {
    if (options.jsonLines) print(context, JSON.stringify({ link }));
    else if (!isTerminal(context.stdout)) print(context, link);
    show(`the session has a new link, for those who are still to come: ${link}`);
  };
  const titles = isScreen ? undefined : setInterval(tellTitle, TITLE_MS);
  const { removePeer } = options;
  const question = new RemovalQuestion((peer) => {
    if (peer && !membership.peers.has(peer.peerId)) return show(`${peer.name} has left already`);
    removePeer?.(peer).then(tellLink, (error: Error) => show(error.message));
  });
  screen = startSessionScreen(context, {
    ...(options.quiet && { quiet: true }),
    ...(options.jsonLines && { jsonLines: true }),
    snapshot: () => snapshot(played, question.line, removePeer !== undefined, options.traffic?.()),
  });
  const keyActions = (): Parameters<typeof readSessionKeys>[1] => ({
    ...actions(played, show),
    answer: (key) => question.take(key),
    remove() {
      if (removePeer) question.ask([...membership.peers.values()]);
      else show('only the host removes peers');
    },
  });
  const stopKeys = isTerminal(context.stdin) ? readSessionKeys(context.stdin, keyActions()) : () => {};
  try {
    await waitForAbort(context.signal);
  } finally {
    for (const stop of unsubscribe) stop();
    stopKeys();
    clearInterval(titles);
    screen.stop();
    await played.close();
  }
}

/** Has the peer of this name take the place of this one, where it is there. */
function nameSuccessor(
  { peers }: Pick<SessionNode, 'peers'>,
  { control }: PlayedSession['play'],
  name: string,
  show: (text: string) => void,
): void {
  const successorId = [...peers.values()].find((peer) => peer.name === name)?.peerId ?? null;
  if (!control.isLeader || control.state?.successorId === successorId) return;
  control.set({ successorId });
  show(successorId === null ? `nobody here is called ${name}` : `${name} takes your place when you leave`);
}

/** Seeks that follow each other within this time add up. */
const AIM_MS = 2000;
/** How often it is looked at what is heard, where nothing is drawn. */
const TITLE_MS = 200;

/** Whether this peer may pause, seek and go to the next track now. */
const mayControl = ({ state, isLeader }: PlayedSession['play']['control']): boolean =>
  state !== undefined && !state.isStandIn && (isLeader || state.mayControl === 'all');

const isTerminal = (stream: Readable | Writable): boolean => (stream as { isTTY?: boolean }).isTTY === true;

function actions(
  played: PlayedSession,
  show: (text: string) => void,
): Omit<Parameters<typeof readSessionKeys>[1], 'answer' | 'remove'> {
  const { control, time } = played.play;
  /** Where the last seek leads, for a while: the next press counts from there. */
  let aimed = { positionMs: 0, untilMs: Number.NEGATIVE_INFINITY };
  const command = (wanted: Parameters<typeof control.command>[0]): boolean => {
    if (control.command(wanted)) return true;
    if (control.state?.isStandIn) show('the host is away: nothing can be played until it is back');
    else if (control.state && !mayControl(control)) show('only the host may pause, seek and skip in this session');
    else show(wanted.action === 'next' ? 'there is nothing after this' : 'there is nothing to play');
    return false;
  };
  return {
    pauseOrResume() {
      const nowMs = time.nowMs();
      const isPlaying = nowMs !== undefined && control.timeline?.positionAt(nowMs)?.isPlaying;
      command({ action: isPlaying ? 'pause' : 'resume' });
    },
    seekBy(ms) {
      const nowMs = time.nowMs();
      if (nowMs === undefined || !control.state) return;
      const fromMs = nowMs < aimed.untilMs ? aimed.positionMs : trackPositionMs(control.state, nowMs);
      if (fromMs === undefined) return;
      const positionMs = Math.max(0, Math.min(fromMs + ms, control.state.track?.durationMs ?? 0));
      if (command({ action: 'seek', positionMs })) aimed = { positionMs, untilMs: nowMs + AIM_MS };
    },
    next() {
      aimed.untilMs = Number.NEGATIVE_INFINITY;
      command({ action: 'next' });
    },
    talk() {
      const { talk } = played;
      if (!talk) show('this session was joined without a microphone');
      else if (talk.isHeld) talk.release(nodeClock.nowMs());
      else talk.press();
    },
    shiftBy(ms) {
      const wanted = Math.max(-1000, Math.min(1000, played.extraLatencyMs + ms));
      played.setExtraLatency(wanted).catch((error: Error) => show(error.message));
    },
  };
}

function describe(event: SessionPlayEvent): string | undefined {
  switch (event.kind) {
    case 'device':
      return `playing to ${event.description}`;
    case 'deviceGone':
      return `${event.error.message}; trying again until it is back`;
    case 'deviceBack':
      return 'the device is back';
    case 'error':
      return event.error.message;
    case 'refused':
      return `a message of ${event.peerId} was refused: ${event.why}`;
    case 'state':
      return undefined;
  }
}

/** Whether this peer's voice is heard by the others, or would be if it spoke. */
function microphoneText({ talk }: PlayedSession, peers: readonly PeerFigures[]): string {
  if (!talk?.isOpen(nodeClock.nowMs())) return '';
  return peers.some(({ isOwn, isSpeaking }) => isOwn && isSpeaking) ? 'TALKING · ' : 'microphone open · ';
}

function snapshot(
  played: PlayedSession,
  question: string | null,
  canRemove: boolean,
  traffic?: RouterCounters,
): ReturnType<Parameters<typeof startSessionScreen>[1]['snapshot']> {
  const { control, time, queue } = played.play;
  const { playout, device } = played.stats();
  const level = played.level();
  const peers = played.figures();
  const nowMs = time.nowMs();
  const heard = played.play.heard();
  const { coming } = queue;
  return {
    head: [`${levelBar(level)}  ${playText(control.state, nowMs, heard)}`, ...comingLines(coming)],
    peers,
    foot: [
      `${microphoneText(played, peers)}this device: offset ${played.extraLatencyMs} ms, latency ${device.latencyMs.toFixed(0)} ms`,
      ...(canRemove ? ['r: remove somebody, or only give the session another link'] : []),
      question ?? sessionKeys(mayControl(control), played.talk !== null),
    ],
    json: {
      level: levelJson(level),
      state: control.state ?? null,
      heard: heard && { title: heard.track.title, ...(heard.track.artist && { artist: heard.track.artist }) },
      positionMs: heard?.positionMs ?? null,
      coming,
      clockErrorMs: Number.isFinite(time.errorMs) ? time.errorMs : null,
      playout,
      device,
      ...(traffic && { traffic }),
      peers,
    },
  };
}
