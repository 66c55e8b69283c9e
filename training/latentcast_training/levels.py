"""How far the levels of bands are off: `python -m latentcast_training.levels MODEL_DIR --clips DIR [--json OUT] [--vs EARLIER]`.

PESQ and ESTOI follow these levels (about .5 and .1 a dB between operating points of one model), and they scatter less over
clips, so that small runs can be told apart by them. RMS error in dB of the 160 mel bands' levels below 8 kHz, every 512
samples, over what lies within 60 dB of a clip's loudest band; 8 bits a value stand for latents that are not quantised.
"""

import argparse
import glob
import json
import os

import numpy as np

from . import dsp
from .evaluate import load
from .runtime import Model, quantise

BANDS, TOP_HZ, RANGE_DB = 160, 8000.0, 60.0


def band_levels(x: np.ndarray) -> np.ndarray:
    """float32 [N] -> levels in dB of the bands below 8 kHz, [N / 512, bands]."""
    grid = dsp.GRID
    padded = np.pad(x[: len(x) // grid.hop * grid.hop], grid.margin)
    frames = np.lib.stride_tricks.sliding_window_view(padded, grid.nfft)[:: grid.hop]
    power = np.abs(np.fft.rfft(frames * np.hanning(grid.nfft + 1)[:-1])) ** 2
    mel = dsp.mel_filters(grid.nfft, BANDS).numpy() ** 2
    below = np.arange(grid.bins)[:, None] * grid.sample_rate / grid.nfft <= TOP_HZ
    keep = (mel * below).sum(0) == mel.sum(0)
    return 10 * np.log10(power @ mel[:, keep] + 1e-9)


def level_error(original: np.ndarray, decoded: np.ndarray) -> float:
    """RMS difference of the levels in dB, where the original has something to hear; both [N]."""
    a, b = band_levels(original), band_levels(decoded)
    floor = a.max() - RANGE_DB
    d = np.maximum(a, floor) - np.maximum(b, floor)
    return float(np.sqrt((d[a > floor] ** 2).mean()))


def measure(model: Model, clips: list[str], planes: list[int]) -> dict[str, dict[str, float]]:
    """Errors by number of planes and name of the clip."""
    out: dict[str, dict[str, float]] = {str(p): {} for p in planes}
    for path in clips:
        x = load(path)
        u = model.encode(x)
        for p in planes:
            out[str(p)][os.path.basename(path)] = level_error(x, model.decode(quantise(u, p), len(x)))
    return out


def mean_and_interval(values: list[float]) -> tuple[float, float]:
    """Mean and half of its 95 % interval, two standard errors."""
    v = np.array(values)
    return float(v.mean()), float(2 * v.std(ddof=1) / np.sqrt(len(v)))


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("model")
    ap.add_argument("--clips", required=True, help="folder with speech/ and music/")
    ap.add_argument("--planes", default="1,2,8")
    ap.add_argument("--json", help="write the errors here")
    ap.add_argument("--vs", help="--json file of an earlier run, for paired differences")
    a = ap.parse_args()
    model, found = Model(a.model), {}
    for kind in ("speech", "music"):
        found[kind] = measure(model, sorted(glob.glob(os.path.join(a.clips, kind, "*.flac"))), list(map(int, a.planes.split(","))))
    earlier = json.load(open(a.vs)) if a.vs else {}
    for kind, by_planes in found.items():
        for planes, errors in by_planes.items():
            line = f"{kind}, {planes} bits: {np.mean(list(errors.values())):.3f} dB"
            if before := earlier.get(kind, {}).get(planes):
                line += ", paired {:+.3f} ± {:.3f}".format(*mean_and_interval([v - before[k] for k, v in errors.items()]))
            print(line)
    if a.json:
        with open(a.json, "w") as f:
            json.dump(found, f, indent=1)


if __name__ == "__main__":
    main()
