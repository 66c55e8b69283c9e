"""Runs exported graphs on ONNX Runtime: stateful sessions, whole clips, and a stopwatch."""

import json
import os
import time

import numpy as np
import onnxruntime as ort

from .noise import noise

FRAME = 2048


def session(path_or_bytes) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return ort.InferenceSession(path_or_bytes, options, providers=["CPUExecutionProvider"])


class Stream:
    """A graph and its state; `run` takes the other inputs by name and returns the output."""

    def __init__(self, s: ort.InferenceSession):
        self.session = s
        size = next(i.shape[1] for i in s.get_inputs() if i.name == "state")
        self.state = np.zeros((1, size), np.float32)

    def run(self, **inputs: np.ndarray) -> np.ndarray:
        out, self.state = self.session.run(None, {**inputs, "state": self.state})
        return out


def encode(s: ort.InferenceSession, fed: np.ndarray, chunks: list[int]) -> np.ndarray:
    """Samples as the graph is fed them [2048 T] -> latents [64, T], in calls of `chunks` frames, repeated."""
    stream = Stream(s)
    return np.concatenate([stream.run(pcm=fed[None, None, a * FRAME : b * FRAME])[0] for a, b in spans(len(fed) // FRAME, chunks)], 1)


def decode(s: ort.InferenceSession, latents: np.ndarray, chunks: list[int], start: int = 0) -> np.ndarray:
    """[64, T] -> samples as the graph returns them [2048 T]; `start` is the first frame's number."""
    stream = Stream(s)
    parts = [stream.run(latent=np.ascontiguousarray(latents[None, :, a:b]), noise=noise((start + a) * FRAME, (b - a) * FRAME)[None, None])
             for a, b in spans(latents.shape[1], chunks)]
    return np.concatenate(parts, 2)[0, 0]


def spans(total: int, chunks: list[int]) -> list[tuple[int, int]]:
    out, at, i = [], 0, 0
    while at < total:
        end = min(total, at + chunks[i % len(chunks)])
        out.append((at, end))
        at, i = end, i + 1
    return out


def quantise(u: np.ndarray, planes: int) -> np.ndarray:
    """Nested uniform quantiser, cell midpoints."""
    cells = 2.0**planes
    return ((np.clip(np.floor((u + 1) * 0.5 * cells), 0, cells - 1) + 0.5) / cells * 2 - 1).astype(np.float32)


class Model:
    """A folder with manifest.json and both graphs; whole clips, delays taken out."""

    def __init__(self, folder: str):
        with open(os.path.join(folder, "manifest.json")) as f:
            self.manifest = json.load(f)
        self.format = self.manifest["format"]
        files = self.manifest["files"]
        self.encoder = session(os.path.join(folder, files["encoder"]["path"]))
        self.decoder = session(os.path.join(folder, files["decoder"]["path"]))

    def encode(self, pcm: np.ndarray) -> np.ndarray:
        """[N] at 44.1 kHz -> [64, ceil(N / 2048)], frame t over the samples 2048 t …; silence around the clip."""
        delay = self.format["encoder"]["delaySamples"]
        lead = -(-delay // FRAME)
        frames = -(-len(pcm) // FRAME)
        fed = np.zeros((frames + lead) * FRAME, np.float32)
        begin = lead * FRAME - delay  # the call for frame -lead starts with this sample of silence before the clip
        end = min(len(fed), begin + len(pcm))
        fed[begin:end] = pcm[: end - begin]
        return encode(self.encoder, fed, [22])[:, lead:]

    def decode(self, latents: np.ndarray, samples: int) -> np.ndarray:
        """[64, T] dequantised -> [samples]."""
        delay = self.format["decoder"]["delaySamples"]
        tail = -(-delay // FRAME)
        padded = np.concatenate([latents, np.zeros((latents.shape[0], tail), np.float32)], 1)
        return decode(self.decoder, padded, [22])[delay : delay + samples]


def real_time_factor(s: ort.InferenceSession, frames: int, seconds: float = 1.5) -> float:
    """Processor time per second of sound in calls of `frames` frames, the best of several stretches."""
    shapes = {i.name: i.shape for i in s.get_inputs()}
    rng = np.random.default_rng(0)
    feed = {"state": np.zeros(shapes["state"], np.float32)}
    for name in ("pcm", "noise"):
        if name in shapes:
            feed[name] = (rng.standard_normal((1, 1, FRAME * frames)) * 0.1).astype(np.float32)
    if "latent" in shapes:
        feed["latent"] = quantise(rng.uniform(-1, 1, (1, shapes["latent"][1], frames)), 1)
    s.run(None, feed)
    best, until = np.inf, time.perf_counter() + seconds
    while time.perf_counter() < until:
        begin = time.process_time()
        for _ in range(5):
            s.run(None, feed)
        best = min(best, (time.process_time() - begin) / 5)
    return best / (frames * FRAME / 44100)
