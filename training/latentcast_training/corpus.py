"""Builds the training corpus: clips of any format -> 44.1 kHz mono PCM, pitch labels and an index.

    python -m latentcast_training.corpus OUT_DIR KIND DIR_OR_FILE… [--manifest manifest.csv] [--part I/N]

Writes OUT_DIR/KIND.i16 (int16 samples, clips end to end, each a whole number of hops), OUT_DIR/KIND.f0 (float32,
one fundamental frequency in Hz per hop of 512 samples, 0 where unvoiced; DIO + StoneMask) and OUT_DIR/KIND.csv
(path, start hop, hops, native sample rate, speaker, split). About 100 hours of sound an hour and core.

The split is a function of the speaker's name alone, so that rebuilding the corpus never moves a held-out speaker
into training.
"""

import argparse
import csv
import glob
import hashlib
import os
import subprocess

import numpy as np
import pyworld
import soxr

SAMPLE_RATE, HOP = 44100, 512
CHUNK_HOPS = 86 * 60
DEV_SHARE = 0.03
EXTENSIONS = (".opus", ".wav", ".flac", ".ogg", ".mp3")


def split_of(speaker: str) -> str:
    """"dev" for about 3 % of the speakers (or tracks), "train" for the others; stable over machines."""
    return "dev" if int(hashlib.sha256(speaker.encode()).hexdigest()[:8], 16) / 2**32 < DEV_SHARE else "train"


def decode(path: str) -> np.ndarray:
    """Any file ffmpeg reads -> int16 [N] at 44.1 kHz mono, N cut to a whole number of hops."""
    raw = subprocess.run(
        ["ffmpeg", "-v", "error", "-nostdin", "-i", path, "-ac", "1", "-ar", str(SAMPLE_RATE), "-f", "s16le", "-"],
        capture_output=True, check=True).stdout
    pcm = np.frombuffer(raw, np.int16)
    return pcm[: len(pcm) // HOP * HOP]


def pitch_labels(pcm: np.ndarray) -> np.ndarray:
    """int16 [512 n] -> float32 [n], the fundamental in Hz at the middle of each hop, 0 where unvoiced."""
    n = len(pcm) // HOP
    y = soxr.resample(pcm.astype(np.float64) / 32768, SAMPLE_RATE, SAMPLE_RATE // 4)
    f, t = pyworld.dio(y, SAMPLE_RATE // 4, f0_floor=60, f0_ceil=900, frame_period=1000 * HOP / SAMPLE_RATE, allowed_range=0.15)
    f = pyworld.stonemask(y, f, t, SAMPLE_RATE // 4)
    f = np.pad(f, (0, max(0, n + 1 - len(f))))
    a, b = f[:n], f[1 : n + 1]                      # DIO's frames sit at the hop's edges, ours in its middle
    return np.where((a > 0) & (b > 0), np.sqrt(a * b), np.where(a > 0, a, b)).astype(np.float32)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("out"); ap.add_argument("kind"); ap.add_argument("sources", nargs="+")
    ap.add_argument("--manifest", help="CSV with path, native_rate, speaker (matched by file name)")
    ap.add_argument("--part", default="0/1", help="build only part I of N, for several cores: names become KIND-I")
    a = ap.parse_args()
    part, parts = map(int, a.part.split("/"))
    known = {}
    if a.manifest:
        with open(a.manifest, newline="") as f:
            known = {os.path.basename(r["path"]): r for r in csv.DictReader(f)}
    files = sorted(p for s in a.sources for p in ([s] if os.path.isfile(s) else glob.glob(os.path.join(s, "*"))) if p.endswith(EXTENSIONS))
    os.makedirs(a.out, exist_ok=True)
    stem = os.path.join(a.out, a.kind if parts == 1 else f"{a.kind}-{part}")
    start = 0
    with open(stem + ".i16", "wb") as pcm_file, open(stem + ".f0", "wb") as f0_file, open(stem + ".csv", "w", newline="") as index:
        rows = csv.writer(index)
        rows.writerow(["path", "start", "hops", "native_rate", "speaker", "split"])
        for path in files[part::parts]:
            name = os.path.basename(path)
            row = known.get(name, {})
            speaker = row.get("speaker") or name
            pcm = decode(path)
            for i in range(0, len(pcm), HOP * CHUNK_HOPS):
                chunk = pcm[i : i + HOP * CHUNK_HOPS]
                pcm_file.write(chunk.tobytes())
                f0_file.write(pitch_labels(chunk).tobytes())
            rows.writerow([name, start, len(pcm) // HOP, row.get("native_rate", SAMPLE_RATE), speaker, split_of(speaker)])
            index.flush()
            start += len(pcm) // HOP
    print(f"{stem}: {len(files[part::parts])} clips, {start * HOP / SAMPLE_RATE / 3600:.2f} h", flush=True)


if __name__ == "__main__":
    main()
