import type { BrowserListener } from 'latentcast/browser';
import { h, setText } from '../dom.js';
import { icon } from '../icons.js';
import { t } from '../language.js';
import { duration, fileSize } from '../words.js';
import type { Recorder, RecordFormat } from './recorder.js';

const TICK_MS = 500;

/** Where what is played is recorded and saved. */
export interface RecordControl {
  readonly node: HTMLElement;
  /** Whether something is being recorded. */
  readonly isOn: boolean;
  /** @param listener that plays; null: there is nothing to record, and what was recorded is saved */
  show(listener: BrowserListener | null): void;
  /** Saves what was recorded so far. */
  close(): void;
}

/** Name of a file: the channel and the time. */
export const recordingName = (channel: string, at: Date, format: RecordFormat): string =>
  `${channel} ${at.toISOString().slice(0, 19).replace('T', ' ').replaceAll(':', '.')}.${format}`;

/** @param channel names the file */
export function recordControl(channel: string): RecordControl {
  let listener: BrowserListener | null = null;
  let recorder: Recorder | null = null;
  let isStarting = false;
  let name = '';
  let timer: ReturnType<typeof setInterval> | undefined;
  const form = h(
    'select',
    { id: 'record-as', 'aria-label': t.listen.recordAs },
    h('option', { value: 'lc' }, t.listen.recordLc),
    h('option', { value: 'wav' }, t.listen.recordWav),
  );
  const label = h('span', {}, t.listen.record);
  const button = h('button', { type: 'button', class: 'record', onclick: () => void toggle() }, icon('record'), label);
  const state = h('span', { class: 'badge time', 'data-tone': 'record' });
  state.hidden = true;
  const said = h('span', { class: 'quiet', 'aria-live': 'polite' });
  const node = h('div', { class: 'recorder' }, button, form, state, said);
  node.hidden = true;
  const toggle = async (): Promise<void> => {
    if (recorder) return save(recorder);
    if (!listener || isStarting) return;
    isStarting = true;
    const format = form.value as RecordFormat;
    setText(said, '');
    try {
      const { startRecorder } = await import('./recorder.js');
      if (!listener) return;
      recorder = await startRecorder(format, listener);
      name = recordingName(channel, new Date(), format);
      timer = setInterval(look, TICK_MS);
      look();
    } catch (error) {
      setText(said, t.listen.recordFailed((error as Error).message));
    } finally {
      isStarting = false;
      render();
    }
  };
  const look = (): void => {
    if (!recorder) return;
    setText(state, t.listen.recording(duration(recorder.seconds), fileSize(recorder.bytes)));
    if (recorder.isFull) void save(recorder, t.listen.recordLimit);
  };
  const save = async (ended: Recorder, why?: string): Promise<void> => {
    recorder = null;
    clearInterval(timer);
    setText(state, '');
    render();
    const blob = await ended.finish();
    if (!blob) return setText(said, t.listen.recordedNothing);
    const url = URL.createObjectURL(blob);
    h('a', { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
    setText(said, why ?? t.listen.recorded(name));
  };
  const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
  const render = (): void => {
    // A tab that is closed loses what was not saved: the browser asks first.
    if (recorder) addEventListener('beforeunload', warn);
    else removeEventListener('beforeunload', warn);
    node.hidden = listener === null && said.textContent === '' && recorder === null;
    button.setAttribute('aria-pressed', String(recorder !== null));
    button.hidden = listener === null && recorder === null;
    state.hidden = recorder === null;
    form.hidden = recorder !== null || listener === null;
    setText(label, recorder ? t.listen.recordSave : t.listen.record);
  };
  return {
    node,
    get isOn() {
      return recorder !== null;
    },
    show(next) {
      if (next === listener) return;
      listener = next;
      if (recorder) void save(recorder);
      render();
    },
    close() {
      if (recorder) void save(recorder);
    },
  };
}
