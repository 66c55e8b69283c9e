/** A place in a text, both from 1. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}

/** Steps from the root of a configuration to a value. */
export type ConfigPath = readonly (string | number)[];

/** What the file states at a path. */
export interface SourceEntry {
  /** Of the key; of the value where it is in a list. */
  readonly keyPosition: SourcePosition;
  readonly valuePosition: SourcePosition;
  /** The text as it stands in the file, in one line and cut; undefined for a section or a list. */
  readonly source: string | undefined;
  /** Whether it is taken from the environment or from another file: only `source` may be shown. */
  readonly isReference: boolean;
}

/** `access.keys[0].hash`; keys that are no plain word are quoted. */
export function pathText(path: ConfigPath): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[A-Za-z_$][\w$-]*$/.test(step)) text += text === '' ? step : `.${step}`;
    else text += `[${JSON.stringify(step).slice(0, 60)}]`;
  }
  return text;
}

/** What stands where in a file, by path. */
export class SourceMap {
  #entries = new Map<string, SourceEntry>();
  #locate = (path: ConfigPath): ConfigPath => path;

  /** The same for the paths of a part of the configuration. @param locate turns such a path into that of the whole */
  forPart(locate: (path: ConfigPath) => ConfigPath): SourceMap {
    const view = new SourceMap();
    view.#entries = this.#entries;
    view.#locate = locate;
    return view;
  }

  /** The path in the whole configuration. */
  locate(path: ConfigPath): ConfigPath {
    return this.#locate(path);
  }

  set(path: ConfigPath, entry: SourceEntry): void {
    this.#entries.set(JSON.stringify(path), entry);
  }

  get(path: ConfigPath): SourceEntry | undefined {
    return this.#entries.get(JSON.stringify(this.#locate(path)));
  }

  /** The entry at a path, or of the nearest section around it that the file states. */
  nearest(path: ConfigPath): SourceEntry | undefined {
    for (let length = path.length; length >= 0; length--) {
      const entry = this.get(path.slice(0, length));
      if (entry) return entry;
    }
    return undefined;
  }
}
