import {
  type BrowserPlayedSession,
  CodecError,
  createSession,
  fileTrack,
  joinSession,
  type MusicTrack,
  openMicrophone,
  openSharedSound,
  type PeerFigures,
  type PlayCommand,
  playSession,
  type QueuedTrack,
  type SessionNode,
  streamTrack,
  type TalkMode,
} from 'latentcast/browser';
import { gainOf } from '../listen/state.js';
import { type LoadingBar, serverModel } from '../model.js';
import { Store } from '../store.js';
import { forgetRefused, tokenFor } from '../token-field.js';
import { plain } from '../words.js';
import { s } from './language.js';
import { type Coming, NOTHING_COMES, OUTSIDE, reduceSession, type SessionEvent, type SessionState } from './state.js';
import { fileTags } from './tags.js';
import { explainSession } from './words.js';

/** What a host plays. */
export type HostSource =
  | { readonly kind: 'files'; readonly files: readonly File[] }
  | { readonly kind: 'microphone'; readonly deviceId: string }
  | { readonly kind: 'tab' };

/** What a host has chosen. */
export interface HostForm {
  readonly name: string;
  readonly source: HostSource;
  readonly mayControl: 'host' | 'all';
  /** 1 or 2. */
  readonly planes: number;
}

/** Where a token for sessions is kept. */
export const TOKEN_USE = ['publish', 'session'] as const;

const LOOK_MS = 500;

/** For tests and for a look from the console: `latentcast.session`, `latentcast.played`, `latentcast.store`. */
const inspect: { session: SessionNode | null; played: BrowserPlayedSession | null } = { session: null, played: null };

/** The session behind the page: does what is clicked, and reports to `store`. */
export class SessionDesk {
  readonly store = new Store<SessionState, SessionEvent>(OUTSIDE, reduceSession);
  readonly #loading: Pick<LoadingBar, 'watch'>;
  #session: SessionNode | null = null;
  #played: BrowserPlayedSession | null = null;
  #tracks: MusicTrack[] = [];
  /** The microphone or tab that is played to the others. */
  #captured: MediaStream | null = null;
  #planes = 1;
  /** Whether the button to talk is held. */
  #isHeld = false;
  #mayControl: 'host' | 'all' = 'host';
  #volumePercent = 80;
  /** Ends with this visit to the session. */
  #visit = new AbortController();
  #looking: ReturnType<typeof setInterval> | undefined;

  constructor(loading: Pick<LoadingBar, 'watch'>) {
    this.#loading = loading;
    Object.assign(globalThis, { latentcast: Object.assign(inspect, { store: this.store }) });
  }

  get session(): SessionNode | null {
    return this.#session;
  }

  /** Whoever hosts files may add more. */
  get hasFiles(): boolean {
    return this.#tracks.length > 0 && this.#captured === null;
  }

