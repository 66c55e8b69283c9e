import type { CrowdProgress, CrowdReport } from './crowd.js';
import type { CrowdPlan } from './plan.js';

/** What the command tells a worker process. */
export type WorkerCommand =
  | { readonly type: 'start'; readonly plan: CrowdPlan; readonly startMs: number }
  | { readonly type: 'measure'; readonly fromMs: number; readonly toMs: number }
  | { readonly type: 'stopMeasuring' }
  | { readonly type: 'finish'; readonly lastFrames: readonly (number | null)[]; readonly drainMs: number };

/** What a worker process tells the command; `progress` comes twice a second. */
export type WorkerEvent =
  | { readonly type: 'ready' }
  | { readonly type: 'settled'; readonly progress: CrowdProgress }
  | { readonly type: 'progress'; readonly progress: CrowdProgress }
  | { readonly type: 'report'; readonly report: CrowdReport };
