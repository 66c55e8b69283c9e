import { type CodecError, CodecModel } from 'latentcast/browser';
import { h, setText } from './dom.js';
import { t } from './language.js';
import { relayUrl } from './relay-url.js';
import { megabytes } from './words.js';

/** What a model is loaded for. */
export type ModelDirection = 'encode' | 'decode';
/** Which of its graphs runs: `low` looks less far ahead. */
export type Delay = 'normal' | 'low';

const models = new Map<ModelDirection, { readonly model: CodecModel; readonly delay: Delay }>();
/** Chosen where the browser has no storage. */
const chosen = new Map<ModelDirection, Delay>();
const keyOf = (direction: ModelDirection): string => `latentcast-delay-${direction}`;

/** The delay that the user has chosen here. */
export function delayOf(direction: ModelDirection): Delay {
  try {
    return localStorage.getItem(keyOf(direction)) === 'low' ? 'low' : 'normal';
  } catch {
    return chosen.get(direction) ?? 'normal';
  }
}

/** Remembers it. */
export function keepDelay(direction: ModelDirection, delay: Delay): void {
  chosen.set(direction, delay);
  try {
    localStorage.setItem(keyOf(direction), delay);
  } catch {
    // Without storage it holds for this time.
  }
}

/** Forgets a choice of low delay that this server's model may no longer have. @returns whether there was one */
export function dropLowDelay(direction: ModelDirection, error: CodecError): boolean {
  if (!error.code.startsWith('MODEL_') || delayOf(direction) === 'normal') return false;
  keepDelay(direction, 'normal');
  return true;
}

/** Loads this server's model beside the one that is used. */
export const loadBeside = (direction: ModelDirection, delay: Delay): CodecModel =>
  new CodecModel({ url: relayUrl('models/default/'), direction, delay });

/** Uses a model from now on. @returns the one before it, to be closed when nothing uses it any more */
export function adoptModel(direction: ModelDirection, delay: Delay, model: CodecModel): CodecModel | undefined {
  const old = models.get(direction)?.model;
  models.set(direction, { model, delay });
  return old;
}

/** This server's model, loaded once for the page; after a failure, or with another delay, it is loaded again. */
export function serverModel(direction: ModelDirection, delay: Delay = 'normal'): CodecModel {
  const present = models.get(direction);
  if (present && present.delay === delay && !present.model.failure) return present.model;
  const model = loadBeside(direction, delay);
  adoptModel(direction, delay, model)?.close();
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
