import type { ErrorCode } from '../../core/errors.js';
import type { Direction, ModelInfo } from '../../ports/model.js';

/** Data that the worker is started with. */
export interface ModelWorkerStart {
  readonly name: string | undefined;
  readonly roots: readonly string[];
  /** Sound waits for the model: its thread asks the system to run it before ordinary ones. */
  readonly isLive?: boolean;
  readonly directions: readonly Direction[];
}

/** To the worker. Audio and latents lie in the state's shared buffers, never in a message. */
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
  | { readonly op: 'close' };

/** From the worker. */
export type ModelWorkerReply =
  | { readonly op: 'ready'; readonly info: ModelInfo; readonly dir: string }
  | { readonly op: 'failed'; readonly id: number | null; readonly code: ErrorCode | null; readonly message: string }
  | { readonly op: 'done'; readonly id: number; readonly length: number; readonly computeMs: number };
