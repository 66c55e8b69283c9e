"""The corpus in pieces small enough to travel to another machine, such as one with a GPU that is lent for half an hour.

    python -m latentcast_training.shards pack DATA SHARDS        # here
    python -m latentcast_training.shards unpack SHARDS DATA      # there: needs soundfile, soxr and numpy, no ffmpeg

A shard is KIND-NNN.opus (clips end to end, Ogg Opus), KIND-NNN.f0 (float16, Hz a hop) and KIND-NNN.csv, as corpus.py
writes it. Opus at 24 kbit/s for speech and 40 for music is what the sound can lose before a codec of 1.4 kbit/s is
trained on it; a shard takes at most `--megabytes`. Shards that lie in DATA already are not unpacked again.
"""

import argparse
import csv
import glob
import os
import shutil
import subprocess
from concurrent.futures import ProcessPoolExecutor

import numpy as np

from . import dsp
from .data import Clip, read_index

KBPS = {"speech": 24}
OTHER_KBPS = 40
OPUS_RATE = 48000
BLOCK = OPUS_RATE * 60


def clips_of(folder: str) -> dict[str, list[tuple[dict, Clip]]]:
    """Every labelled clip of a corpus folder with its row of the index, by kind."""
    found: dict[str, list[tuple[dict, Clip]]] = {}
    for index in sorted(glob.glob(os.path.join(folder, "*.csv"))):
        for row, clip in read_index(index):
            found.setdefault(clip.kind, []).append((row, clip))
    return found


def pack(folder: str, out: str, megabytes: float) -> list[str]:
    """Writes the shards and returns their stems. Memory: one shard."""
    os.makedirs(out, exist_ok=True)
    stems = []
    for kind, clips in clips_of(folder).items():
        kbps = KBPS.get(kind, OTHER_KBPS)
        most_hops = int(megabytes * 0.9 * 8e3 / kbps * dsp.GRID.sample_rate / dsp.GRID.hop)  # variable rate: a tenth to spare, and the labels
        while clips:
            taken, hops = [], 0
            while clips and (not taken or hops + len(clips[0][1].pitch) <= most_hops):
                taken.append(clips.pop(0))
                hops += len(taken[-1][1].pitch)
            stems.append(os.path.join(out, f"{kind}-{len(stems):03d}"))
            write_shard(stems[-1], taken, kbps)
    return stems


def write_shard(stem: str, clips: list[tuple[dict, Clip]], kbps: int) -> None:
    encoder = subprocess.Popen(["ffmpeg", "-v", "error", "-nostdin", "-y", "-f", "s16le", "-ar", str(dsp.GRID.sample_rate), "-ac", "1", "-i", "pipe:0",
                                "-c:a", "libopus", "-b:a", f"{kbps}k", "-application", "audio", stem + ".opus"], stdin=subprocess.PIPE)
    with open(stem + ".csv", "w", newline="") as index, open(stem + ".f0", "wb") as labels:
        rows = csv.DictWriter(index, ["path", "start", "hops", "native_rate", "speaker", "split"])
        rows.writeheader()
        start = 0
        for row, clip in clips:
            encoder.stdin.write(clip.pcm.tobytes())
            labels.write(clip.pitch.astype(np.float16).tobytes())
            rows.writerow({**row, "start": start})
            start += len(clip.pitch)
    encoder.stdin.close()
    if encoder.wait():
        raise RuntimeError(f"ffmpeg ended with code {encoder.returncode} on {stem}.opus")


def unpack_one(stem: str, out: str) -> str:
    """One shard -> i16, f0 (float32) and csv in the corpus folder; the index comes last, so that half a shard is none."""
    import soundfile as sf
    import soxr

    target = os.path.join(out, os.path.basename(stem))
    with open(stem + ".csv", newline="") as f:
        samples = sum(int(r["hops"]) for r in csv.DictReader(f)) * dsp.GRID.hop
    resampler, left = soxr.ResampleStream(OPUS_RATE, dsp.GRID.sample_rate, 1, dtype="float32"), samples
    with sf.SoundFile(stem + ".opus") as sound, open(target + ".i16", "wb") as pcm:
        while left:
            x = sound.read(BLOCK, dtype="float32")
            y = resampler.resample_chunk(x, last=len(x) < BLOCK)[:left]
            if len(x) < BLOCK and len(y) < left:
                y = np.pad(y, (0, left - len(y)))  # a resampler's rounding at the end
            pcm.write(np.round(np.clip(y, -1, 1) * 32767).astype(np.int16).tobytes())
            left -= len(y)
    np.fromfile(stem + ".f0", np.float16).astype(np.float32).tofile(target + ".f0")
    shutil.copyfile(stem + ".csv", target + ".tmp")
    os.replace(target + ".tmp", target + ".csv")
    return target


def unpack(folder: str, out: str, workers: int) -> list[str]:
    os.makedirs(out, exist_ok=True)
    stems = [p[:-5] for p in sorted(glob.glob(os.path.join(folder, "*.opus")))]
    stems = [s for s in stems if not os.path.exists(os.path.join(out, os.path.basename(s) + ".csv"))]
    if workers < 2:
        return [unpack_one(s, out) for s in stems]
    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(unpack_one, stems, [out] * len(stems)))


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("verb", choices=("pack", "unpack"))
    ap.add_argument("source")
    ap.add_argument("out")
    ap.add_argument("--megabytes", type=float, default=55.0, help="most of a shard (pack)")
    ap.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes (unpack)")
    a = ap.parse_args()
    stems = pack(a.source, a.out, a.megabytes) if a.verb == "pack" else unpack(a.source, a.out, a.workers)
    for stem in stems:
        size = sum(os.path.getsize(p) for p in glob.glob(stem + ".*"))
        print(f"{os.path.basename(stem)}: {size / 1e6:.1f} MB", flush=True)


if __name__ == "__main__":
    main()
