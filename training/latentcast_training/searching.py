"""Adds the graph of the encoder's search to an exported folder: `python -m latentcast_training.searching MODEL_DIR`.

The graph lacks the decoder's weights, which whoever loads it takes from decoder.onnx; so the model's other files, and with
them its identity and its streams, stay as they are. Refuses to write when the graph's gradient is not the network's.
"""

import argparse
import hashlib
import json
import os

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from torch import Tensor

from . import dsp, losses, runtime
from .config import ModelConfig, SearchConfig
from .export import shipped_weights
from .model import Codec, quantise
from .streaming.search import search

FILE = "search.onnx"
FORMAT = {"marginSamples": dsp.GRID.margin, "rowsPerFrame": dsp.GRID.fold, "aimSize": dsp.PITCH.classes + 1 + 2 * dsp.TONES.count, "tailFrames": 2,
          "frameMultiple": 2, "minFrames": 8}
CHECK_FRAMES = 12
QUIET_WEIGHT = 0.3
MAX_LOSS_ERROR, MAX_GRADIENT_ERROR = 5e-3, 5e-2  # relative; where a level is just met the gradient may have either sign


def without_weights(model: onnx.ModelProto) -> onnx.ModelProto:
    """The graph without the initialisers that the decoder has too: those with a name of their own."""
    kept = [t for t in model.graph.initializer if "." not in t.name]
    del model.graph.initializer[:]
    model.graph.initializer.extend(kept)
    return model


def with_weights(graph: bytes, decoder: bytes) -> bytes:
    """A graph without weights, with those of another one's file: serialised messages that follow each other are merged.
    Taken are the initialisers that its nodes name and that it lacks."""
    own, donor = onnx.ModelProto(), onnx.ModelProto()
    own.ParseFromString(graph)
    donor.ParseFromString(decoder)
    lacking = {name for node in own.graph.node for name in node.input} - {t.name for t in own.graph.initializer} - {name for node in own.graph.node for name in node.output}
    weights = onnx.ModelProto()
    weights.graph.initializer.extend(t for t in donor.graph.initializer if t.name in lacking)
    return graph + weights.SerializeToString()


def objective(codec: Codec, latents: Tensor, power: Tensor, f0: Tensor, voiced: Tensor, wanted: Tensor, c: SearchConfig) -> Tensor:
    """What the graph computes, in torch: latents [1, T, Z], power [1, Th, BINS], f0 and voiced [1, Th], tones wanted
    [1, Th, 2 TONES] -> scalar."""
    gains, pitch, tones = codec.dec(latents)
    first = f0[:, :1]  # a window begins in the middle of a sound: with the pitch of its first hop before it
    frames = dsp.source_frames(torch.cat([first, f0], 1), -float(first) * dsp.GRID.hop / 2 / dsp.GRID.sample_rate)[:, 1:]
    source = dsp.power_of(dsp.spread(frames, codec.win))
    expected, every = dsp.expected_power(gains, source), torch.ones(1, 1, dsp.GRID.bins)
    bins, mel, _ = losses.spectral(expected, power, codec.fb**2, every, losses.frame_weights(power, QUIET_WEIGHT))
    bark, threshold = losses.bark_bands()
    heard = losses.loudness(expected, power, bark, threshold)
    alike = losses.structure(expected, power, losses.erb_bands(21, 50, 8000), every)
    clear = losses.intelligibility(expected, power, losses.third_octaves())
    cross, voicing = losses.pitch(pitch, f0, voiced, torch.ones(1))
    n = dsp.TONES.count
    sounds = torch.sigmoid(wanted[..., :n])
    entropy = F.binary_cross_entropy_with_logits(tones[..., :n], sounds, reduction="none").sum(-1).mean()
    off = ((tones[..., n:] - wanted[..., n:]).abs() * sounds).sum(-1).mean()
    return (c.bins * bins + c.mel * mel + c.intelligibility * (clear - 1) + c.structure * (alike - 1) + c.loudness * heard
            + c.pitch * cross + c.voicing * voicing + c.tones * entropy + c.tone_levels * off)


