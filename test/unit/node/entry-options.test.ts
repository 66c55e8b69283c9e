import { describe, expect, it } from 'vitest';
import { decodeFile } from '../../../src/node/files/file-decode.js';
import { encodeFile } from '../../../src/node/files/file-encode.js';
import { broadcastTo, listenTo } from '../../../src/node/live.js';
import { loadModel } from '../../../src/node/model/onnx-model.js';
import { loadModelInWorker } from '../../../src/node/model/worker-model.js';
import { startRelayServer } from '../../../src/node/relay/server.js';
import { connectWebSocket } from '../../../src/node/ws-connect.js';
import { FakeModel } from '../../support/fake-model.js';

const URL = 'ws://127.0.0.1:1/radio';
const model = new FakeModel({ sampleRateHz: 8000 });

/** Open sockets of this process that listen. */
const listening = (): number => process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length;

describe('a relay server', () => {
  it.each([
    ['host must be a string, got NaN', { host: Number.NaN }],
    ['host must be a string, got an array', { host: [] }],
    ['host must be a string, got null', { host: null }],
    ['host must be a name or an address, got ""', { host: '' }],
    ['port must be a value, got null', { port: null }],
    ['port must be an integer from 0 to 65535, got "0"', { port: '0' }],
    ['maxChannels is not an option', { maxChannels: 5 }],
    ['limits must be an object, got 5', { limits: 5 }],
    ['limits.maxChanels is not an option', { limits: { maxChanels: 1 } }],
    ['authorizer must be an object with a function authorize, got null', { authorizer: null }],
    ['authorizer must be an object with a function authorize, got 0', { authorizer: 0 }],
    ['authorizer must be an object with a function authorize, got an object', { authorizer: {} }],
    ['onJoined must be a function, got true', { onJoined: true }],
    ['site must be an object or false, got true', { site: true }],
    ['site.webdir is not an option', { site: { webdir: '/' } }],
    ['site.modelDirs must be a list of folders', { site: { modelDirs: '/' } }],
  ])('does not listen with a wrong option: %s', async (message, options) => {
    const before = listening();
    await expect(startRelayServer({ port: 0, ...(options as object) })).rejects.toThrow(message);
    expect(listening()).toBe(before);
  });
});

describe('the functions that Node adds', () => {
  const broadcast = { model, audio: [], encoder: { sampleRateHz: 8000, channels: 1 } };

  it.each([
    ['clock is not an option', { clock: 5 }],
    ['epoch is not an option', { epoch: 1 }],
    ['planes is not an option, got 2; known are ', { planes: 2 }],
    ['signal must be an AbortSignal, got 5', { signal: 5 }],
    ['encoder must be an object, got null', { encoder: null }],
  ])('broadcastTo refuses: %s', (message, options) => {
    expect(() => broadcastTo(URL, { ...broadcast, ...(options as object) } as never)).toThrow(message);
  });

  it.each([
    ['kernels is not an option', { kernels: {} }],
    ['signal must be an AbortSignal, got an object', { signal: {} }],
    ['write must be a function, got undefined', { write: undefined }],
  ])('listenTo refuses: %s', (message, options) => {
    expect(() => listenTo(URL, { model, write: () => {}, ...(options as object) } as never)).toThrow(message);
  });

  it.each([
    ['directions must be one of encode, decode, got "foo"', undefined, { directions: ['foo'] }],
    ['directions must be a list, got "encode"', undefined, { directions: 'encode' }],
    ['roots[0] must be a string, got 5', undefined, { roots: [5] }],
    ['root is not an option', undefined, { root: '/' }],
    ['name must be a string, got 5', 5, {}],
  ])('loadModel refuses, here and in a thread: %s', async (message, name, options) => {
    for (const load of [loadModel, loadModelInWorker])
      await expect(load(name as never, options as never)).rejects.toThrow(message);
  });

  it.each([
    ['signal must be an AbortSignal', { signal: 5 }],
    ['timeoutMs must be an integer from 1 to 3600000, got 0', { timeoutMs: 0 }],
    ['timeout is not an option', { timeout: 5 }],
  ])('connectWebSocket refuses: %s', async (message, options) => {
    await expect(connectWebSocket(URL, options as never)).rejects.toThrow(message);
  });

  it.each([
    ['model must be a LatentModel, got undefined', {}],
    ['model must be a LatentModel, got "default"', { model: 'default' }],
    ['pack must be true or false', { model, pack: 1 }],
    ['signal must be an AbortSignal', { model, signal: 1 }],
    ['plane is not an option', { model, plane: 1 }],
  ])('encodeFile refuses: %s', async (message, options) => {
    await expect(encodeFile({} as never, '/nowhere/a.lc', options as never)).rejects.toThrow(message);
  });

  const decode = { openModel: async () => model, openSink: async () => undefined };

  it.each([
    ['openSink must be a function, got undefined', { openSink: undefined }],
    ['planes must be an integer from 1 to 8, got 9', { planes: 9 }],
    ['channels must be a value, got null', { channels: null }],
    ['sampleRate is not an option', { sampleRate: 5 }],
  ])('decodeFile refuses: %s', async (message, options) => {
    await expect(decodeFile('/nowhere/a.lc', { ...decode, ...options } as never)).rejects.toThrow(message);
  });
});
