import { readFileSync } from 'node:fs';
import { parseManifest } from '../../../src/core/latent/model-manifest.js';
import { parseOobleckConfig } from '../../../src/node/import/oobleck-config.js';
import { bytesOf, type FuzzTarget, mustHold, shape, unlessRefused } from './fuzz-target.js';

const fixture = (name: string): Uint8Array => readFileSync(`test/fixtures/${name}`);

/** Any text as the manifest of a model, and as the configuration of one that is imported. */
export const target: FuzzTarget = {
  seeds: () => [
    fixture('tiny-model/stateful/manifest.json'),
    bytesOf(
      '{"model_type":"autoencoder","sample_rate":44100,"model":{"encoder":{"type":"oobleck","config":{"in_channels":2,"channels":128,"c_mults":[1,2,4,8,16],"strides":[2,4,4,8,8],"latent_dim":128,"use_snake":true}},"decoder":{"type":"oobleck","config":{"out_channels":2,"channels":128,"c_mults":[1,2,4,8,16],"strides":[2,4,4,8,8],"latent_dim":64,"use_snake":true,"final_tanh":false}},"bottleneck":{"type":"vae"},"latent_dim":64,"downsampling_ratio":2048,"io_channels":2}}',
    ),
  ],
  words: ['manifestVersion', 'normalizer', 'scale', 'offset', '../', '1e999', '-1', 'null', '__proto__'],
  run: (bytes) => {
    const text = new TextDecoder().decode(bytes);
    const manifest = unlessRefused(() => parseManifest(text, 'manifest.json'));
    if (manifest) {
      for (const file of [manifest.files.encoder, manifest.files.decoder])
        mustHold(!file.path.split(/[\\/]/).some((part) => part === '' || part === '..'), 'a file is inside the folder');
      mustHold(manifest.format.hopSamples >= 1 && manifest.format.latentSize >= 1, 'the format is one');
      mustHold(shape(parseManifest(JSON.stringify(manifest), 'm')) === shape(manifest), 'it reads its own content');
    }
    unlessRefused(() => parseOobleckConfig(text, 'config.json'));
  },
};
