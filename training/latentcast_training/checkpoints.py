"""Checkpoints: written whole or not at all, the newest few kept, found again by step.

    python -m latentcast_training.checkpoints RUN OUT

writes the averaged weights of a run's newest checkpoint as float16 in parts of at most 15 MB (OUT/weights-N.pt), which
`train --init OUT` and `export OUT` take: what fits through a narrow door to another machine.
"""

import glob
import os
import re
import sys

import torch

PATTERN = re.compile(r"step-(\d+)\.pt$")


def train_dir() -> str:
    return os.environ.get("LATENTCAST_TRAIN_DIR") or os.path.expanduser("~/.cache/latentcast/training")


def all_of(folder: str) -> list[str]:
    """Checkpoints of a run, oldest first."""
    names = os.listdir(folder) if os.path.isdir(folder) else []
    return [os.path.join(folder, n) for n in sorted((n for n in names if PATTERN.match(n)), key=lambda n: int(PATTERN.match(n)[1]))]


def newest(folder: str) -> str | None:
    found = all_of(folder)
    return found[-1] if found else None


def write(path: str, content: dict) -> None:
    """A file that is there whole or not at all."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    torch.save(content, path + ".tmp")
    with open(path + ".tmp", "rb") as f:
        os.fsync(f.fileno())
    os.replace(path + ".tmp", path)


def save(folder: str, content: dict, keep: int) -> str:
    path = os.path.join(folder, f"step-{content['step']:08d}.pt")
    write(path, content)
    for old in all_of(folder)[:-keep]:
        os.remove(old)
    return path


PART_BYTES = 15_000_000
ENTRY_BYTES = 1500  # at most what the container adds to a tensor


def write_parts(content: dict, out: str, most: int = PART_BYTES) -> list[str]:
    """The averaged weights of a checkpoint's content as float16, and what is known of its training, in files of at most `most` bytes."""
    os.makedirs(out, exist_ok=True)
    parts: list[dict] = [{}]
    size = 0
    for name, value in content["ema"].items():
        value = value.half() if value.is_floating_point() else value
        bytes_here = value.numel() * value.element_size() + ENTRY_BYTES
        if parts[-1] and size + bytes_here > most:
            parts.append({})
            size = 0
        parts[-1][name] = value.cpu().clone()
        size += bytes_here
    about = {k: content[k] for k in ("step", "seconds", "audio_seconds", "config", "commit", "init", "data") if k in content}
    paths = []
    for i, part in enumerate(parts):
        paths.append(os.path.join(out, f"weights-{i}.pt"))
        torch.save({"part": part, "parts": len(parts), "about": about}, paths[-1])
    return paths


def read_parts(folder: str) -> tuple[dict, dict] | None:
    """What write_parts wrote, as float32, or None where there is nothing of it."""
    found = [torch.load(p, map_location="cpu", weights_only=True) for p in sorted(glob.glob(os.path.join(folder, "weights-*.pt")))]
    if not found:
        return None
    if len(found) != found[0]["parts"]:
        raise FileNotFoundError(f"{folder} has {len(found)} of {found[0]['parts']} parts of the weights")
    state = {k: v.float() if v.is_floating_point() else v for part in found for k, v in part["part"].items()}
    return state, found[0]["about"]


if __name__ == "__main__":
    path = newest(os.path.join(train_dir(), "runs", sys.argv[1]))
    if not path:
        raise SystemExit(f"run '{sys.argv[1]}' has no checkpoint in {train_dir()}")
    print("\n".join(write_parts(torch.load(path, map_location="cpu", weights_only=True), sys.argv[2])))
