import { CodecModel } from 'latentcast/browser';
import { h, setText } from './dom.js';
import { t } from './language.js';
import { relayUrl } from './relay-url.js';
import { megabytes } from './words.js';

const models = new Map<'encode' | 'decode', CodecModel>();

/** This server's model, loaded once for the page; after a failure it is loaded again. */
export function serverModel(direction: 'encode' | 'decode'): CodecModel {
  let model = models.get(direction);
  if (!model || model.failure) {
    model = new CodecModel({ url: relayUrl('models/default/'), direction });
    models.set(direction, model);
  }
  return model;
}

/** Whether the model may be loaded before a click: not for users who have asked their browser to save data. */
export const mayPreload = (): boolean => !(navigator as { connection?: { saveData?: boolean } }).connection?.saveData;

/** Time after which a load is shown; most end earlier. */
const SHOWN_AFTER_MS = 600;

/** A progress bar that is shown only while the model is loading. */
export interface LoadingBar {
  readonly node: HTMLElement;
  /** Shows the progress of a model, until it has loaded or failed or the signal aborts. */
  watch(model: CodecModel, signal: AbortSignal): void;
}

/** A bar that is hidden until it watches a model. */
export function loadingBar(): LoadingBar {
  const text = h('label', { for: 'load' }, t.model.name);
  const bar = h('progress', { id: 'load', max: 1 });
  const node = h('div', { class: 'load' }, text, bar);
  node.hidden = true;
  return {
    node,
    watch(model, signal) {
      node.hidden = true;
      if (model.loaded) return;
      const show = (value: number, words: string): void => {
        bar.value = value;
        setText(text, words);
      };
      show(0, t.model.looking);
      // A short load needs no bar. The bar has no animation: that would slow down the load that it waits for.
      const later = setTimeout(() => (node.hidden = false), SHOWN_AFTER_MS);
      const over = (): void => {
        clearTimeout(later);
        node.hidden = true;
      };
      signal.addEventListener('abort', over, { once: true });
      model.on(
        'progress',
        ({ loadedBytes, totalBytes }) =>
          show(loadedBytes / totalBytes, t.model.progress(megabytes(loadedBytes), megabytes(totalBytes))),
        { signal },
      );
      model.on('starting', () => show(1, t.model.starting), { signal });
      model.on('loaded', over, { signal });
      model.on('failed', over, { signal });
    },
  };
}
