import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { PRESETS } from '../../src/core/latent/presets.js';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));
const files = (readdirSync(SRC, { recursive: true }) as string[])
  .map((name) => name.split(path.sep).join('/'))
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
  .sort();

/**
 * TEMPORARY: what has no docblock yet, by file: `Name` of an export, `NameOptions.member` of an options object. Empty
 * it folder by folder; nothing may be added.
 */
const TO_BE_WRITTEN: Readonly<Record<string, readonly string[]>> = {
  'cli/bench/relay.ts': ['RelayBenchOptions', 'RelayBenchResult', 'FanOut'],
  'cli/commands/encode-many.ts': [
    'EncodeManyOptions',
    'EncodeManyOptions.bits',
    'EncodeManyOptions.pack',
    'EncodeManyOptions.stereo',
    'EncodeManyOptions.model',
    'EncodeManyOptions.json',
  ],
  'cli/context.ts': ['printJson'],
  'cli/demo/round-trip.ts': [
    'RoundTripOptions',
    'RoundTripOptions.model',
    'RoundTripOptions.relay',
    'RoundTripOptions.channel',
    'RoundTripOptions.source',
    'RoundTripOptions.preset',
    'RoundTripOptions.signal',
    'RoundTripOptions.onProgress',
    'RoundTripResult',
  ],
  'cli/format.ts': ['formatBytes', 'formatMs', 'formatHz', 'formatCount', 'formatDb'],
  'cli/interrupt.ts': ['INTERRUPTED'],
  'cli/live/listen-live.ts': [
    'ListenLiveOptions',
    'ListenLiveOptions.planes',
    'ListenLiveOptions.seconds',
    'ListenLiveOptions.model',
    'ListenLiveResult',
  ],
  'cli/live/options.ts': [
    'DeviceOptions.device',
    'DeviceOptions.audioBackend',
    'DeviceOptions.deviceLatency',
    'DeviceOptions.quiet',
    'DeviceOptions.jsonLines',
  ],
  'cli/live/push-to-talk.ts': ['PushToTalk'],
  'cli/live/send-live.ts': [
    'SendLiveOptions',
    'SendLiveOptions.rate',
    'SendLiveOptions.channels',
    'SendLiveOptions.preset',
    'SendLiveOptions.frames',
    'SendLiveOptions.bits',
    'SendLiveOptions.stereo',
    'SendLiveOptions.model',
    'SendLiveOptions.title',
    'SendLiveOptions.artist',
    'SendLiveOptions.gate',
    'SendLiveOptions.agc',
    'SendLiveOptions.pushToTalk',
    'SendLiveResult',
  ],
  'cli/options.ts': [
    'modelOption',
    'presetOption',
    'planesOption',
    'stereoOption',
    'jsonOption',
    'RawPcmOptions.rate',
    'RawPcmOptions.channels',
    'RawPcmOptions.format',
    'rawPcmOptions',
  ],
  'cli/program.ts': ['EXIT'],
  'cli/progress.ts': ['Progress', 'ProgressOptions', 'ProgressOptions.label'],
  'cli/status-line.ts': ['StatusOptions', 'StatusLine'],
  'cli/table.ts': ['TableOptions'],
  'codec/decoder.ts': ['DecoderOptions', 'DecoderStats'],
  'codec/encoder.ts': ['EncoderOptions', 'EncoderStats'],
  'core/dsp/concealment.ts': ['FaderOptions'],
  'core/dsp/gain-control.ts': ['GainControlOptions', 'GainControlOptions.sampleRateHz', 'GainControlOptions.channels'],
  'core/dsp/level-meter.ts': ['Level', 'toDb', 'fromDb'],
  'core/dsp/pcm.ts': ['EncodePcmOptions'],
  'core/dsp/resampler.ts': ['ResamplerOptions', 'RESAMPLER_RATES_HZ'],
  'core/dsp/spectrum.ts': ['hzToMel', 'melToHz'],
  'core/dsp/voice-activity.ts': [
    'VoiceActivityOptions',
    'VoiceActivityOptions.sampleRateHz',
    'VoiceActivityOptions.channels',
  ],
  'core/errors.ts': ['ErrorCode'],
  'core/file/lc-header.ts': ['LC_VERSION', 'LC_FIXED_HEADER_BYTES', 'LcHeader'],
  'core/file/lc-record.ts': ['LC_TRAILER', 'LC_BLOCK_FRAMES', 'LC_CRC_BYTES', 'LC_TRAILER_BYTES'],
  'core/latent/format.ts': ['FORMAT_LIMITS'],
  'core/latent/presets.ts': ['Preset', 'PRESET_NAMES'],
  'core/latent/windower.ts': [
    'WindowerOptions',
    'WindowerOptions.field',
    'WindowerOptions.hopSamples',
    'WindowerOptions.channels',
  ],
  'core/playout/jitter-types.ts': ['JitterBufferOptions'],
  'core/playout/playout-buffer.ts': [
    'PlayoutOptions',
    'PlayoutOptions.sampleRateHz',
    'PlayoutOptions.channels',
    'PlayoutStats',
  ],
  'core/wire/control.ts': ['CloseReason'],
  'core/wire/fields.ts': ['isSha256'],
  'core/wire/hello.ts': ['Hello', 'HELLO_LIMITS'],
  'core/wire/packet.ts': [
    'AUDIO_HEADER_BYTES',
    'MAX_PACKET_BYTES',
    'MAX_FRAMES_PER_PACKET',
    'MAX_PLANES',
    'SILENCE_HEADER_BYTES',
    'END_PACKET_BYTES',
    'PING_PACKET_BYTES',
    'EPOCH_MODULUS',
    'FRAME_INDEX_MODULUS',
    'PacketType',
    'AudioPacket',
    'PingPacket',
    'Packet',
  ],
  'live/live-playout.ts': [
    'LivePlayoutOptions',
    'LivePlayoutOptions.clock',
    'LivePlayoutOptions.onGone',
    'LivePlayoutOptions.onBack',
    'LivePlayoutStats',
  ],
  'live/live-queue.ts': ['LiveQueueOptions', 'LiveQueueOptions.sampleRateHz', 'LiveQueueOptions.channels'],
  'live/pacer.ts': ['PacerOptions', 'PacerOptions.clock', 'PacerOptions.signal'],
  'live/steady-source.ts': [
    'SteadyOptions',
    'SteadyOptions.clock',
    'SteadyOptions.sampleRateHz',
    'SteadyOptions.channels',
    'SteadyOptions.onBack',
  ],
  'live/voice-chain.ts': ['VoiceChainOptions', 'VoiceChainOptions.sampleRateHz', 'VoiceChainOptions.channels'],
  'node/audio/backend.ts': ['BACKEND_NAMES', 'BackendName', 'AudioDevice'],
  'node/audio/run-tool.ts': ['ToolResult'],
  'node/files/audio-sniff.ts': ['latin1'],
  'node/files/block-source.ts': [
    'AudioContainer',
    'BlockSourceOptions',
    'BlockSourceOptions.container',
    'BlockSourceOptions.sampleRateHz',
    'BlockSourceOptions.channels',
    'BlockSourceOptions.totalSamples',
    'BlockSourceOptions.warnings',
  ],
  'node/files/compressed.ts': [
    'CompressedContainer',
    'CompressedOptions',
    'CompressedOptions.container',
    'CompressedOptions.name',
    'CompressedOptions.sampleRateHz',
    'CompressedOptions.channels',
  ],
  'node/files/file-decode.ts': [
    'DecodeFileOptions',
    'DecodeFileOptions.signal',
    'DecodeFileOptions.onProgress',
    'DecodeFileResult',
  ],
  'node/files/file-encode.ts': [
    'FileProgress',
    'EncodeFileOptions',
    'EncodeFileOptions.model',
    'EncodeFileOptions.signal',
    'EncodeFileOptions.onProgress',
    'EncodeFileResult',
  ],
  'node/files/wav-reader.ts': ['WavInput'],
  'node/files/wav-writer.ts': ['WavWriterOptions', 'WavWriterOptions.sampleRateHz', 'WavWriterOptions.channels'],
  'node/live.ts': ['BroadcastToOptions', 'BroadcastToOptions.model', 'BroadcastToOptions.signal', 'ListenToOptions'],
  'node/relay/relay-server.ts': [
    'RelayServerOptions',
    'RelayServerOptions.limits',
    'RelayServerOptions.onRefused',
    'RelayServer',
  ],
  'node/relay/static-site.ts': ['StaticSiteOptions'],
  'node/ws-connect.ts': ['ConnectOptions', 'ConnectOptions.signal'],
  'ports/transport.ts': ['ConnectionHandlers', 'CloseEvent', 'ConnectionCounters'],
  'relay/channel/room.ts': ['RoomStats'],
  'relay/limits.ts': ['RelayLimits'],
  'relay/relay.ts': ['RelayOptions', 'RelayOptions.clock', 'RelayOptions.limits', 'RelayStats'],
  'relay/subscribers/listener.ts': ['ListenerStats'],
  'stream/link/backoff.ts': ['BackoffOptions'],
  'stream/link/link.ts': [
    'LinkOptions',
    'LinkOptions.connect',
    'LinkOptions.clock',
    'LinkOptions.backoff',
    'LinkOptions.handlers',
    'LinkHandlers',
  ],
  'stream/receive/listener.ts': [
    'ListenerOptions',
    'ListenerOptions.random',
    'ListenerOptions.handlers',
    'ListenerHandlers',
    'ListenerStats',
  ],
  'stream/receive/player.ts': ['PlayerOptions', 'PlayerOptions.model', 'PlayerOptions.clock', 'PlayerStats'],
  'stream/receive/receiver.ts': [
    'ReceiverOptions',
    'ReceiverOptions.clock',
    'ReceiverOptions.backoff',
    'ReceiverOptions.handlers',
    'ReceiverHandlers',
  ],
  'stream/send/broadcast.ts': [
    'BroadcastOptions',
    'BroadcastOptions.model',
    'BroadcastOptions.clock',
    'BroadcastOptions.sampleRateHz',
    'BroadcastOptions.channels',
    'BroadcastOptions.metadata',
    'BroadcastOptions.signal',
    'BroadcastOptions.random',
    'BroadcastOptions.kernels',
    'BroadcastOptions.handlers',
    'BroadcastResult',
  ],
  'stream/send/dtx.ts': ['DtxOptions'],
  'stream/send/sender.ts': [
    'SenderOptions',
    'SenderOptions.clock',
    'SenderOptions.metadata',
    'SenderOptions.backoff',
    'SenderOptions.handlers',
    'SenderHandlers',
    'SenderStats',
    'SenderState',
  ],
  'transports/memory.ts': ['MemoryOptions', 'MemoryOptions.clock'],
  'transports/websocket.ts': ['WebSocketOptions'],
};

