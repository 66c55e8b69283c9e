/** A script of its own. */
export { parseBlob } from 'music-metadata';
