import { CodecError } from '../../core/errors.js';
import type { SessionNode } from '../../session/session-node.js';
import { CodecModel } from '../codec-model.js';
import { requireSupport } from '../support.js';
import { BrowserPlayedSession } from './played-session.js';
import { RemoteModel } from './remote-model.js';
import { type BrowserPlayOptions, requireBrowserPlay } from './session-play-options.js';
import { workerClock } from './worker-clock.js';

/**
 * Plays a session in the page, in sync with its other peers, or hosts it. Call it from a click: browsers play nothing before
 * one.
 *
 * @throws TypeError, RangeError for wrong options; CodecError DEVICE, MODEL_NOT_FOUND and others of the model, ABORTED
 */
export async function playBrowserSession(
  session: SessionNode,
  options: BrowserPlayOptions = {},
): Promise<BrowserPlayedSession> {
  requireBrowserPlay(options);
  requireSupport('listen');
  const folder = new URL('models/default/', session.link.replace(/#.*/, '')).href;
  const context = options.context ?? new AudioContext({ latencyHint: 'playback' });
  const { wasmUrl, threads, scripts, encoderModel } = options;
  const make = (url: string, direction: 'encode' | 'decode'): CodecModel => {
    const made = new CodecModel({
      url,
      direction,
      ...(wasmUrl !== undefined && { wasmUrl }),
      ...(threads !== undefined && { threads }),
      ...(scripts?.worker !== undefined && { workerUrl: scripts.worker }),
    });
    ownModels.push(made);
    return made;
  };
  const ownModels: CodecModel[] = [];
  const { model = folder } = options;
  const decoder = model instanceof CodecModel ? model : make(model, 'decode');
  const clock = workerClock();
  try {
    const { info } = await decoder.ready();
    if (options.signal?.aborted) throw new CodecError('ABORTED', 'playing the session was aborted');
    const remote = new RemoteModel(info, decoder, () =>
      typeof encoderModel === 'function' ? encoderModel() : (encoderModel ?? make(decoder.url, 'encode')),
    );
    const played = new BrowserPlayedSession({ session, options, context, clock, model: remote, ownModels });
    await played.start().catch(async (error: unknown) => {
      await played.close();
      throw error;
    });
    return played;
  } catch (error) {
    for (const own of ownModels) own.close();
    if (!options.context) void context.close().catch(() => undefined);
    throw error;
  }
}
