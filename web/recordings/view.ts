import { badge, h, setText } from '../dom.js';
import { icon, setIcon } from '../icons.js';
import { counted, dateAndTime, t } from '../language.js';
import { duration, explain, fileSize, plain } from '../words.js';
import { fetchRecordings, fileName, type Recording, recordingUrl, saveWithToken } from './api.js';
import { type RecordingParts, RecordingPlayer } from './player.js';
import { canPause, describePlayed, type PlayedState, titleAt, titleText } from './state.js';

/** Recordings that are shown before more are asked for. */
const SHOWN = 10;
const REFRESH_MS = 20_000;

/** The recordings of a channel in its page. */
export interface RecordingsView {
  readonly node: HTMLElement;
  readonly player: Pick<RecordingPlayer, 'stop' | 'updateGain'>;
  /** Asks the relay for its list now. */
  refresh(): Promise<void>;
  close(): void;
}

/** A section that is hidden while the channel has no recordings. */
export function recordingsView(channel: string, parts: RecordingParts): RecordingsView {
  const player = new RecordingPlayer(channel, parts);
  const list = h('ul', { class: 'channels', 'aria-labelledby': 'recordings' });
  const more = h('button', { type: 'button', onclick: () => showMore() }, t.recordings.older);
  const node = h('section', { class: 'gap' }, h('h2', { id: 'recordings' }, t.recordings.title), list, more);
  node.hidden = more.hidden = true;
  const rows = new Map<string, Row>();
  let all: readonly Recording[] = [];
  let shown = SHOWN;
  const render = (): void => {
    node.hidden = all.length === 0;
    more.hidden = all.length <= shown;
    const visible = all.slice(0, shown).map((recording) => {
      const row = rows.get(recording.id) ?? recordingRow(channel, recording, player);
      row.update(recording);
      rows.set(recording.id, row);
      return row.node;
    });
    // The nodes stay where nothing has changed: a button keeps its focus.
    if (visible.some((row, i) => list.children[i] !== row) || list.children.length !== visible.length)
      list.replaceChildren(...visible);
    show(player.store.state);
  };
  const showMore = (): void => {
    shown += 50;
    render();
  };
  const show = (state: PlayedState): void => {
    for (const [id, row] of rows) row.show(state.recording?.id === id ? state : null);
  };
  const refresh = async (): Promise<void> => {
    // One that fails is followed by the next: what is shown stays.
    all = await fetchRecordings(channel).catch(() => all);
    render();
  };
  const unsubscribe = player.store.subscribe(show);
  void refresh();
  const timer = setInterval(() => {
    if (document.visibilityState === 'visible') void refresh();
  }, REFRESH_MS);
  return {
    node,
    player,
    refresh,
    close() {
      clearInterval(timer);
      unsubscribe();
      player.close();
    },
  };
}

interface Row {
  readonly node: HTMLElement;
  /** Takes over what the relay states of it now. */
  update(recording: Recording): void;
  /** @param state null while another one is played, or none */
  show(state: PlayedState | null): void;
}

function recordingRow(channel: string, first: Recording, player: RecordingPlayer): Row {
  let recording = first;
  const started = dateAndTime(first.startedAt);
  const status = badge();
  const form = h('span', { class: 'quiet' });
  const now = h('p', { class: 'quiet clamp', dir: 'auto' });
  const alert = h('p', { class: 'alert', role: 'alert' });
  const failure = h('p', { class: 'alert', role: 'alert' });
  const time = h('span', { class: 'time' });
  const play = h(
    'button',
    { type: 'button', class: 'round main', onclick: () => player.toggle(recording) },
    icon('play'),
  );
  const download = h(
    'a',
    {
      href: recordingUrl(channel, first),
      download: fileName(first),
      class: 'button round',
      title: t.recordings.download,
      'aria-label': t.recordings.downloadOf(started),
      onclick: (event: MouseEvent) => {
        // A link cannot send a token.
        const saving = saveWithToken(channel, recording);
        if (!saving) return;
        event.preventDefault();
        saving.then(
          () => setText(failure, ''),
          (error: Error) => setText(failure, error.message),
        );
      },
    },
    icon('download'),
  );
  let isDragging = false;
  const position = h('input', {
    type: 'range',
    min: 0,
    step: 1,
    'aria-label': t.recordings.position(started),
    oninput: () => {
      isDragging = true;
      showTime(Number(position.value), Number(position.max));
    },
    onchange: () => {
      isDragging = false;
      player.seek(Number(position.value));
    },
  });
  const showTime = (seconds: number, total: number): void => {
    const text = t.recordings.timeOf(duration(seconds), duration(total));
    setText(time, text);
    position.setAttribute('aria-valuetext', text);
  };
  const bar = h('div', { class: 'controls' }, h('div', { class: 'volume' }, position, time), status.node);
  const titles = h('ol', { class: 'titles' });
  const count = h('summary', {});
  const details = h('details', {}, count, titles);
  const node = h(
    'li',
    { class: 'card recording' },
    h(
      'div',
      { class: 'headline' },
      h('div', { class: 'row' }, play, h('span', { class: 'what' }, h('strong', {}, started), form)),
      download,
    ),
    now,
    bar,
    alert,
    failure,
    details,
  );
  let listed = '';
  return {
    node,
    update(latest) {
      recording = latest;
      const { durationSeconds, bytes, isComplete, titles: played } = latest;
      const end = isComplete ? '' : ` · ${t.recordings.unfinished}`;
      setText(form, `${duration(durationSeconds)} · ${fileSize(bytes)}${end}`);
      const text = JSON.stringify(played);
      if (text === listed) return;
      listed = text;
      const named = played.filter((title) => titleText(title) !== '');
      details.hidden = named.length < 2;
      setText(count, counted(t.recordings.titles, named.length));
      titles.replaceChildren(
        ...named.map((title) =>
          h(
            'li',
            {},
            h(
              'button',
              { type: 'button', class: 'plain', onclick: () => player.play(recording, title.atSeconds) },
              h('span', { class: 'time' }, duration(title.atSeconds)),
              ' ',
              h('bdi', {}, plain(titleText(title))),
            ),
          ),
        ),
      );
    },
    show(state) {
      const isPausing = state !== null && canPause(state);
      setIcon(play, isPausing ? 'pause' : 'play');
      play.title = isPausing ? t.recordings.pauseOf(started) : t.recordings.playOf(started);
      play.setAttribute('aria-label', play.title);
      const isActive = state !== null && state.status !== 'idle' && state.status !== 'failed';
      bar.hidden = !isActive;
      const { positionSeconds } = state?.progress ?? { positionSeconds: 0 };
      setText(now, plain(titleText(titleAt(recording, positionSeconds) ?? recording.titles[0] ?? {})));
      now.hidden = now.textContent === '';
      setText(alert, state?.error ? explain(state.error) : '');
      if (!state || !isActive) return;
      status.set(describePlayed(state), state.why);
      const total = Math.max(state.progress.durationSeconds, recording.durationSeconds);
      position.max = String(Math.ceil(total));
      if (isDragging) return;
      position.value = String(Math.round(positionSeconds));
      showTime(positionSeconds, total);
    },
  };
}
