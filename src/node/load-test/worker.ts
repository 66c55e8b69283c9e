import { Crowd } from './crowd.js';
import type { WorkerCommand, WorkerEvent } from './worker-protocol.js';

/** A process of a load test: holds a share of the listeners, so that one core is not their limit. */
const PROGRESS_MS = 500;

let crowd: Crowd | null = null;
let progress: NodeJS.Timeout | undefined;

const tell = (event: WorkerEvent): void => void process.send?.(event);

// The command decides when a test ends; a terminal sends its interrupt to all processes.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
process.on('disconnect', () => process.exit(0));

process.on('message', (command: WorkerCommand) => {
  switch (command.type) {
    case 'start': {
      const started = new Crowd(command.plan);
      crowd = started;
      void started.start(command.startMs).then(() => tell({ type: 'settled', progress: started.progress() }));
      progress = setInterval(() => tell({ type: 'progress', progress: started.progress() }), PROGRESS_MS);
      return;
    }
    case 'measure':
      crowd?.measure(command.fromMs, command.toMs);
      return;
    case 'stopMeasuring':
      crowd?.stopMeasuring();
      return;
    case 'finish':
      clearInterval(progress);
      void crowd?.finish(command.lastFrames, command.drainMs).then((report) => tell({ type: 'report', report }));
  }
});

tell({ type: 'ready' });
