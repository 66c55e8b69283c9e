import { CodecModel } from 'latentcast/browser';
import { h, setText } from './dom.js';
import { megabytes } from './words.js';

const models = new Map<'encode' | 'decode', CodecModel>();

/** This server's model, loaded once for the page; one that has failed is loaded again. */
export function serverModel(direction: 'encode' | 'decode'): CodecModel {
  let model = models.get(direction);
  if (!model || model.failure) {
    model = new CodecModel({ url: new URL('models/default/', location.origin).href, direction });
    models.set(direction, model);
  }
  return model;
}

/** People who save data are asked before megabytes are fetched: the model is then loaded with the first click. */
export const mayPreload = (): boolean => !(navigator as { connection?: { saveData?: boolean } }).connection?.saveData;

/** A progress bar that is there only while the model is loading. */
export function loadingBar(): { node: HTMLElement; watch(model: CodecModel, signal: AbortSignal): void } {
  const text = h('label', { for: 'load' }, 'Model');
  const bar = h('progress', { id: 'load', max: 1 });
  const node = h('div', { class: 'load' }, text, bar);
  node.hidden = true;
  return {
    node,
    watch(model, signal) {
      node.hidden = model.loaded !== null;
      bar.removeAttribute('value');
      setText(text, 'Looking for the model');
      model.on(
        'progress',
        ({ loadedBytes, totalBytes }) => {
          node.hidden = false;
          bar.value = loadedBytes / totalBytes;
          setText(text, `Model: ${megabytes(loadedBytes)} of ${megabytes(totalBytes)}, kept for the next time`);
        },
        { signal },
      );
      model.on(
        'starting',
        () => {
          bar.removeAttribute('value');
          setText(text, 'Starting the model on this device');
        },
        { signal },
      );
      model.on('loaded', () => (node.hidden = true), { signal });
      model.on('failed', () => (node.hidden = true), { signal });
    },
  };
}
