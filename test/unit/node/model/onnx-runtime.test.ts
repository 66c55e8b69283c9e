import { describe, expect, it } from 'vitest';
import { loadOnnxRuntime } from '../../../../src/node/model/onnx-runtime.js';

const failing = (code: string, message: string) =>
  loadOnnxRuntime(() => Promise.reject(Object.assign(new Error(message), { code })));

describe('ONNX Runtime', () => {
  it('is loaded with its sessions and tensors', async () => {
    expect(await loadOnnxRuntime()).toMatchObject({ InferenceSession: expect.anything(), Tensor: expect.anything() });
  });

  it('that is not installed is an error with the command that installs it', async () => {
    await expect(
      failing('ERR_MODULE_NOT_FOUND', "Cannot find package 'onnxruntime-node' imported from /app/x.js"),
    ).rejects.toMatchObject({
      code: 'MODEL_FAILED',
      message: expect.stringContaining('npm install --ignore-scripts --include=optional'),
    });
  });

  it('without a binary for the platform is an error that names the platform', async () => {
    await expect(
      failing('MODULE_NOT_FOUND', "Cannot find module '../bin/x.node'\nRequire stack"),
    ).rejects.toMatchObject({
      code: 'MODEL_FAILED',
      message: `onnxruntime-node cannot be loaded on ${process.platform}-${process.arch}: Cannot find module '../bin/x.node'`,
    });
  });
});
