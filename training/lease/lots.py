"""Prepares the corpus for the way to a borrowed machine: `python -m lease.lots CORPUS [--wheels]`.

CORPUS holds speech/, music/ and labels/ (KIND.csv, KIND.f0). Files travel as they are, in folders (lots) that each fit into a
call beside the working tree, every one with some of each kind and with its share of the labels. Speakers and tracks that
are held out stay here. `--wheels` also fetches what Python there lacks to read Opus files.
"""

import argparse
import csv
import hashlib
import os
import shutil
import subprocess
import sys

import numpy as np

from latentcast_training.corpus import FIELDS, known_labels
from latentcast_training.data import held_out

from .limits import LIMITS, MIB

HERE = os.path.dirname(os.path.abspath(__file__))
LOTS, WHEELS = os.path.join(HERE, "lots"), os.path.join(HERE, "wheels")
NEEDED = ("soundfile", "soxr", "cffi", "pycparser")
MARGIN = 1 * MIB  # for what the labels and folders add


def tree_bytes(repository: str) -> int:
    """Size of what travels with every call: tracked files and untracked ones that git does not ignore."""
    names = subprocess.run(["git", "ls-files", "-zco", "--exclude-standard"], cwd=repository, capture_output=True, check=True).stdout
    paths = (os.path.join(repository, n.decode()) for n in names.split(b"\0") if n)
    return sum(os.lstat(p).st_size for p in paths if os.path.lexists(p))


def folder_bytes(folder: str) -> int:
    return sum(os.path.getsize(os.path.join(root, n)) for root, _, names in os.walk(folder) for n in names)


def clips_of(corpus: str) -> list[tuple[str, str, dict, np.ndarray]]:
    """(kind, path, row, pitch) of what may be trained on, in an order that mixes speakers and kinds and is always the same."""
    apart, found = {name for _, name in held_out()}, []
    for kind in ("speech", "music"):
        if not os.path.exists(os.path.join(corpus, "labels", kind + ".csv")):
            continue
        for name, (row, pitch) in known_labels(os.path.join(corpus, "labels"), kind).items():
            path = os.path.join(corpus, kind, name)
            if row["split"] == "train" and row["speaker"] not in apart and os.path.exists(path):
                found.append((kind, path, row, pitch))
    return sorted(found, key=lambda clip: hashlib.sha256(os.path.basename(clip[1]).encode()).hexdigest())


def write_lot(folder: str, clips: list[tuple[str, str, dict, np.ndarray]]) -> None:
    os.makedirs(folder)
    for kind in sorted({c[0] for c in clips}):
        start = 0
        with open(os.path.join(folder, kind + ".csv"), "w", newline="") as index, open(os.path.join(folder, kind + ".f0"), "wb") as labels:
            rows = csv.DictWriter(index, FIELDS)
            rows.writeheader()
            for _, path, row, pitch in (c for c in clips if c[0] == kind):
                shutil.copyfile(path, os.path.join(folder, os.path.basename(path)))
                labels.write(pitch.astype(np.float16).tobytes())
                rows.writerow({**row, "start": start})
                start += len(pitch)


def write_lots(corpus: str, out: str, room: int) -> list[str]:
    """Fills folders OUT/00, 01, … of at most `room` bytes each; returns their paths."""
    shutil.rmtree(out, ignore_errors=True)
    lots: list[list] = [[]]
    size = 0
    for clip in clips_of(corpus):
        bytes_here = os.path.getsize(clip[1]) + 2 * len(clip[3]) + 200  # sound, pitch, row
        if bytes_here > room:
            raise ValueError(f"{clip[1]} alone needs {bytes_here} of {room} bytes")
        if size + bytes_here > room:
            lots.append([])
            size = 0
        lots[-1].append(clip)
        size += bytes_here
    paths = [os.path.join(out, f"{i:02d}") for i in range(len(lots))]
    for path, clips in zip(paths, lots):
        write_lot(path, clips)
    return paths


def fetch_wheels(out: str) -> None:
    """Wheels for Python 3.12 on x86-64 Linux."""
    platforms = [f"--platform={p}" for p in ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64", "manylinux1_x86_64")]
    subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", "--python-version", "3.12",
                    "--implementation", "cp", *platforms, "-d", out, *NEEDED], check=True)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("corpus")
    ap.add_argument("--wheels", action="store_true", help="also fetch what Python there lacks")
    a = ap.parse_args()
    if a.wheels:
        fetch_wheels(WHEELS)
    tree = tree_bytes(os.path.dirname(os.path.dirname(HERE)))
    room = LIMITS.tree_bytes - tree - folder_bytes(WHEELS) - MARGIN
    print(f"the tree has {tree / MIB:.1f} MiB; {room / MIB:.1f} MiB a call are left for lots")
    for path in write_lots(a.corpus, LOTS, room):
        print(f"{path}: {folder_bytes(path) / MIB:.1f} MiB")


if __name__ == "__main__":
    main()
