import { modelRoots } from '../node/model/model-files.js';
import { loadModel, type OnnxModel } from '../node/model/onnx-model.js';
import type { Direction } from '../ports/model.js';
import type { CliContext } from './context.js';

/** Loads the model that `--model` names from the model folders of the environment. */
export const openModel = (
  context: CliContext,
  name: string | undefined,
  ...directions: Direction[]
): Promise<OnnxModel> =>
  loadModel(name, { roots: modelRoots(context.env), ...(directions.length > 0 && { directions }) });