def errors(codec: Codec, graph: bytes, c: SearchConfig) -> tuple[float, float]:
    """Relative errors of the graph's loss and gradient against torch, on noise whose loudness moves."""
    rng = np.random.default_rng(1)
    samples = CHECK_FRAMES * dsp.GRID.frame + 2 * dsp.GRID.margin
    pcm = (rng.standard_normal(samples) * 0.1 * (1 + np.sin(np.arange(samples) / 3000))).astype(np.float32)
    latents = torch.from_numpy(rng.uniform(-1, 1, (1, CHECK_FRAMES, codec.config.latents)).astype(np.float32))
    with torch.no_grad():
        frames = torch.from_numpy(pcm)[None].unfold(1, dsp.GRID.nfft, dsp.GRID.hop) * codec.win
        power = dsp.power_of(torch.fft.rfft(frames))
        place = 100 + 20 * torch.sin(torch.arange(CHECK_FRAMES * dsp.GRID.fold) / 5)  # of the pitch, which is clear everywhere
        voicing = torch.from_numpy(rng.standard_normal((len(place), 1)).astype(np.float32))
        wanted = torch.cat([-0.5 * (torch.arange(dsp.PITCH.classes) - place[:, None]) ** 2, voicing], 1)[None]
        tones = torch.from_numpy(rng.standard_normal((1, len(place), 2 * dsp.TONES.count)).astype(np.float32) - 1)
        f0 = torch.exp(dsp.expected_log_pitch(wanted[..., :-1], codec.fc))
    bits = quantise(latents, torch.tensor(1.0)).requires_grad_()
    loss = objective(codec, bits, power, f0, torch.sigmoid(wanted[..., -1]), tones, c)
    gradient = torch.autograd.grad(loss, bits)[0][0].T.numpy()
    feed = {"latent": np.ascontiguousarray(bits.detach()[0].T.numpy()[None]), "pcm": pcm[None, None], "aims": torch.cat([wanted, tones], -1)[0].numpy(),
            "weight": np.ones((CHECK_FRAMES * dsp.GRID.fold, 1), np.float32)}
    found, slope, _ = runtime.session(graph).run(None, feed)
    return abs(found[0] / loss.item() - 1), float(np.linalg.norm(slope[0] - gradient) / np.linalg.norm(gradient))


def add_search(folder: str, model: ModelConfig | None = None, c: SearchConfig | None = None, storage: str = "int8") -> dict[str, float]:
    """Writes the graph and its entries of the manifest; returns its errors."""
    model, c = model or ModelConfig(), c or SearchConfig()
    weights = shipped_weights(folder)
    codec = Codec(model).eval()
    codec.load(weights)
    graph = without_weights(search({k: v.numpy() for k, v in weights.items()}, model, c, storage)).SerializeToString()
    with open(os.path.join(folder, "decoder.onnx"), "rb") as f:
        loss, gradient = errors(codec, with_weights(graph, f.read()), c)
    if not (loss <= MAX_LOSS_ERROR and gradient <= MAX_GRADIENT_ERROR):
        raise ValueError(f"the search's graph is off: loss by {loss:.2e} (at most {MAX_LOSS_ERROR}), gradient by {gradient:.2e} (at most {MAX_GRADIENT_ERROR})")
    with open(os.path.join(folder, FILE), "wb") as f:
        f.write(graph)
    path = os.path.join(folder, "manifest.json")
    with open(path) as f:
        manifest = json.load(f)
    manifest["files"]["search"] = {"path": FILE, "sha256": hashlib.sha256(graph).hexdigest(), "bytes": len(graph)}
    manifest["search"] = FORMAT
    with open(path, "w") as f:
        json.dump(manifest, f, indent=2)
        f.write("\n")
    return {"loss": loss, "gradient": gradient}


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("model", help="an exported folder")
    a = ap.parse_args()
    torch.set_num_threads(1)
    for name, value in add_search(a.model).items():
        print(f"{name}: off by {value:.2e}")
    print(f"{FILE}: {os.path.getsize(os.path.join(a.model, FILE)) / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
