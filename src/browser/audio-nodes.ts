import { CodecError } from '../core/errors.js';
import { type ScriptName, scriptUrl } from './code.js';
import { PcmRing } from './pcm-ring.js';
import { canShareMemory } from './support.js';
import type { AudioLink } from './worker/messages.js';
import {
  CAPTURE_PROCESSOR,
  type CaptureOptions,
  PLAYBACK_PROCESSOR,
  type PlaybackOptions,
} from './worklet/messages.js';

/** An audio worklet's node whose audio goes to or comes from the codec's worker. */
export interface LinkedNode {
  readonly node: AudioWorkletNode;
  /** The worker's end of the link. For one worker: one that replaces it after a crash needs a new link. */
  makeLink(): { link: AudioLink; transfer: Transferable[] };
}

/** Audio that fits between a worklet and the worker. */
const RING_SECONDS = 4;

/**
 * A worklet node that plays what a worker writes to its link.
 *
 * @throws CodecError DEVICE when the context cannot run worklets
 */
export async function createPlaybackNode(
  context: BaseAudioContext,
  channels: number,
  script?: string,
): Promise<LinkedNode> {
  await addModule(context, 'playback', script);
  const ring = makeRing(context, channels);
  const processorOptions: PlaybackOptions = {
    buffer: sharedMemory(ring),
    channels,
    capacitySamples: RING_SECONDS * Math.ceil(context.sampleRate),
  };
  const node = new AudioWorkletNode(context, PLAYBACK_PROCESSOR, {
    numberOfInputs: 0,
    numberOfOutputs: 1,
    outputChannelCount: [channels],
    processorOptions,
  });
  return linked(node, ring);
}

/**
 * A worklet node that passes what it is connected to on to a worker.
 *
 * @throws CodecError DEVICE when the context cannot run worklets
 */
export async function createCaptureNode(
  context: BaseAudioContext,
  channels: number,
  script?: string,
): Promise<LinkedNode> {
  await addModule(context, 'capture', script);
  const ring = makeRing(context, channels);
  const processorOptions: CaptureOptions = { buffer: sharedMemory(ring), channels };
  const node = new AudioWorkletNode(context, CAPTURE_PROCESSOR, {
    numberOfInputs: 1,
    numberOfOutputs: 1,
    outputChannelCount: [1],
    channelCount: channels,
    channelCountMode: 'explicit',
    processorOptions,
  });
  return linked(node, ring);
}

/** The ring between worklet and worker; null where memory cannot be shared, and messages carry the audio. */
const makeRing = (context: BaseAudioContext, channels: number): PcmRing | null =>
  canShareMemory() ? PcmRing.allocate(RING_SECONDS * context.sampleRate, channels, true) : null;

const sharedMemory = (ring: PcmRing | null): SharedArrayBuffer | null =>
  ring ? (ring.buffer as SharedArrayBuffer) : null;

function linked(node: AudioWorkletNode, ring: PcmRing | null): LinkedNode {
  return {
    node,
    makeLink() {
      const buffer = sharedMemory(ring);
      if (buffer) return { link: { buffer }, transfer: [] };
      const { port1, port2 } = new MessageChannel();
      node.port.postMessage({ type: 'port', port: port1 }, [port1]);
      return { link: { port: port2 }, transfer: [port2] };
    },
  };
}

/** Worklet scripts that each context has loaded or is loading. */
const added = new WeakMap<BaseAudioContext, Map<ScriptName, Promise<void>>>();

function addModule(context: BaseAudioContext, name: ScriptName, override?: string): Promise<void> {
  const modules = added.get(context) ?? new Map<ScriptName, Promise<void>>();
  added.set(context, modules);
  let module = modules.get(name);
  if (!module) {
    module = context.audioWorklet.addModule(scriptUrl(name, override)).catch((cause: Error) => {
      const policy = override === undefined ? '; a Content-Security-Policy must allow script-src blob:' : '';
      throw new CodecError('DEVICE', `the browser cannot run the ${name} worklet: ${cause.message}${policy}`, {
        cause,
      });
    });
    modules.set(name, module);
  }
  return module;
}