/** An exported declaration; `export { … }` and `export type { … }` name what is declared elsewhere. */
const EXPORT =
  /^export (?:declare |default |abstract |async )*(?:function\*?|class|interface|type|const enum|enum|const|let) (\w+)/;
const OPTIONS = /^export (?:interface|type) (\w*Options)\b.*\{$/;
const MEMBER = /^ {2}(?:readonly )?(\w+)\??[:(<]/;

/** Whether the lines before `index` end in a docblock; comments to tools may stand between. */
function hasDocblock(lines: readonly string[], index: number): boolean {
  let at = index - 1;
  while (lines[at]?.trim().startsWith('//')) at--;
  return lines[at]?.trim().endsWith('*/') ?? false;
}

/** Names in a source text that have no docblock. */
function bareNames(text: string): string[] {
  const lines = text.split('\n');
  const bare: string[] = [];
  let options: string | null = null;
  lines.forEach((line, index) => {
    const name = EXPORT.exec(line)?.[1];
    // Of a function with several signatures the first one has it.
    const isRepeated = name !== undefined && lines.slice(0, index).some((before) => EXPORT.exec(before)?.[1] === name);
    if (name !== undefined && !isRepeated && !hasDocblock(lines, index)) bare.push(name);
    const opened = OPTIONS.exec(line)?.[1];
    if (opened !== undefined) options = opened;
    else if (line.startsWith('}')) options = null;
    const member = options === null ? undefined : MEMBER.exec(line)?.[1];
    if (member !== undefined && !hasDocblock(lines, index)) bare.push(`${options}.${member}`);
  });
  return bare;
}

describe('docblocks', () => {
  it('are looked for over every kind of export and over members of options', () => {
    const text = [
      'export interface A {',
      '  readonly free: number;',
      '}',
      'export type B = string;',
      'export const c = 1;',
      '/** Documented. */',
      '// biome-ignore lint: for a reason',
      'export enum D {}',
      'export enum E {}',
      'export abstract class F {}',
      'export async function g(): Promise<void> {}',
      "export type { H } from './h.js';",
      '/** Documented. */',
      'export interface IOptions extends A {',
      '  /** Documented. */',
      '  readonly j?: {',
      '    readonly inner: number;',
      '  };',
      '  readonly k: string;',
      '  l?(done: number): void;',
      '}',
      'export type MOptions = A & {',
      '  readonly n: number;',
      '};',
      'export const o = { p: 1 };',
    ].join('\n');
    expect(bareNames(text)).toEqual([
      'A',
      'B',
      'c',
      'E',
      'F',
      'g',
      'IOptions.k',
      'IOptions.l',
      'MOptions',
      'MOptions.n',
      'o',
    ]);
  });

  it('stand over every exported function, class, interface, type, constant and enum, and every member of options', () => {
    const bare = files.flatMap((name) => {
      const allowed = TO_BE_WRITTEN[name] ?? [];
      const names = bareNames(readFileSync(path.join(SRC, name), 'utf8'));
      return names.filter((bareName) => !allowed.includes(bareName)).map((bareName) => `${name}: ${bareName}`);
    });
    expect(bare).toEqual([]);
  });

  it('state the frames of the presets as they are', () => {
    const readme = readFileSync(path.join(SRC, '../README.md'), 'utf8');
    for (const [name, frames] of Object.entries(PRESETS)) expect(readme).toContain(`| \`${name}\` | ${frames} |`);
  });
});
