"""Exports a checkpoint as the product's model folder and proves it: `python -m latentcast_training.export CHECKPOINT OUT_DIR`.

Writes encoder.onnx, decoder.onnx, manifest.json, parity.json and its binary vectors; refuses to write anything when
a parity check fails.
"""

import argparse
import hashlib
import json
import os
import tempfile

import numpy as np
import torch

from . import checkpoints, checks, config as configuration, dsp, runtime, streaming
from .model import Codec
from .vectors import write_vectors

MODEL_ID = "latentcast-44k-v5"  # name of the bit stream: another one with every encoder whose bits a decoder of before does not read


def load_checkpoint(path: str) -> tuple[dict[str, torch.Tensor], dict]:
    """Averaged weights and the rest of a checkpoint (this package's or the spike's), of its parts or of an exported folder."""
    if os.path.isdir(path):
        return checkpoints.read_parts(path) or (shipped_weights(path), {})
    data = torch.load(path, map_location="cpu", weights_only=True)
    return data.get("ema") or data["model"], {k: v for k, v in data.items() if k not in ("ema", "model", "optimizer")}


def model_sizes(about: dict, otherwise: configuration.ModelConfig) -> configuration.ModelConfig:
    """The sizes of the network whose checkpoint has this beside its weights; an exported folder does not tell them."""
    return configuration.apply(configuration.Config(), {"model": about["config"]["model"]}).model if "config" in about else otherwise


def shipped_weights(folder: str) -> dict[str, torch.Tensor]:
    """The weights of an exported folder under their torch names, so that training can go on from the shipped model."""
    from .graph import read_weights

    found = {**read_weights(os.path.join(folder, "encoder.onnx"), ("enc.",)), **read_weights(os.path.join(folder, "decoder.onnx"), ("dec.",))}
    return {k: torch.from_numpy(np.array(v)) for k, v in found.items()}


def build(state: dict[str, torch.Tensor], c: configuration.ModelConfig, storage: str) -> dict[str, streaming.Streaming]:
    arrays = {k: v.detach().float().cpu().numpy() for k, v in state.items() if k.startswith(("enc.", "dec."))}
    return {"encoder": streaming.encoder(arrays, c, storage), "decoder": streaming.decoder(arrays, c, storage)}


def manifest(parts: dict[str, streaming.Streaming], folder: str, training: dict) -> dict:
    side = lambda s: {"leftFrames": s.left_frames, "rightFrames": 0, "delaySamples": s.delay, "stateSize": s.state_size}
    def entry(name: str) -> dict:
        with open(os.path.join(folder, name), "rb") as f:
            data = f.read()
        return {"path": name, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    return {
        "manifestVersion": 1, "id": MODEL_ID, "name": "Latentcast default, 44.1 kHz mono", "licence": "Apache-2.0",
        "format": {"sampleRateHz": dsp.GRID.sample_rate, "channels": 1, "hopSamples": dsp.GRID.frame, "latentSize": 64, "maxPlanes": 4,
                   "crossfadeSamples": 1024, "encoder": side(parts["encoder"]), "decoder": side(parts["decoder"])},
        "normalizer": None, "noise": "lowbias32-v1",
        "files": {"encoder": entry("encoder.onnx"), "decoder": entry("decoder.onnx")},
        "opset": streaming.OPSET, "compatibleWith": [], "training": training, "parity": {"path": "parity.json"},
    }


def export(checkpoint: str, out: str, storage: str = "int8", training: dict | None = None) -> dict:
    """Builds, checks, then writes; returns the checks' figures."""
    state, about = load_checkpoint(checkpoint)
    c = configuration.apply(configuration.Config(), {"model": about["config"]["model"]} if "config" in about else {}).model
    parts = build(state, c, storage)
    os.makedirs(out, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out) as work:
        for name, part in parts.items():
            with open(os.path.join(work, name + ".onnx"), "wb") as f:
                f.write(part.model.SerializeToString())
        codec = Codec(c).eval()
        codec.load(shipped_weights(work))  # compare with what is stored, so that only arithmetic may differ
        sessions = {name: runtime.session(os.path.join(work, name + ".onnx")) for name in parts}
        figures = checks.run(codec, sessions, parts)
        checks.require(figures)
        record = {**{k: about[k] for k in ("step", "seconds", "audio_seconds", "commit", "init", "data") if k in about}, **(training or {}),
                  "storage": storage, "checks": {k: float(f"{v:.3g}") for k, v in figures.items()}}
        with open(os.path.join(work, "manifest.json"), "w") as f:
            json.dump(manifest(parts, work, record), f, indent=2)
            f.write("\n")
        write_vectors(work, sessions)
        for name in sorted(os.listdir(work)):
            os.replace(os.path.join(work, name), os.path.join(out, name))
    return figures


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("checkpoint", help="a checkpoint, the spike's too, or an exported folder")
    ap.add_argument("out")
    ap.add_argument("--storage", choices=("int8", "float16", "float32"), default="int8")
    ap.add_argument("--training", help="JSON with further facts for the manifest's training record")
    ap.add_argument("--speed", action="store_true", help="also measure the real-time factor on one thread")
    a = ap.parse_args()
    torch.set_num_threads(1)
    training = {}
    if a.training:
        with open(a.training) as f:
            training = json.load(f)
    for name, value in export(a.checkpoint, a.out, a.storage, training).items():
        print(f"{name}: {value:.2e}")
    for name in ("encoder", "decoder"):
        path = os.path.join(a.out, name + ".onnx")
        speed = "".join(f", {frames} frames a call: {runtime.real_time_factor(runtime.session(path), frames):.4f} of real time" for frames in (1, 4, 22)) if a.speed else ""
        print(f"{name}: {os.path.getsize(path) / 1e6:.2f} MB{speed}")


if __name__ == "__main__":
    main()
