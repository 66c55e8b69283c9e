import type { EncodeFileOptions } from '../node/files/file-encode.js';
import type { RawPcmForm } from '../node/files/raw-pcm.js';

/** The options of `encode`, parsed. */
export interface EncodeCommandOptions {
  /** For every file; `stereo` is left out of files and models that cannot have it. */
  readonly file: Pick<EncodeFileOptions, 'planes' | 'pack' | 'stereo' | 'searchSteps' | 'replace'>;
  /** For standard input: the form of raw PCM, and whether it is raw PCM whatever it starts with. */
  readonly raw: { readonly form: RawPcmForm; readonly isRaw: boolean };
  /** Id or folder. */
  readonly model: string;
  /** Files at a time, each with a model of its own in a thread of its own. */
  readonly jobs: number;
  /** No progress, results and warnings. */
  readonly quiet: boolean;
  /** Results as JSON. */
  readonly json: boolean;
}
