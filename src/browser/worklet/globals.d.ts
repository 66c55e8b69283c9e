// What an AudioWorkletGlobalScope has and TypeScript's DOM library does not declare.
declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
  constructor(options?: { processorOptions?: unknown });
  abstract process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean;
}
declare function registerProcessor(
  name: string,
  processor: new (options: { processorOptions?: unknown }) => AudioWorkletProcessor,
): void;
/** Frame of the block that is processed, since the context was made. */
declare const currentFrame: number;
