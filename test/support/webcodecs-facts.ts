/** What the platform or this library has of WebCodecs' audio. */
export interface AudioCodecs {
  readonly AudioEncoder: new (init: {
    output: (chunk: Chunk, metadata?: { decoderConfig?: object }) => void;
    error: (error: Error) => void;
  }) => AnyEncoder;
  readonly AudioDecoder: new (init: { output: (data: Audio) => void; error: (error: Error) => void }) => AnyDecoder;
  readonly AudioData: new (init: object) => Audio;
  readonly isSupported: (config: object) => Promise<{ supported: boolean; config: object }>;
  /** Of a mono encoder at 48 kHz. */
  readonly config: object;
}

interface Audio {
  readonly format: string | null;
  readonly sampleRate: number;
  readonly numberOfFrames: number;
  readonly numberOfChannels: number;
  readonly timestamp: number;
  readonly duration: number;
  copyTo(destination: Float32Array, options: { planeIndex: number; format: string }): void;
  close(): void;
}
interface Chunk {
  readonly type: string;
  readonly timestamp: number;
  readonly duration: number | null;
  readonly byteLength: number;
  copyTo(destination: Uint8Array): void;
}
interface AnyCodec {
  readonly state: string;
  ondequeue: unknown;
  configure(config: object): void;
  flush(): Promise<void>;
  reset(): void;
  close(): void;
  addEventListener(type: string, listener: () => void, options?: { once?: boolean }): void;
}
interface AnyEncoder extends AnyCodec {
  readonly encodeQueueSize: number;
  encode(data: Audio): void;
}
interface AnyDecoder extends AnyCodec {
  readonly decodeQueueSize: number;
  decode(chunk: Chunk): void;
}

/**
 * What WebCodecs states of every codec, as facts that hold: the same body for the platform's own encoder and decoder and for
 * ours. It uses nothing from outside, so that a page can run it.
 *
 * @returns each fact with what was found, to be compared with {@link WEBCODECS_FACTS}
 */
export async function webCodecsFacts(codecs: AudioCodecs): Promise<Record<string, unknown>> {
  const { AudioEncoder, AudioDecoder, AudioData, config } = codecs;
  const facts: Record<string, unknown> = {};
  const rate = 48_000;
  const tone = (from: number, frames: number, sampleRate = rate): Audio =>
    new AudioData({
      format: 'f32-planar',
      sampleRate,
      numberOfFrames: frames,
      numberOfChannels: 1,
      timestamp: 1_000_000 + Math.round((from * 1e6) / rate),
      data: Float32Array.from({ length: frames }, (_, i) => 0.3 * Math.sin((from + i) / 20)),
    });
  const nameOf = async (run: () => unknown): Promise<string> => {
    try {
      await run();
      return 'nothing';
    } catch (error) {
      return (error as Error).name;
    }
  };

  const chunks: Chunk[] = [];
  const metadata: { decoderConfig?: object }[] = [];
  const errors: string[] = [];
  const error = (thrown: Error): void => void errors.push(thrown.name);
  const encoder = new AudioEncoder({
    output: (chunk, about) => {
      chunks.push(chunk);
      metadata.push(about ?? {});
    },
    error,
  });
  facts['state before configure'] = encoder.state;
  facts['encode before configure throws'] = await nameOf(() => encoder.encode(tone(0, 480)));
  facts['flush before configure rejects'] = await nameOf(() => encoder.flush());
  facts['configure with an empty codec throws'] = await nameOf(() => encoder.configure({ ...config, codec: '' }));
  facts['configure with a rate of 0 throws'] = await nameOf(() => encoder.configure({ ...config, sampleRate: 0 }));
  facts['constructor without callbacks throws'] = await nameOf(() => new AudioEncoder({} as never));
  encoder.configure(config);
  facts['state after configure'] = encoder.state;
  let dequeued = 0;
  encoder.addEventListener('dequeue', () => void dequeued++);
  let ondequeued = 0;
  encoder.ondequeue = () => void ondequeued++;
  const closedData = tone(0, 480);
  closedData.close();
  facts['encode of closed data throws'] = await nameOf(() => encoder.encode(closedData));
  // Half a second.
  for (let at = 0; at < 24_000; at += 4800) {
    const data = tone(at, 4800);
    encoder.encode(data);
    data.close();
  }
  facts['queue grows'] = encoder.encodeQueueSize > 0;
  facts['nothing comes out before encode returns'] = chunks.length === 0;
  await encoder.flush();
  facts['queue is empty after flush'] = encoder.encodeQueueSize;
  await new Promise((resolve) => setTimeout(resolve, 0));
  facts['dequeue events came'] = dequeued > 0 && ondequeued === dequeued;
  facts['chunks came'] = chunks.length > 0;
  facts['the first chunk is a key chunk'] = chunks[0]?.type;
  facts['the first timestamp is near that of the data'] = Math.abs((chunks[0]?.timestamp ?? 0) - 1_000_000) <= 20_000;
  facts['timestamps continue by durations'] = chunks
    .slice(1)
    .every((chunk, i) => Math.abs(chunk.timestamp - chunks[i]!.timestamp - (chunks[i]!.duration ?? Number.NaN)) <= 1);
  facts['the first output has a decoder configuration'] = typeof metadata[0]?.decoderConfig;
  facts['copyTo of a chunk fills'] = await nameOf(() => chunks[0]!.copyTo(new Uint8Array(chunks[0]!.byteLength)));
  facts['copyTo of a chunk into too little throws'] = await nameOf(() => chunks[0]!.copyTo(new Uint8Array(1)));

  const heard: Audio[] = [];
  const decoder = new AudioDecoder({ output: (data) => void heard.push(data), error });
  const decoderConfig = metadata[0]!.decoderConfig!;
  facts['decode before configure throws'] = await nameOf(() => decoder.decode(chunks[0]!));
  decoder.configure(decoderConfig);
  for (const chunk of chunks) decoder.decode(chunk);
  facts['decode queue grows'] = decoder.decodeQueueSize > 0;
  await decoder.flush();
  facts['decode queue is empty after flush'] = decoder.decodeQueueSize;
  const frames = heard.reduce((sum, data) => sum + data.numberOfFrames, 0);
  facts['half a second comes out, to a few chunks'] = Math.abs(frames / rate - 0.5) < 0.06;
  facts['the audio has the rate and channels of the configuration'] = heard.every(
    (data) => data.sampleRate === rate && data.numberOfChannels === 1,
  );
  facts['the timestamps of the audio continue'] = heard
    .slice(1)
    .every((data, i) => Math.abs(data.timestamp - heard[i]!.timestamp - heard[i]!.duration) <= 2);
  const first = new Float32Array(heard[0]!.numberOfFrames);
  facts['copyTo of the audio fills'] = await nameOf(() =>
    heard[0]!.copyTo(first, { planeIndex: 0, format: 'f32-planar' }),
  );
  facts['copyTo of a plane that does not exist throws'] = await nameOf(() =>
    heard[0]!.copyTo(first, { planeIndex: 1, format: 'f32-planar' }),
  );
  for (const data of heard) data.close();
  facts['closed audio has no format'] = heard[0]!.format;

  decoder.decode(chunks[0]!);
  const pending = nameOf(() => decoder.flush());
  decoder.reset();
  facts['reset rejects a flush under way'] = await pending;
  facts['state after reset'] = decoder.state;
  facts['queue after reset'] = decoder.decodeQueueSize;
  decoder.configure(decoderConfig);
  const before = heard.length;
  for (const chunk of chunks) decoder.decode(chunk);
  await decoder.flush();
  facts['it decodes again after reset'] = heard.length > before;
  const closing = nameOf(() => decoder.flush());
  decoder.close();
  facts['close rejects a flush under way'] = await closing;
  facts['state after close'] = decoder.state;
  facts['close of a closed codec throws'] = await nameOf(() => decoder.close());
  facts['reset of a closed codec throws'] = await nameOf(() => decoder.reset());
  facts['configure of a closed codec throws'] = await nameOf(() => decoder.configure(decoderConfig));
  facts['flush of a closed codec rejects'] = await nameOf(() => decoder.flush());
  facts['no error was reported so far'] = errors.length;

  const refused = new AudioEncoder({ output: () => undefined, error });
  refused.configure({ ...config, codec: 'no-such-codec' });
  facts['an unsupported configuration is taken at first'] = refused.state;
  facts['and rejects a flush'] = await nameOf(() => refused.flush());
  facts['and closes with an error'] = [refused.state, ...errors];
  facts['isConfigSupported of it'] = (await codecs.isSupported({ ...config, codec: 'no-such-codec' })).supported;
  facts['isConfigSupported of this codec'] = (await codecs.isSupported(config)).supported;
  facts['isConfigSupported of an invalid one rejects'] = await nameOf(() =>
    codecs.isSupported({ ...config, codec: '' }),
  );

  errors.length = 0;
  encoder.encode(tone(0, 480, 8000));
  await nameOf(() => encoder.flush());
  facts['data of another rate close it with an error'] = [encoder.state, errors.length];
  return facts;
}

