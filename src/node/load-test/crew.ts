import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Deferred } from '../../core/deferred.js';
import { Crowd, type CrowdProgress, type CrowdReport } from './crowd.js';
import type { CrowdPlan } from './plan.js';
import type { WorkerCommand, WorkerEvent } from './worker-protocol.js';

/** A crowd, wherever its process is. */
export interface CrewMember {
  /** Resolves when its process has started. @throws Error when it has ended */
  readonly ready: Promise<void>;
  /**
   * Begins the joins. Resolves when each listener was taken or refused once.
   * @param startMs when the first one is due, on the clock of `monotonicMs`
   * @throws Error when its process has ended
   */
  start(startMs: number): Promise<void>;
  measure(fromMs: number, toMs: number): void;
  stopMeasuring(): void;
  progress(): CrowdProgress;
  finish(lastFrames: readonly (number | null)[], drainMs: number): Promise<CrowdReport>;
  /** Ends its process, if it has one of its own. */
  close(): void;
}

/** The listeners of a plan in this process. */
export function localMember(plan: CrowdPlan): CrewMember {
  const crowd = new Crowd(plan);
  return {
    ready: Promise.resolve(),
    start: (startMs) => crowd.start(startMs),
    measure: (fromMs, toMs) => crowd.measure(fromMs, toMs),
    stopMeasuring: () => crowd.stopMeasuring(),
    progress: () => crowd.progress(),
    finish: (lastFrames, drainMs) => crowd.finish(lastFrames, drainMs),
    close: () => {},
  };
}

/** The listeners of a plan in a process of their own. */
export function forkedMember(plan: CrowdPlan): CrewMember {
  const child = fork(fileURLToPath(new URL('./worker.js', import.meta.url)), { execArgv: [] });
  const ready = new Deferred();
  const settled = new Deferred();
  const report = new Deferred<CrowdReport>();
  let progress: CrowdProgress = { ...NOTHING, listeners: plan.seats.length };
  child.on('message', (event: WorkerEvent) => {
    if (event.type === 'ready') ready.resolve();
    else if (event.type === 'report') report.resolve(event.report);
    else progress = event.progress;
    if (event.type === 'settled') settled.resolve();
  });
  child.on('error', (error) => fail(error));
  child.on('exit', (code, signal) => fail(new Error(`a process of the load test ended (${signal ?? `code ${code}`})`)));
  const fail = (error: Error): void => {
    ready.reject(error);
    settled.reject(error);
    report.reject(error);
  };
  return {
    ready: ready.promise,
    start: (startMs) => {
      tell(child, { type: 'start', plan, startMs });
      return settled.promise;
    },
    measure: (fromMs, toMs) => tell(child, { type: 'measure', fromMs, toMs }),
    stopMeasuring: () => tell(child, { type: 'stopMeasuring' }),
    progress: () => progress,
    finish: (lastFrames, drainMs) => {
      tell(child, { type: 'finish', lastFrames, drainMs });
      return report.promise;
    },
    close: () => {
      if (child.connected) child.disconnect();
    },
  };
}

const NOTHING: CrowdProgress = {
  listeners: 0,
  present: 0,
  refused: 0,
  evicted: 0,
  lost: 0,
  gapFrames: 0,
  messages: 0,
};

function tell(child: ChildProcess, command: WorkerCommand): void {
  if (child.connected) child.send(command);
}
