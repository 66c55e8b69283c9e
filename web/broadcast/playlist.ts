import type { StreamMetadata } from 'latentcast/browser';
import { Store } from '../store.js';
import { plain } from '../words.js';

/** A file of a playlist. */
export interface PlaylistItem {
  readonly id: number;
  readonly file: File;
  readonly metadata: StreamMetadata;
}

/** A playlist, as the page shows it. */
export interface PlaylistState {
  readonly items: readonly PlaylistItem[];
  /** The one that plays, or will when playing starts; null of an empty list. */
  readonly currentId: number | null;
  /** Whether there is something to play into: the broadcast, or a test. */
  readonly isOpen: boolean;
  readonly isPlaying: boolean;
  /** Whether the last file has ended. */
  readonly isOver: boolean;
  /** Name of the last file that could not be read; empty for none. */
  readonly unreadable: string;
  readonly positionSeconds: number;
  /** 0 where it is not known. */
  readonly durationSeconds: number;
  readonly isLooped: boolean;
}

/** What changes it. */
export type PlaylistEvent =
  | { readonly type: 'added'; readonly items: readonly PlaylistItem[] }
  | { readonly type: 'removed'; readonly id: number }
  | { readonly type: 'moved-up'; readonly id: number }
  | { readonly type: 'chosen'; readonly id: number }
  | { readonly type: 'open'; readonly isOpen: boolean }
  | { readonly type: 'playing'; readonly isPlaying: boolean }
  | { readonly type: 'unreadable'; readonly id: number }
  | { readonly type: 'over' }
  | { readonly type: 'looped'; readonly isLooped: boolean }
  | { readonly type: 'progress'; readonly positionSeconds: number; readonly durationSeconds: number };

/** A playlist before a file was added. */
export const EMPTY: PlaylistState = {
  items: [],
  currentId: null,
  isOpen: false,
  isPlaying: false,
  isOver: false,
  unreadable: '',
  positionSeconds: 0,
  durationSeconds: 0,
  isLooped: false,
};

const START = { positionSeconds: 0, durationSeconds: 0 } as const;

/** The state after an event. */
export function reducePlaylist(state: PlaylistState, event: PlaylistEvent): PlaylistState {
  const { items } = state;
  switch (event.type) {
    case 'added': {
      const all = [...items, ...event.items];
      return { ...state, items: all, currentId: state.currentId ?? all[0]?.id ?? null };
    }
    case 'removed':
      return { ...state, ...without(state, event.id) };
    case 'moved-up': {
      const at = items.findIndex(({ id }) => id === event.id);
      if (at < 1) return state;
      const moved = [...items];
      [moved[at - 1], moved[at]] = [moved[at]!, moved[at - 1]!];
      return { ...state, items: moved };
    }
    case 'chosen':
      return { ...state, ...START, currentId: event.id, isOver: false };
    case 'open':
      return { ...state, isOpen: event.isOpen, isPlaying: state.isPlaying && event.isOpen, isOver: false };
    case 'playing':
      return { ...state, isPlaying: event.isPlaying, isOver: state.isOver && !event.isPlaying };
    case 'unreadable': {
      const name = items.find(({ id }) => id === event.id)?.file.name ?? '';
      return { ...state, ...without(state, event.id), unreadable: name };
    }
    case 'over':
      return { ...state, ...START, isOver: true, isPlaying: false, currentId: items[0]?.id ?? null };
    case 'looped':
      return { ...state, isLooped: event.isLooped };
    case 'progress':
      return { ...state, positionSeconds: event.positionSeconds, durationSeconds: event.durationSeconds };
  }
}

/** The list without a file; after the one that plays comes the one behind it. */
function without(state: PlaylistState, gone: number): Pick<PlaylistState, 'items' | 'currentId'> {
  const at = state.items.findIndex(({ id }) => id === gone);
  const items = state.items.filter(({ id }) => id !== gone);
  const currentId = state.currentId === gone ? (items[at]?.id ?? null) : state.currentId;
  return { items, currentId };
}

/** The file after the one that plays; null at the end. */
export function nextId({ items, currentId, isLooped }: PlaylistState): number | null {
  const at = items.findIndex(({ id }) => id === currentId);
  return items[at + 1]?.id ?? (isLooped ? (items[0]?.id ?? null) : null);
}

/** Title and artist in a file's name: `Artist - Title.mp3`, `03 Title.flac`. */
export function titleOfFile(name: string): StreamMetadata {
  const text = plain(name.replace(/\.[^.]{1,5}$/, '')).replace(/^\d{1,3}[.\s_-]+(?=\S)/, '');
  const [, artist, title] = /^(.+?) [-–] (.+)$/.exec(text) ?? [];
  const cut = (part: string): string => [...part].slice(0, 120).join('');
  return artist && title ? { artist: cut(artist), title: cut(title) } : { title: cut(text || name) };
}

/** Files that are played one after another, into a stream. */
export class Playlist {
  readonly store = new Store<PlaylistState, PlaylistEvent>(EMPTY, reducePlaylist);
  readonly #onTitle: (metadata: StreamMetadata) => void;
  #ids = 0;
  #player: FilePlayer | null = null;
  #isMonitored = false;

  /** @param onTitle called when another file begins */
  constructor(onTitle: (metadata: StreamMetadata) => void) {
    this.#onTitle = onTitle;
  }

