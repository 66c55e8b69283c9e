import type { AudioBackend } from '../../ports/audio.js';
import { nodeClock } from '../clock.js';
import type { BackendName, BackendPrograms } from './backend.js';
import { processSink } from './process-sink.js';
import { processSource } from './process-source.js';

/** A backend of this package: its name is one that can be asked for. */
export interface NodeAudioBackend extends AudioBackend {
  readonly name: BackendName;
}

/**
 * A backend whose devices each run in a process of their own: a driver that blocks, prints or crashes does so there,
 * and a device that went away is found again by starting the process again.
 */
export const processBackend = (programs: BackendPrograms): NodeAudioBackend => ({
  name: programs.name,
  unusable: () => programs.unusable(),
  devices: () => programs.devices(),
  openSource: (form) => processSource(programs.capture(form), form),
  openSink: (form) => processSink(programs.playback(form), form, nodeClock),
});
