"""Checkpoints: written whole or not at all, the newest few kept, found again by step."""

import os
import re

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


def save(folder: str, content: dict, keep: int) -> str:
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, f"step-{content['step']:08d}.pt")
    torch.save(content, path + ".tmp")
    with open(path + ".tmp", "rb") as f:
        os.fsync(f.fileno())
    os.replace(path + ".tmp", path)
    for old in all_of(folder)[:-keep]:
        os.remove(old)
    return path
