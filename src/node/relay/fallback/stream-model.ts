import { CodecError } from '../../../core/errors.js';
import type { StreamHello } from '../../../core/wire/hello.js';
import { type FoundModel, findModel, listModels } from '../../model/model-files.js';
import { modelOfRecording, readRecording } from '../../program/lc-broadcast.js';
import { requireTrackFile } from '../../program/track-file.js';

/** Of what is known, which model the files of a channel have. */
export interface StreamModelRequest {
  /** Of the channel's source; null before the first one. */
  readonly stream: Pick<StreamHello, 'modelId' | 'modelSha256'> | null;
  /** As the configuration states it for the channel. */
  readonly stated: string | undefined;
  /** The first recording among the files. */
  readonly recording: string | undefined;
  /** Folders of models. */
  readonly roots: readonly string[];
}

/**
 * The source's model, which its listeners have; before the first source the configuration's, else that of the first
 * recording, else the default.
 *
 * @throws CodecError MODEL_NOT_FOUND where it is not installed
 */
export async function streamModel({ stream, stated, recording, roots }: StreamModelRequest): Promise<FoundModel> {
  if (stream) {
    for (const entry of await listModels(roots))
      if (entry.ok && entry.model.sha256 === stream.modelSha256) return entry.model;
    throw new CodecError(
      'MODEL_NOT_FOUND',
      `the source's model ${stream.modelId} (sha256 ${stream.modelSha256.slice(0, 12)}…) is not installed on the relay`,
    );
  }
  if (stated === undefined && recording !== undefined)
    try {
      await requireTrackFile(recording);
      const { model, sha256 } = await modelOfRecording(await readRecording(recording), undefined, roots);
      if (sha256 === model.sha256) return model;
    } catch (error) {
      // It is skipped when its turn comes, with the reason.
      if (!(error instanceof CodecError)) throw error;
    }
  return findModel(stated, roots);
}
