import type { ErrorCode } from '../../core/errors.js';
import type { ModelDelay } from '../../core/latent/low-delay.js';
import type { Direction, LatentDistance, LatentTrial, ModelInfo } from '../../ports/model.js';

/** What a model's thread is started with. */
export interface ModelWorkerStart {
  /** Folder, folder name or id; undefined: the package's default model. */
  readonly name: string | undefined;
  /** Folders to search. */
  readonly roots: readonly string[];
  /** Whether live sound waits for the model: the thread then asks for a higher priority. */
  readonly isLive?: boolean;
  /** Which of the model's graphs are run. @default 'normal' */
  readonly delay?: ModelDelay;
  /** Graphs to load at the start. */
  readonly directions: readonly Direction[];
}

/** To a model's thread. Audio and latents lie in the state's shared buffers, but for the trials of a search, which are copied. */
export type ModelWorkerRequest =
  | {
      readonly op: 'state';
      readonly state: number;
      readonly direction: Direction;
      readonly input: SharedArrayBuffer;
      readonly output: SharedArrayBuffer;
    }
  | { readonly op: 'reset'; readonly state: number }
  | {
      readonly op: 'run';
      readonly id: number;
      readonly state: number;
      readonly frames: number;
      readonly firstFrame: number;
    }
  | { readonly op: 'measure'; readonly id: number; readonly trial: LatentTrial }
  | { readonly op: 'close' };

/** From a model's thread; `failed` with id null: the model could not be loaded. */
export type ModelWorkerReply =
  | { readonly op: 'ready'; readonly info: ModelInfo; readonly dir: string }
  | { readonly op: 'failed'; readonly id: number | null; readonly code: ErrorCode | null; readonly message: string }
  | { readonly op: 'measured'; readonly id: number; readonly distance: LatentDistance }
  | { readonly op: 'done'; readonly id: number; readonly length: number; readonly computeMs: number };
