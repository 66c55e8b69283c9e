"""Builds the training corpus: clips of any format -> 44.1 kHz mono PCM, pitch labels and an index.

    python -m latentcast_training.corpus OUT_DIR KIND DIR_OR_FILE… [--manifest manifest.csv] [--part I/N]
    python -m latentcast_training.corpus OUT_DIR KIND DIR_OR_FILE… --labels LABELS [--part I/N]

Writes OUT_DIR/KIND.i16 (int16 samples, clips end to end, each a whole number of hops), OUT_DIR/KIND.f0 (float32,
one fundamental frequency in Hz per hop of 512 samples, 0 where unvoiced; DIO + StoneMask) and OUT_DIR/KIND.csv
(path, start hop, hops, native sample rate, speaker, split). About 100 hours of sound an hour and core.

With `--labels` nothing but decoding is left to do: the folder LABELS holds KIND.csv, an index as above, and KIND.f0, its
fundamental frequencies as float16. Sound that was decoded elsewhere may differ by some samples at a clip's end, so each
clip is cut or padded with silence to the hops that the index gives it.

The split is a function of the speaker's name alone, so that rebuilding the corpus never moves a held-out speaker
into training.
"""

import argparse
import csv
import glob
import hashlib
import os
import shutil
import subprocess

import numpy as np

SAMPLE_RATE, HOP = 44100, 512
CHUNK_HOPS = 86 * 60
DEV_SHARE = 0.03
EXTENSIONS = (".opus", ".wav", ".flac", ".ogg", ".mp3")


def split_of(speaker: str) -> str:
    """"dev" for about 3 % of the speakers (or tracks), "train" for the others; stable over machines."""
    return "dev" if int(hashlib.sha256(speaker.encode()).hexdigest()[:8], 16) / 2**32 < DEV_SHARE else "train"


