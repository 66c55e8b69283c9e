"""Parity vectors for the TypeScript runtime: parity.json and small little-endian float32 files beside it."""

import json
import os

import numpy as np

from . import runtime
from .checks import test_sound

FRAMES = 12
CHUNKINGS = {"whole": [12], "chunked": [1, 4, 3]}


def write_vectors(folder: str, sessions: dict) -> None:
    """Both graphs from a cold state over 12 frames of a fixed sound, fed as it is (delays left in)."""
    def store(name: str, array: np.ndarray) -> dict:
        array.astype("<f4").tofile(os.path.join(folder, name))
        return {"path": name, "shape": list(array.shape)}

    pcm = test_sound(FRAMES)
    latent = runtime.encode(sessions["encoder"], pcm, CHUNKINGS["whole"])
    dequantised = runtime.quantise(latent, 1)
    decoded = runtime.decode(sessions["decoder"], dequantised, CHUNKINGS["whole"])
    worst = lambda a, b: float(np.abs(a - b).max())
    document = {
        "about": "From an all-zero state, frame 0 first: encoder(pcm) = latent; decoder(dequantised, noise of samples 0 …) = decoded. "
                 "pcm is what the encoder is fed and decoded what the decoder returns, delays left in. dequantised is latent at 1 bit, "
                 "(latent >= 0 ? 0.5 : -0.5). Arrays are little-endian float32, row-major.",
        "frames": FRAMES, "planes": 1, "noise": "lowbias32-v1", "noiseStartSample": 0,
        "noiseFirst": [float(v) for v in runtime.noise(0, 8)],
        "chunkings": CHUNKINGS,
        "pcm": store("parity-pcm.f32", pcm), "latent": store("parity-latent.f32", latent),
        "dequantised": store("parity-dequantised.f32", dequantised), "decoded": store("parity-decoded.f32", decoded),
        "tolerance": {"latent": 1e-3, "decodedRelativeToPeak": 5e-3},
        "measured": {"latentChunkedVsWhole": worst(runtime.encode(sessions["encoder"], pcm, CHUNKINGS["chunked"]), latent),
                     "decodedChunkedVsWhole": worst(runtime.decode(sessions["decoder"], dequantised, CHUNKINGS["chunked"]), decoded),
                     "decodedPeak": float(np.abs(decoded).max())},
    }
    with open(os.path.join(folder, "parity.json"), "w") as f:
        json.dump(document, f, indent=2)
        f.write("\n")
