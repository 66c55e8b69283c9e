import { CodecError } from 'latentcast/browser';
import { h, setText } from '../dom.js';
import { icon } from '../icons.js';
import { decimal, t } from '../language.js';
import { duration, explain } from '../words.js';
import type { RehearsalForm } from './rehearsal.js';

/** Length of a test. */
const TEST_SECONDS = 10;
/** Samples that are smaller are silence. */
const SILENCE = 1e-4;

/** What a test records. */
export interface TestSource {
  readonly stream: MediaStream;
  readonly context: AudioContext;
  readonly channels: number;
  /** Releases what was opened for the test. */
  release(): void;
}

/** What the card asks of the page around it. */
export interface TestHandlers {
  /** Opens the source that is chosen; rejects with the reason where it cannot be had. */
  open(): Promise<TestSource>;
  readForm(): RehearsalForm;
  /** The quality in words. */
  quality(): string;
  onTesting(isTesting: boolean): void;
}

/** A test recording before going on the air. */
export interface TestCard {
  readonly node: HTMLElement;
  /** @param isPossible whether the source is free for a test */
  show(isPossible: boolean): void;
  close(): void;
}

/** A card that records ten seconds, and plays what listeners will hear. */
export function testCard({ open, readForm, quality, onTesting }: TestHandlers): TestCard {
  const words = t.broadcast.test;
  let run: AbortController | null = null;
  let enough: AbortController | null = null;
  let urls: string[] = [];
  const label = h('span', {}, words.start);
  const button = h('button', { type: 'button', class: 'record', onclick: () => click() }, icon('record'), label);
  const state = h('p', { class: 'quiet', 'aria-live': 'polite' });
  const left = h('span', { class: 'quiet time' });
  const alert = h('p', { class: 'alert', role: 'alert' });
  const results = h('div', { class: 'results' });
  const node = h(
    'section',
    { class: 'card test', 'aria-labelledby': 'test-title' },
    h('h2', { id: 'test-title' }, words.title),
    h('p', { class: 'quiet' }, words.hint),
    h('div', { class: 'row' }, button, left),
    state,
    alert,
    results,
  );
  const clear = (): void => {
    for (const url of urls) URL.revokeObjectURL(url);
    urls = [];
    results.replaceChildren();
    setText(state, '');
    setText(alert, '');
  };
  const player = (text: string, sound: Blob): HTMLElement => {
    const url = URL.createObjectURL(sound);
    urls.push(url);
    return h('figure', {}, h('figcaption', {}, text), h('audio', { controls: true, src: url, 'aria-label': text }));
  };
  const click = (): void => {
    if (enough) enough.abort();
    else if (!run) void test();
  };
  const test = async (): Promise<void> => {
    const mine = new AbortController();
    const ends = new AbortController();
    [run, enough] = [mine, ends];
    clear();
    onTesting(true);
    let source: TestSource | null = null;
    try {
      const { recordTest, rehearse } = await import('./rehearsal.js');
      source = await open();
      setText(label, words.end);
      const { stream, context, channels } = source;
      mine.signal.addEventListener('abort', () => ends.abort());
      const recorded = await recordTest(stream, context, channels, TEST_SECONDS, ends.signal, (seconds) =>
        setText(left, words.recording(duration(Math.max(0, TEST_SECONDS - seconds)))),
      );
      source.release();
      source = enough = null;
      onTesting(false);
      setText(left, '');
      if (mine.signal.aborted) return;
      if (!recorded.pcm.some((sample) => Math.abs(sample) > SILENCE)) return setText(state, words.silent);
      button.disabled = true;
      setText(state, words.working);
      const form = readForm();
      const { heard, original, payloadKbps } = await rehearse(recorded, form, mine.signal);
      if (mine.signal.aborted) return;
      setText(state, '');
      results.replaceChildren(
        player(words.result(decimal(payloadKbps, 2), quality()), heard),
        player(words.original, original),
      );
    } catch (thrown) {
      if (mine.signal.aborted) return;
      setText(state, '');
      setText(alert, thrown instanceof CodecError ? explain(thrown) : (thrown as Error).message);
    } finally {
      source?.release();
      run = enough = null;
      button.disabled = false;
      setText(left, '');
      setText(label, results.childElementCount > 0 ? words.again : words.start);
      onTesting(false);
    }
  };
  return {
    node,
    show(isPossible) {
      node.hidden = !isPossible;
    },
    close() {
      run?.abort();
      clear();
    },
  };
}
