/**
 * The scripts that run off the page, each one self-contained, as text: a blob URL made of it works with every bundler
 * without configuration. `scripts/build-browser.mjs` fills in this module's compiled twin; the sources are
 * `worker/main.ts`, `worklet/playback.ts` and `worklet/capture.ts`.
 */
export const CODE: Readonly<Record<ScriptName, string>> = { worker: '', playback: '', capture: '' };

/** Name of such a script. */
export type ScriptName = 'worker' | 'playback' | 'capture';

const urls = new Map<ScriptName, string>();

/**
 * URL of a script: `override` where the page's content security policy forbids blob URLs (the same files lie in
 * `dist/browser/scripts/`), else a blob.
 */
export function scriptUrl(name: ScriptName, override?: string): string {
  if (override !== undefined) return override;
  if (CODE[name] === '') throw new Error(`the ${name} script is not built: run npm run build`);
  let url = urls.get(name);
  if (url === undefined) {
    // A page without an origin (opened as a file, or in a sandbox) may not load them from a blob, but from their text.
    url =
      self.origin === 'null'
        ? `data:text/javascript,${encodeURIComponent(CODE[name])}`
        : URL.createObjectURL(new Blob([CODE[name]], { type: 'text/javascript' }));
    urls.set(name, url);
  }
  return url;
}