  /** Title of the file that plays, or will. */
  get metadata(): StreamMetadata {
    return this.#current?.metadata ?? {};
  }

  add(files: readonly File[]): void {
    const items = files.map((file) => ({ id: ++this.#ids, file, metadata: titleOfFile(file.name) }));
    this.store.dispatch({ type: 'added', items });
  }

  remove(id: number): void {
    const isCurrent = id === this.store.state.currentId;
    this.store.dispatch({ type: 'removed', id });
    if (!isCurrent) return;
    if (this.store.state.currentId === null) this.store.dispatch({ type: 'over' });
    this.#load();
  }

  moveUp(id: number): void {
    this.store.dispatch({ type: 'moved-up', id });
  }

  play(id: number): void {
    this.store.dispatch({ type: 'chosen', id });
    this.store.dispatch({ type: 'playing', isPlaying: true });
    this.#load();
  }

  toggle(): void {
    const isPlaying = !this.store.state.isPlaying;
    this.store.dispatch({ type: 'playing', isPlaying });
    // After the last file has ended there is none in the player.
    if (isPlaying && !this.#player?.isLoaded) this.#load();
    else this.#player?.setPlaying(isPlaying);
  }

  next(): void {
    const id = nextId(this.store.state);
    if (id !== null) this.play(id);
    else {
      this.store.dispatch({ type: 'over' });
      this.#load();
    }
  }

  setLooped(isLooped: boolean): void {
    this.store.dispatch({ type: 'looped', isLooped });
  }

  /** Whether the files are heard here, too. */
  setMonitored(isMonitored: boolean): void {
    this.#isMonitored = isMonitored;
    this.#player?.setMonitored(isMonitored);
  }

  /** Begins to play, into the stream that is returned. */
  open(context: AudioContext): MediaStream {
    this.close();
    this.#player = new FilePlayer(context, {
      onEnded: () => this.next(),
      onUnreadable: () => {
        this.store.dispatch({ type: 'unreadable', id: this.store.state.currentId! });
        if (this.store.state.currentId === null) this.store.dispatch({ type: 'over' });
        this.#load();
      },
      onProgress: (positionSeconds, durationSeconds) =>
        this.store.dispatch({ type: 'progress', positionSeconds, durationSeconds }),
    });
    this.#player.setMonitored(this.#isMonitored);
    this.store.dispatch({ type: 'open', isOpen: true });
    this.store.dispatch({ type: 'playing', isPlaying: true });
    this.#load();
    return this.#player.stream;
  }

  /** Plays no more; the file that was playing begins again at the next time. May be called twice. */
  close(): void {
    this.#player?.close();
    this.#player = null;
    this.store.dispatch({ type: 'open', isOpen: false });
  }

  get #current(): PlaylistItem | undefined {
    const { items, currentId } = this.store.state;
    return items.find(({ id }) => id === currentId);
  }

  #load(): void {
    if (!this.#player) return;
    const { isPlaying } = this.store.state;
    this.#player.load(isPlaying ? (this.#current?.file ?? null) : null);
    if (isPlaying && this.#current) this.#onTitle(this.#current.metadata);
  }
}

interface FileEvents {
  onEnded(): void;
  onUnreadable(): void;
  onProgress(positionSeconds: number, durationSeconds: number): void;
}

/** An audio element that plays into a stream. */
class FilePlayer {
  readonly stream: MediaStream;
  readonly #audio = new Audio();
  readonly #source: MediaElementAudioSourceNode;
  readonly #monitor: GainNode;
  #url = '';

  constructor(context: AudioContext, { onEnded, onUnreadable, onProgress }: FileEvents) {
    this.#source = new MediaElementAudioSourceNode(context, { mediaElement: this.#audio });
    const sent = new MediaStreamAudioDestinationNode(context);
    this.#monitor = new GainNode(context, { gain: 0 });
    this.#source.connect(sent);
    this.#source.connect(this.#monitor).connect(context.destination);
    this.stream = sent.stream;
    this.#audio.addEventListener('ended', onEnded);
    this.#audio.addEventListener('error', () => {
      if (this.#url) onUnreadable();
    });
    this.#audio.addEventListener('timeupdate', () => {
      const { currentTime, duration } = this.#audio;
      onProgress(currentTime, Number.isFinite(duration) ? duration : 0);
    });
  }

  /** Whether there is a file in it. */
  get isLoaded(): boolean {
    return this.#url !== '';
  }

  /** @param file null for none */
  load(file: File | null): void {
    this.#release();
    if (!file) return;
    this.#url = URL.createObjectURL(file);
    this.#audio.src = this.#url;
    this.setPlaying(true);
  }

  setPlaying(isPlaying: boolean): void {
    // What cannot be played is told of by its own event.
    if (isPlaying) this.#audio.play().catch(() => undefined);
    else this.#audio.pause();
  }

  setMonitored(isMonitored: boolean): void {
    this.#monitor.gain.value = isMonitored ? 1 : 0;
  }

  close(): void {
    this.#release();
    this.#source.disconnect();
    this.#monitor.disconnect();
    for (const track of this.stream.getTracks()) track.stop();
  }

  #release(): void {
    const url = this.#url;
    this.#url = '';
    this.#audio.pause();
    this.#audio.removeAttribute('src');
    if (url) URL.revokeObjectURL(url);
  }
}