  /** Joins by a link; to be called from a click. */
  join(link: string, name: string): Promise<void> {
    return this.#enter(false, async (context) => {
      this.#session = await joinSession(link, { name, ...this.#common() });
      await this.#play(context, []);
    });
  }

  /**
   * Creates a session, or takes one up again as its host; to be called from a click.
   *
   * @param relayOrLink of the session that this host had left
   * @param hostKey makes or finds the key by which the others know the host; '' for none
   */
  host(relayOrLink: string, hostKey: () => string, { name, source, mayControl, planes }: HostForm): Promise<void> {
    this.#planes = planes;
    this.#mayControl = mayControl;
    return this.#enter(true, async (context) => {
      const tracks = await this.#open(source, context);
      const key = hostKey();
      this.#session = await createSession(relayOrLink, { name, ...this.#common(), ...(key && { hostKey: key }) });
      await this.#play(context, tracks, relayOrLink.includes('#'));
    });
  }

  /** Plays something else into the session. */
  async change(source: HostSource): Promise<void> {
    const played = this.#played;
    if (!played) return;
    await this.#try(async () => {
      const tracks = await this.#open(source, played.context);
      this.#tracks = tracks;
      played.host({ tracks, ...this.#form() });
    });
  }

  /** Adds files behind the others; where these have ended, the first new one begins. */
  async addFiles(files: readonly File[]): Promise<void> {
    const played = this.#played;
    if (!played || files.length === 0) return;
    await this.#try(async () => {
      const tracks = await this.#open({ kind: 'files', files }, played.context);
      if (!played.play.queue.add(tracks)) return;
      this.store.dispatch({
        type: 'notice',
        notice: s.notices.added(tracks.map(({ title }) => plain(title)).join(', ')),
      });
      this.#look();
    });
  }

  /** Moves a track that comes. @param place among those that come */
  moveTrack({ id, title }: QueuedTrack, place: number): void {
    const queue = this.#played?.play.queue;
    // A guest's change is done by the host: the list tells when it has happened.
    if (!queue?.move(id, place) || !queue.isOwn) return;
    this.store.dispatch({ type: 'notice', notice: s.notices.moved(plain(title), String(place + 1)) });
    this.#look();
  }

  /** Removes a track that comes. */
  removeTrack({ id, title }: QueuedTrack): void {
    const queue = this.#played?.play.queue;
    if (!queue?.remove(id) || !queue.isOwn) return;
    this.store.dispatch({ type: 'notice', notice: s.notices.removed(plain(title)) });
    this.#look();
  }

  /**
   * Gives the session another link, without one peer or with everybody who is there.
   *
   * @param hostKey another one, by which the others know the host
   */
  async renewLink(without: PeerFigures | null, hostKey: string): Promise<void> {
    const session = this.#session;
    if (!session) return;
    await this.#try(async () => {
      await session.renewLink({ ...(hostKey && { hostKey }), ...(without && { without: [without.peerId] }) });
      this.#look();
      const notice = without ? s.notices.personRemoved(plain(without.name)) : s.notices.newLink;
      this.store.dispatch({ type: 'notice', notice });
    });
  }

  command(command: PlayCommand): void {
    const isDone = this.#played?.play.control.command(command) ?? false;
    const refusal = command.action === 'next' ? s.notices.nothingAfter : s.notices.notNow;
    const notice = isDone ? '' : refusal;
    this.store.dispatch({ type: 'notice', notice });
  }

  setVolume(percent: number): void {
    this.#volumePercent = percent;
    if (this.#played) this.#played.volume = gainOf(percent);
  }

  /** @param offsetMs −1000..1000 */
  setOffset(offsetMs: number): void {
    const played = this.#played;
    if (!played) return;
    played.extraLatencyMs = Math.max(-1000, Math.min(1000, offsetMs));
    this.store.dispatch({ type: 'offset', offsetMs: played.extraLatencyMs });
  }

  async setVoice(mode: TalkMode): Promise<void> {
    const played = this.#played;
    if (!played) return;
    if (mode === 'off') return played.stopVoice();
    if (played.talk) {
      played.talk.setMode(mode);
      this.store.dispatch({ type: 'voice', voice: mode });
      return;
    }
    // The choice stays as it was made while the browser asks the user.
    this.store.dispatch({ type: 'voice', voice: mode });
    await this.#try(() => played.startVoice({ mode }));
    if (!played.talk) this.store.dispatch({ type: 'voice', voice: 'off' });
  }

  setTalking(isTalking: boolean): void {
    this.#isHeld = isTalking;
    const { talk } = this.#played ?? {};
    if (isTalking) talk?.press();
    else talk?.release(performance.now());
    this.#look();
  }

  resume(): void {
    void this.#played?.resume();
  }

  /** Leaves the session, or gives up entering it. */
  leave(event: { readonly error: string; readonly isRefused?: boolean } = { error: '' }): void {
    if (this.store.state.phase === 'outside') return;
    this.#visit.abort();
    clearInterval(this.#looking);
    this.#session?.close();
    void this.#played?.close();
    this.#capture(null);
    this.#tracks = [];
    this.#session = this.#played = inspect.session = inspect.played = null;
    this.store.dispatch({ type: 'left', ...event });
  }

  /** The page is left. */
  close(): void {
    this.leave();
  }

  #common(): { readonly token?: string; readonly signal: AbortSignal } {
    return { ...tokenFor(...TOKEN_USE), signal: this.#visit.signal };
  }

  #form(): { readonly mayControl: 'host' | 'all'; readonly planes: number } {
    return { mayControl: this.#mayControl, planes: this.#planes };
  }

  async #enter(isHost: boolean, open: (context: AudioContext) => Promise<void>): Promise<void> {
    if (this.store.state.phase !== 'outside') return;
    this.store.dispatch({ type: 'entering', isHost });
    this.#visit = new AbortController();
    const { signal } = this.#visit;
    // The context is made within the click, or the browser keeps it waiting.
    const context = new AudioContext({ latencyHint: 'playback' });
    signal.addEventListener('abort', () => void context.close().catch(() => undefined), { once: true });
    // It is loaded while the session is entered.
    this.#loading.watch(serverModel('decode'), signal);
    try {
      await open(context);
    } catch (thrown) {
      if (signal.aborted) return;
      const error = thrown as Error;
      if (error instanceof CodecError) forgetRefused(...TOKEN_USE, error);
      this.leave({
        error: explainSession(error),
        isRefused: error instanceof CodecError && error.code === 'NOT_ALLOWED',
      });
    }
  }

  async #open(source: HostSource, context: AudioContext): Promise<MusicTrack[]> {
    if (source.kind === 'files') {
      const tracks = await Promise.all(
        source.files.map(async (file) => ({ ...(await fileTrack(file)), ...(await fileTags(file)) })),
      );
      this.#capture(null);
      return tracks;
    }
    const isTab = source.kind === 'tab';
    const stream = isTab
      ? await openSharedSound()
      : await openMicrophone({ use: 'music', ...(source.deviceId && { deviceId: source.deviceId }) });
    this.#capture(stream);
    return [streamTrack(isTab ? s.source.sharedSound : s.source.microphone, stream, { context, channels: 1 })];
  }

  /** What was captured before is let go. */
  #capture(stream: MediaStream | null): void {
    for (const track of this.#captured?.getTracks() ?? []) track.stop();
    this.#captured = stream;
  }

  async #play(context: AudioContext, tracks: MusicTrack[], isBack = false): Promise<void> {
    const session = this.#session!;
    const { signal } = this.#visit;
    this.#tracks = tracks;
    inspect.session = session;
    this.store.dispatch({ type: 'entered', link: session.link });
    const encoderModel = () => {
      const model = serverModel('encode');
      this.#loading.watch(model, signal);
      return model;
    };
    this.#follow(session);
    this.#look();
    const played = await playSession(session, {
      context,
      model: serverModel('decode'),
      encoderModel,
      volume: gainOf(this.#volumePercent),
      signal,
      ...(tracks.length > 0 && { host: { tracks, isBack, ...this.#form() } }),
    });
    if (signal.aborted) return void played.close();
    this.#played = inspect.played = played;
    this.store.dispatch({ type: 'sound', sound: played.sound });
    this.store.dispatch({ type: 'offset', offsetMs: played.extraLatencyMs });
    played.on('sound', (sound) => this.store.dispatch({ type: 'sound', sound }), { signal });
    played.on('error', (error) => this.store.dispatch({ type: 'error', error: explainSession(error) }), { signal });
    played.on(
      'voice',
      (isOpen) => {
        // Whoever holds the button while the microphone is being opened speaks as soon as it is.
        if (isOpen && this.#isHeld) played.talk?.press();
        this.store.dispatch({ type: 'voice', voice: isOpen ? (played.talk?.mode ?? 'off') : 'off' });
      },
      { signal },
    );
    played.on('state', () => this.#look(), { signal });
    this.#look();
    this.#looking = setInterval(() => this.#look(), LOOK_MS);
  }

  #follow(session: SessionNode): void {
    const isMine = (): boolean => session === this.#session;
    const note = (notice: string): void => {
      if (isMine()) this.store.dispatch({ type: 'notice', notice });
    };
    // Those who were there before are in the list.
    session.on('joined', ({ name }) => {
      if (session.hasMetOthers) note(s.notices.joined(name));
      this.#look();
    });
    session.on('left', ({ peer, reason }) =>
      note(
        (reason === 'left' ? s.notices.left : reason === 'was removed' ? s.notices.personRemoved : s.notices.lost)(
          peer.name,
        ),
      ),
    );
    session.on('moved', (link) => {
      if (isMine()) this.store.dispatch({ type: 'moved', link });
    });
    session.on('relayLost', () => {
      if (isMine()) this.store.dispatch({ type: 'relay', isAtRelay: false });
    });
    session.on('relayBack', () => {
      if (isMine()) this.store.dispatch({ type: 'relay', isAtRelay: true });
    });
    session.on('ended', (error) => {
      if (isMine()) this.leave({ error: explainSession(error) });
    });
    // By the browser, which keeps the page that was left and shows it again.
    session.on('closed', () =>
      queueMicrotask(() => {
        if (isMine()) this.leave();
      }),
    );
  }

  #look(): void {
    const played = this.#played;
    if (!played) {
      this.#lookAround();
      return;
    }
    this.store.dispatch({
      type: 'looked',
      look: {
        now: played.nowPlaying(),
        coming: this.#coming(played),
        peers: played.figures(),
        latencyMs: played.stats().device?.latencyMs ?? null,
        isTalking: played.talk?.isOpen(performance.now()) ?? false,
      },
    });
  }

  #coming({ play }: BrowserPlayedSession): Coming {
    const { coming, mayChange } = play.queue;
    const track = play.control.state?.track ?? null;
    return { announced: track && track !== play.heard()?.track ? track : null, ...coming, mayChange };
  }

  /** Who is there, before anything is played here. */
  #lookAround(): void {
    const session = this.#session;
    if (!session) return;
    const unheard = { isReached: true, isSuccessor: false, report: null, isSpeaking: false };
    const own = { peerId: session.ownId, name: session.ownName, role: session.ownRole, isOwn: true, path: null };
    const others = [...session.peers.values()].map(({ peerId, name, role, path }) => {
      return { peerId, name, role, isOwn: false, path };
    });
    const peers = [own, ...others].map((peer) => ({ ...peer, ...unheard }));
    const unplayed = { now: null, coming: NOTHING_COMES, latencyMs: null, isTalking: false };
    this.store.dispatch({ type: 'looked', look: { ...unplayed, peers } });
  }

  /** What fails is shown, and ends nothing. */
  async #try(act: () => Promise<void>): Promise<void> {
    this.store.dispatch({ type: 'error', error: '' });
    try {
      await act();
    } catch (error) {
      this.store.dispatch({ type: 'error', error: explainSession(error as Error) });
    }
  }
}
