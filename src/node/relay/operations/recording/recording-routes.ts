import { basename } from 'node:path';
import type { CodecError } from '../../../../core/errors.js';
import { requireChannelName } from '../../../../core/wire/control.js';
import type { ListenCheck } from '../../access/listen-check.js';
import { HttpError } from '../../http-error.js';
import type { Route, RouteCall } from '../../router.js';
import type { StoredRecording } from './recording-library.js';
import type { RecordingStore } from './recording-store.js';
import type { RecordedTitle } from './sidecar.js';

/** Recordings that a list has at most. */
const MAX_LISTED = 500;

/** A recording in the answer of `GET /channels/NAME/recordings`. */
export interface ListedRecording {
  /** `GET /channels/NAME/recordings/ID` is the file. */
  readonly id: string;
  /** Its path in the folder of recordings. */
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly durationSeconds: number;
  readonly bytes: number;
  /** False while it is being recorded, and of one that was cut off. */
  readonly isComplete: boolean;
  readonly modelId: string;
  readonly planes: number;
  /** What was played, each from `atSeconds` on. */
  readonly titles: readonly RecordedTitle[];
}

/** Pages of other sites may play what their readers may listen to: by token alone, there are no cookies. */
const CROSS_ORIGIN = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' } as const;

/** The list of a channel's recordings and their files, for whoever may listen to the channel. */
export function recordingRoutes(store: RecordingStore, mayListen: ListenCheck): Route[] {
  const stored = async ({ request, params }: RouteCall): Promise<StoredRecording[]> => {
    try {
      requireChannelName(params.channel!);
    } catch (error) {
      throw new HttpError(404, (error as CodecError).message);
    }
    await mayListen(request, params.channel!);
    return store.stored(params.channel!);
  };
  return [
    {
      method: 'GET',
      path: '/channels/:channel/recordings',
      handle: async (call) => ({
        headers: CROSS_ORIGIN,
        json: { recordings: (await stored(call)).slice(0, MAX_LISTED).map(listed) },
      }),
    },
    {
      method: 'GET',
      path: '/channels/:channel/recordings/:id',
      handle: async (call) => {
        const found = (await stored(call)).find(({ id }) => id === call.params.id);
        if (!found) throw new HttpError(404, 'there is no such recording');
        const { path } = found;
        return {
          file: { path, contentType: 'application/octet-stream', fileName: basename(path), headers: CROSS_ORIGIN },
        };
      },
    },
  ];
}

const listed = ({ id, name, startedMs, seconds, ...recording }: StoredRecording): ListedRecording => ({
  id,
  name,
  startedAt: new Date(startedMs).toISOString(),
  durationSeconds: Math.round(seconds * 1000) / 1000,
  bytes: recording.bytes,
  isComplete: recording.isComplete,
  modelId: recording.modelId,
  planes: recording.planes,
  titles: recording.titles,
});