def decode(path: str) -> np.ndarray:
    """Any file ffmpeg reads -> int16 [N] at 44.1 kHz mono, N cut to a whole number of hops. Without ffmpeg, what soundfile reads."""
    pcm = decoded_by_ffmpeg(path) if shutil.which("ffmpeg") else decoded_by_soundfile(path)
    return pcm[: len(pcm) // HOP * HOP]


def decoded_by_ffmpeg(path: str) -> np.ndarray:
    raw = subprocess.run(
        ["ffmpeg", "-v", "error", "-nostdin", "-i", path, "-ac", "1", "-ar", str(SAMPLE_RATE), "-f", "s16le", "-"],
        capture_output=True, check=True).stdout
    return np.frombuffer(raw, np.int16)


def decoded_by_soundfile(path: str) -> np.ndarray:
    import soundfile as sf
    import soxr

    x, rate = sf.read(path, dtype="float32", always_2d=True)
    y = soxr.resample(x.mean(1), rate, SAMPLE_RATE)
    return np.round(np.clip(y, -1, 1) * 32767).astype(np.int16)


def pitch_labels(pcm: np.ndarray) -> np.ndarray:
    """int16 [512 n] -> float32 [n], the fundamental in Hz at the middle of each hop, 0 where unvoiced."""
    import pyworld
    import soxr

    n = len(pcm) // HOP
    y = soxr.resample(pcm.astype(np.float64) / 32768, SAMPLE_RATE, SAMPLE_RATE // 4)
    f, t = pyworld.dio(y, SAMPLE_RATE // 4, f0_floor=60, f0_ceil=900, frame_period=1000 * HOP / SAMPLE_RATE, allowed_range=0.15)
    f = pyworld.stonemask(y, f, t, SAMPLE_RATE // 4)
    f = np.pad(f, (0, max(0, n + 1 - len(f))))
    a, b = f[:n], f[1 : n + 1]                      # DIO's frames sit at the hop's edges, ours in its middle
    return np.where((a > 0) & (b > 0), np.sqrt(a * b), np.where(a > 0, a, b)).astype(np.float32)


FIELDS = ["path", "start", "hops", "native_rate", "speaker", "split"]


def sources_of(sources: list[str]) -> list[str]:
    """Files, and what lies in folders, that are sound; sorted."""
    return sorted(p for s in sources for p in ([s] if os.path.isfile(s) else glob.glob(os.path.join(s, "*"))) if p.endswith(EXTENSIONS))


def known_labels(folder: str, kind: str) -> dict[str, tuple[dict, np.ndarray]]:
    """Rows of the index LABELS/KIND.csv by file name, each with its clip's pitch (float32 [hops])."""
    pitch = np.fromfile(os.path.join(folder, kind + ".f0"), np.float16).astype(np.float32)
    with open(os.path.join(folder, kind + ".csv"), newline="") as f:
        rows = list(csv.DictReader(f))
    return {r["path"]: (r, pitch[int(r["start"]) : int(r["start"]) + int(r["hops"])]) for r in rows}


def known_speakers(manifest: str | None) -> dict[str, dict]:
    """Rows of a manifest by file name."""
    if not manifest:
        return {}
    with open(manifest, newline="") as f:
        return {os.path.basename(r["path"]): r for r in csv.DictReader(f)}


def to_length(pcm: np.ndarray, hops: int) -> np.ndarray:
    """int16 [N] -> int16 [512 hops], cut or padded with silence."""
    return np.pad(pcm[: hops * HOP], (0, max(0, hops * HOP - len(pcm))))


def labelled(files: list[str], labels: dict[str, tuple[dict, np.ndarray]]):
    """(row, sound, pitch) of every file that the labels know; its row's start is not set."""
    for path in files:
        if known := labels.get(os.path.basename(path)):
            row, pitch = known
            yield row, to_length(decode(path), len(pitch)), pitch


def analysed(files: list[str], speakers: dict[str, dict]):
    """(row, sound, pitch) of every file, the pitch taken from the sound."""
    for path in files:
        name, pcm = os.path.basename(path), decode(path)
        about = speakers.get(name, {})
        speaker = about.get("speaker") or name
        pitch = [pitch_labels(pcm[i : i + HOP * CHUNK_HOPS]) for i in range(0, len(pcm), HOP * CHUNK_HOPS)]
        row = {"path": name, "native_rate": about.get("native_rate", SAMPLE_RATE), "speaker": speaker, "split": split_of(speaker)}
        yield row, pcm, np.concatenate(pitch) if pitch else np.zeros(0, np.float32)


def write_part(stem: str, clips) -> tuple[int, int]:
    """Clips (row, sound, pitch) -> STEM.i16, .f0 and .csv; returns their number and hops. A clip's row is written after its sound."""
    count = start = 0
    with open(stem + ".i16", "wb") as pcm_file, open(stem + ".f0", "wb") as f0_file, open(stem + ".csv", "w", newline="") as index:
        rows = csv.DictWriter(index, FIELDS, extrasaction="ignore")
        rows.writeheader()
        for row, pcm, pitch in clips:
            pcm_file.write(pcm.tobytes())
            f0_file.write(pitch.tobytes())
            pcm_file.flush(), f0_file.flush()
            rows.writerow({**row, "start": start, "hops": len(pitch)})
            index.flush()
            start += len(pitch)
            count += 1
    return count, start


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("out"); ap.add_argument("kind"); ap.add_argument("sources", nargs="+")
    ap.add_argument("--manifest", help="CSV with path, native_rate, speaker (matched by file name)")
    ap.add_argument("--labels", help="folder with KIND.csv and KIND.f0: pitch that is known already")
    ap.add_argument("--part", default="0/1", help="build only part I of N, for several cores: names become KIND-I")
    a = ap.parse_args()
    part, parts = map(int, a.part.split("/"))
    files = sources_of(a.sources)[part::parts]
    os.makedirs(a.out, exist_ok=True)
    stem = os.path.join(a.out, a.kind if parts == 1 else f"{a.kind}-{part}")
    clips = labelled(files, known_labels(a.labels, a.kind)) if a.labels else analysed(files, known_speakers(a.manifest))
    count, hops = write_part(stem, clips)
    print(f"{stem}: {count} of {len(files)} clips, {hops * HOP / SAMPLE_RATE / 3600:.2f} h", flush=True)


if __name__ == "__main__":
    main()
