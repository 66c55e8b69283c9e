"""What the borrowed machine allows. The calls are planned by these numbers, and its stand-in in the tests enforces them."""

from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    tree_bytes: int = 64 * MIB  # of tracked, untracked and carried files in a call
    carried_paths: int = 8
    path_characters: int = 200
    command_characters: int = 2000
    command_seconds: int = 600
    lease_seconds: int = 900  # in all, the machine's start, idle time and transfers included
    idle_seconds: int = 30  # after which the machine is gone with all that is on it
    files_back: int = 8
    file_back_bytes: int = 16 * MIB
    all_back_bytes: int = 64 * MIB
    folders_back: int = 2  # how deep a file may lie under $OUT


LIMITS = Limits()
