/** WAV, read and written as a stream. */
export { openWav, type WavInput } from './wav-reader.js';
export {
  type WavFileOptions,
  type WavFileSink,
  type WavSink,
  type WavWriterOptions,
  wavFileSink,
  wavStreamSink,
} from './wav-writer.js';
