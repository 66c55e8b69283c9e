/** The manifest is the same in Node and in the browser. */
export * from '../core/model-manifest.js';
