"""Measures what level the decoder's output lacks: `python -m latentcast_training.calibrate CHECKPOINT [--data DIR]`.

On clips of the held-out speakers and tracks: the gain in dB at which the mean |dB| between 40 mel bands of the original
and of the decoded sound is least, by kind and number of planes. `dsp.SYNTHESIS.level_db` is set from it; what is printed is what
is still missing with the constant as it is.
"""

import argparse
import os

import numpy as np
import torch

from . import checkpoints, dsp
from .data import Corpus
from .export import load_checkpoint
from .model import Codec, quantise
from .noise import noise

HOPS = 112 * 3
EDGE = 40
GAINS = np.arange(-3, 4.01, 0.25)


def deviations(codec: Codec, x: np.ndarray, planes: int) -> np.ndarray:
    """float32 [N] -> original minus decoded in dB by hop and band, without bands 70 dB below the loudest."""
    pcm, mel = torch.from_numpy(x)[None], dsp.mel_filters(dsp.GRID.nfft, 40)
    with torch.no_grad():
        y = codec.decode(quantise(codec.encode(pcm), torch.tensor(float(planes))), torch.from_numpy(noise(0, len(x)))[None])
        a, b = ((codec.stft(v).abs() ** 2 @ mel)[0, EDGE:-EDGE] + 1e-5 for v in (pcm, y))
    d = 10 * torch.log10(a / b)
    return d[a > a.max() * 1e-7].numpy()


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("checkpoint")
    ap.add_argument("--data", help="corpus folder; default $LATENTCAST_TRAIN_DIR/data")
    ap.add_argument("--clips", type=int, default=24)
    a = ap.parse_args()
    torch.set_num_threads(1)
    codec = Codec().eval()
    codec.load(load_checkpoint(a.checkpoint)[0])
    corpus = Corpus(a.data or os.path.join(checkpoints.train_dir(), "data"), split="dev", min_hops=HOPS)
    for kind, clips in corpus.clips.items():
        for planes in (1, 2):
            rng, found = np.random.default_rng(0), []
            for i in range(a.clips):
                clip = clips[i % len(clips)]
                at = int(rng.integers(0, len(clip.pitch) - HOPS + 1)) * dsp.GRID.hop
                found.append(deviations(codec, clip.pcm[at : at + HOPS * dsp.GRID.hop].astype(np.float32) / 32768, planes))
            d = np.concatenate(found)
            cost = [np.abs(d - g).mean() for g in GAINS]
            print(f"{kind}, {planes} bit: lacks {GAINS[int(np.argmin(cost))]:+.2f} dB; mean |dB| {np.abs(d).mean():.3f}, with it {min(cost):.3f}")


if __name__ == "__main__":
    main()
