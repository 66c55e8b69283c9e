import type * as Runtime from 'onnxruntime-node';
import { CodecError } from '../../core/errors.js';
import { INSTALL_OPTIONAL } from '../optional-package.js';

/** ONNX Runtime's module; its native binary is loaded with it. */
export type OnnxRuntimeModule = typeof Runtime;

/**
 * Switches ONNX Runtime's telemetry off, unless `ORT_DISABLE_TELEMETRY` is set already: from 1.30 on it stores a device id
 * in the user's cache folder and sends events to its maker. The variable is read by native code, and a worker thread only
 * has a copy of the environment: the main thread calls this before it starts one.
 */
export function disableTelemetry(): void {
  process.env.ORT_DISABLE_TELEMETRY ??= '1';
}

/**
 * Loads ONNX Runtime at its first use. It is an optional dependency: a relay needs none, and there are platforms without
 * a binary of it.
 *
 * @throws CodecError MODEL_FAILED naming the platform and the cause, with the command that installs it where it is missing
 */
export async function loadOnnxRuntime(
  load: () => Promise<OnnxRuntimeModule> = () => import('onnxruntime-node'),
): Promise<OnnxRuntimeModule> {
  disableTelemetry();
  try {
    return await load();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const isMissing = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
    // "Cannot find module" of the binary inside the package: there is none for this platform.
    const isPackage = isMissing && /(package|module) '(onnxruntime-node|onnxruntime-common)'/.test(message);
    throw new CodecError(
      'MODEL_FAILED',
      isPackage
        ? `onnxruntime-node is not installed, and models run on it: ${INSTALL_OPTIONAL}`
        : `onnxruntime-node cannot be loaded on ${process.platform}-${process.arch}: ${message.split('\n')[0]}`,
      { cause },
    );
  }
}