/** What {@link webCodecsFacts} finds with every codec. */
export const WEBCODECS_FACTS: Readonly<Record<string, unknown>> = {
  'state before configure': 'unconfigured',
  'encode before configure throws': 'InvalidStateError',
  'flush before configure rejects': 'InvalidStateError',
  'configure with an empty codec throws': 'TypeError',
  'configure with a rate of 0 throws': 'TypeError',
  'constructor without callbacks throws': 'TypeError',
  'state after configure': 'configured',
  'encode of closed data throws': 'TypeError',
  'queue grows': true,
  'nothing comes out before encode returns': true,
  'queue is empty after flush': 0,
  'dequeue events came': true,
  'chunks came': true,
  'the first chunk is a key chunk': 'key',
  'the first timestamp is near that of the data': true,
  'timestamps continue by durations': true,
  'the first output has a decoder configuration': 'object',
  'copyTo of a chunk fills': 'nothing',
  'copyTo of a chunk into too little throws': 'TypeError',
  'decode before configure throws': 'InvalidStateError',
  'decode queue grows': true,
  'decode queue is empty after flush': 0,
  'half a second comes out, to a few chunks': true,
  'the audio has the rate and channels of the configuration': true,
  'the timestamps of the audio continue': true,
  'copyTo of the audio fills': 'nothing',
  'copyTo of a plane that does not exist throws': 'RangeError',
  'closed audio has no format': null,
  'reset rejects a flush under way': 'AbortError',
  'state after reset': 'unconfigured',
  'queue after reset': 0,
  'it decodes again after reset': true,
  'close rejects a flush under way': 'AbortError',
  'state after close': 'closed',
  'close of a closed codec throws': 'InvalidStateError',
  'reset of a closed codec throws': 'InvalidStateError',
  'configure of a closed codec throws': 'InvalidStateError',
  'flush of a closed codec rejects': 'InvalidStateError',
  'no error was reported so far': 0,
  'an unsupported configuration is taken at first': 'configured',
  'and rejects a flush': 'NotSupportedError',
  'and closes with an error': ['closed', 'NotSupportedError'],
  'isConfigSupported of it': false,
  'isConfigSupported of this codec': true,
  'isConfigSupported of an invalid one rejects': 'TypeError',
  'data of another rate close it with an error': ['closed', 1],
};
