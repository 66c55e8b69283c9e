/** The Node entry: the isomorphic API and Node's adapters. */
export * from '../index.js';
