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

/** Audio between a worklet and the codec's worker. */
export interface LinkedNode {
  readonly node: AudioWorkletNode;
  /** For one worker; a new one, after a crash, needs a new link. */
  makeLink(): { link: AudioLink; transfer: Transferable[] };
}

const PLAYBACK_SECONDS = 4;
const CAPTURE_SECONDS = 4;

/** @throws CodecError DEVICE when the context cannot run worklets */
export async function createPlaybackNode(
  context: BaseAudioContext,
  channels: number,
  script?: string,
): Promise<LinkedNode> {
  await addModule(context, 'playback', script);
  const ring = canShareMemory() ? PcmRing.allocate(PLAYBACK_SECONDS * context.sampleRate, channels, true) : null;
  const processorOptions: PlaybackOptions = {
    buffer: ring ? (ring.buffer as SharedArrayBuffer) : null,
    channels,
    capacityFrames: PLAYBACK_SECONDS * Math.ceil(context.sampleRate),
  };
  const node = new AudioWorkletNode(context, PLAYBACK_PROCESSOR, {
    numberOfInputs: 0,
    numberOfOutputs: 1,
    outputChannelCount: [channels],
    processorOptions,
  });
  return linked(node, ring);
}

/** @throws CodecError DEVICE when the context cannot run worklets */
export async function createCaptureNode(
  context: BaseAudioContext,
  channels: number,
  script?: string,
): Promise<LinkedNode> {
  await addModule(context, 'capture', script);
  const ring = canShareMemory() ? PcmRing.allocate(CAPTURE_SECONDS * context.sampleRate, channels, true) : null;
  const processorOptions: CaptureOptions = { buffer: ring ? (ring.buffer as SharedArrayBuffer) : null, channels };
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

function linked(node: AudioWorkletNode, ring: PcmRing | null): LinkedNode {
  return {
    node,
    makeLink() {
      if (ring) return { link: { buffer: ring.buffer as SharedArrayBuffer }, transfer: [] };
      const { port1, port2 } = new MessageChannel();
      node.port.postMessage({ type: 'port', port: port1 }, [port1]);
      return { link: { port: port2 }, transfer: [port2] };
    },
  };
}

const added = new WeakMap<BaseAudioContext, Map<ScriptName, Promise<void>>>();

function addModule(context: BaseAudioContext, name: ScriptName, override?: string): Promise<void> {
  const modules = added.get(context) ?? new Map<ScriptName, Promise<void>>();
  added.set(context, modules);
  let module = modules.get(name);
  if (!module) {
    module = context.audioWorklet.addModule(scriptUrl(name, override)).catch((cause: Error) => {
      throw new CodecError('DEVICE', `the browser cannot run the ${name} worklet: ${cause.message}`, { cause });
    });
    modules.set(name, module);
  }
  return module;
}
