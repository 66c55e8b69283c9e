/** Encodes an audio file, keeps it as .lc, and decodes it again: `node index.mjs voice.flac out.lc out.wav`. */
import { decodeFile, encodeFile, loadModel, openAudioFile, wavFileSink } from 'latentcast/node';

const [input, compressed, output] = process.argv.slice(2);
if (!output) {
  console.error('usage: node index.mjs INPUT OUT.lc OUT.wav');
  process.exit(2);
}
const model = await loadModel();
const encoded = await encodeFile(await openAudioFile(input), compressed, { model, planes: 1 });
console.log(`${encoded.frames} frames, ${encoded.payloadBytes} bytes of bits`);
const decoded = await decodeFile(compressed, {
  openModel: async () => model,
  openSink: (form) => wavFileSink(output, form),
});
console.log(`${decoded.seconds.toFixed(2)} s decoded`);
await model.close();
