"""Graphs of the same bits that look less far ahead: `python -m latentcast_training.low_delay MODEL_DIR [--encoder CKPT] [--decoder CKPT]`.

Only what is one value a channel is taught anew (`train.adapt`): the kernels along time, biases, norms and scales. All
matrices stay those of the shipped graph, so that a graph of low delay is a small file that takes them from there, as the
search's does; the model's other files, its identity and its streams stay as they are. Refuses to write a graph that
does not do what the network does.
"""

import argparse
import hashlib
import json
import os

import numpy as np
import onnx
import torch
from torch import Tensor, nn

from . import checks, config as configuration, runtime, streaming
from .config import ModelConfig
from .export import load_checkpoint, model_sizes, shipped_weights
from .model import Block, Codec
from .searching import with_weights
from .streaming.layers import Weights

FILES = {"encoder": "encoder-low-delay.onnx", "decoder": "decoder-low-delay.onnx"}
KEYS = {"encoder": "lowDelayEncoder", "decoder": "lowDelayDecoder"}
HALF = {"encoder": "enc", "decoder": "dec"}
OWN = "own/"  # before the names of what a graph of low delay does not share


class OwnVectors(Weights):
    """Stores matrices under their own names and all else under others, so that the shipped graph's do not get in the way."""

    def vector(self, name: str) -> str:
        return self.g.stored(OWN + name, self.state[name], "float32")


def adapted(half: nn.Module) -> dict[str, nn.Parameter]:
    """What of one half of the network is one value a channel: what `train.adapt` teaches."""
    return {k: p for k, p in half.named_parameters() if p.ndim == 1 or k.endswith(".w")}


def look_less_far(codec: Codec, before: ModelConfig) -> None:
    """Moves the kernels of blocks that looked a step ahead in `before` and no longer do: each tap stays at its time, and the
    step ahead is taken to be like the present one."""
    now = codec.config
    for blocks, was, ahead in ((codec.enc.b0, before.enc_fast_ahead, now.enc_fast_ahead), (codec.enc.b1, before.enc_ahead, now.enc_ahead),
                               (codec.enc.code.b, before.enc_ahead, now.enc_ahead), (codec.dec.b0, before.dec_ahead, now.dec_ahead),
                               (codec.dec.tonal.b, before.dec_ahead, now.dec_ahead), (codec.dec.b1, before.dec_fast_ahead, now.dec_fast_ahead)):
        for block in list(blocks)[ahead:was]:
            moved(block)


@torch.no_grad()
def moved(block: Block) -> None:
    kernel = torch.cat([torch.zeros_like(block.w[:1]), block.w[:-1]])
    kernel[-1] += block.w[-1]
    block.w.copy_(kernel)


def own_part(model: onnx.ModelProto, donor: bytes) -> bytes:
    """A graph without the initialisers that the donor has too."""
    shipped = onnx.ModelProto()
    shipped.ParseFromString(donor)
    shared = {t.name: t.SerializeToString() for t in shipped.graph.initializer}
    kept = []
    for tensor in model.graph.initializer:
        if tensor.SerializeToString() == shared.get(tensor.name):
            continue
        if "." not in tensor.name or tensor.name not in shared:
            kept.append(tensor)
        else:
            raise ValueError(f"{tensor.name} is not the shipped one: only what `train.adapt` teaches may differ")
    out = onnx.ModelProto()
    out.CopyFrom(model)
    del out.graph.initializer[:]
    out.graph.initializer.extend(kept)
    return out.SerializeToString()


def add_low_delay(folder: str, trained: dict[str, tuple[dict[str, Tensor], ModelConfig]], storage: str = "int8", notes: dict | None = None) -> dict[str, float]:
    """Writes the graphs of low delay of a folder and their entries of its manifest; returns the figures of their checks.

    `trained` has averaged weights and sizes by "encoder" and "decoder".
    """
    with open(os.path.join(folder, "manifest.json")) as f:
        manifest = json.load(f)
    shipped = shipped_weights(folder)
    figures: dict[str, float] = {}
    graphs: dict[str, bytes] = {}
    for side, (state, c) in trained.items():
        with open(os.path.join(folder, manifest["files"][side]["path"]), "rb") as f:
            donor = f.read()
        names = adapted(getattr(Codec(c), HALF[side]))
        state = {**shipped, **{k: v for k, v in state.items() if k.startswith(HALF[side] + ".") and (k[4:] in names or "running" in k)}}
        arrays = {k: v.detach().float().cpu().numpy() for k, v in state.items()}
        part = getattr(streaming, side)(arrays, c, storage, OwnVectors)
        own = own_part(part.model, donor)
        codec = Codec(c).eval()
        codec.load(state)
        other = "decoder" if side == "encoder" else "encoder"
        parts = {side: part, other: getattr(streaming, other)({k: v.numpy() for k, v in shipped.items()}, c, storage)}
        sessions = {side: runtime.session(with_weights(own, donor)), other: runtime.session(parts[other].model.SerializeToString())}
        found = {k: v for k, v in checks.run(codec, sessions, parts).items() if k.startswith(side)}
        checks.require(found)
        figures |= found
        graphs[side] = own
        manifest.setdefault("lowDelay", {})[side] = {"leftFrames": part.left_frames, "rightFrames": 0, "delaySamples": part.delay, "stateSize": part.state_size}
    for side, own in graphs.items():
        with open(os.path.join(folder, FILES[side]), "wb") as f:
            f.write(own)
        manifest["files"][KEYS[side]] = {"path": FILES[side], "sha256": hashlib.sha256(own).hexdigest(), "bytes": len(own)}
    if notes:
        manifest["training"]["lowDelay"] = {**manifest["training"].get("lowDelay", {}), **notes}
    with open(os.path.join(folder, "manifest.json"), "w") as f:
        json.dump(manifest, f, indent=2)
        f.write("\n")
    return figures


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("model", help="an exported folder")
    ap.add_argument("--encoder", help="a checkpoint of a run with train.adapt = \"encoder\"")
    ap.add_argument("--decoder", help="a checkpoint of a run with train.adapt = \"decoder\"")
    a = ap.parse_args()
    torch.set_num_threads(1)
    trained, notes = {}, {}
    for side in FILES:
        if path := getattr(a, side):
            state, about = load_checkpoint(path)
            trained[side] = state, model_sizes(about, ModelConfig())
            notes[side] = {k: about[k] for k in ("step", "seconds", "audio_seconds") if k in about}
    if not trained:
        ap.error("nothing to do: --encoder or --decoder must be given")
    for name, value in add_low_delay(a.model, trained, notes=notes).items():
        print(f"{name}: {value:.2e}")
    for side in trained:
        print(f"{FILES[side]}: {os.path.getsize(os.path.join(a.model, FILES[side])) / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
