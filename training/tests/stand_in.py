"""A stand-in for the borrowed machine: it runs the same commands over a copy of the tree, and enforces every limit of lease.limits.

What it does as the real one: the tree and the carried paths replace what is there, ignored files stay; $OUT is empty before a
command; what a command leaves running is killed unless it has a process session of its own; after 30 s without a command, or
when the lease's time is spent, everything is gone. Time passes by the commands' own and by `idle`, which only counts.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from lease.limits import LIMITS, Limits

START_SECONDS = 90  # of the lease's time that a start costs
NAME = re.compile(r"[A-Za-z0-9._-]+")


@dataclass
class Result:
    rc: int
    output: str
    files: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def state(pid: int) -> str:
    """The letter that the kernel gives a process, Z for one that has ended and not been waited for; "" where there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return ""


class Refused(Exception):
    """The call was not run; the message says why."""


class BorrowedMachine:
    """One lease of the machine, over the git repository at `checkout`; files come back to SCRATCH/files-CALL."""

    def __init__(self, checkout: Path, scratch: Path, limits: Limits = LIMITS):
        self.checkout, self.scratch, self.limits = checkout, scratch, limits
        self.held_s, self.starts, self.calls, self.warm = 0.0, 0, 0, False
        self.tree, self.tmp, self.out = (scratch / n for n in ("tree", "machine-tmp", "out"))
        self.binaries = scratch / "bin"
        self.binaries.mkdir(parents=True)
        (self.binaries / "python3").write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
        (self.binaries / "python3").chmod(0o755)

    # -- what travels ---------------------------------------------------------------------------------------------------
    def _names(self) -> list[str]:
        run = subprocess.run(["git", "ls-files", "-zco", "--exclude-standard"], cwd=self.checkout, capture_output=True, check=True)
        return [n for n in run.stdout.decode().split("\0") if n and (self.checkout / n).is_file()]

    def _carried(self, carry: list[str]) -> list[str]:
        files = []
        for path in carry:
            place = self.checkout / path
            files += [str(p.relative_to(self.checkout)) for p in ([place] if place.is_file() else place.rglob("*")) if p.is_file()]
        return files

    def _send(self, carry: list[str]) -> None:
        names = sorted({*self._names(), *self._carried(carry)})
        size = sum((self.checkout / n).stat().st_size for n in names)
        if size > self.limits.tree_bytes:
            raise Refused(f"the working tree is larger than {self.limits.tree_bytes} bytes: {size}")
        for path in carry:  # replaces what is there, also with nothing
            shutil.rmtree(self.tree / path, ignore_errors=True)
        for name in names:
            (self.tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.checkout / name, self.tree / name)

    def _collect(self, result: Result) -> None:
        total = 0
        for path in sorted(p for p in self.out.rglob("*") if not p.is_dir() or p.is_symlink()):
            parts = path.relative_to(self.out).parts
            size = path.lstat().st_size
            reason = None
            if path.is_symlink():
                reason = "a link"
            elif not all(NAME.fullmatch(p) for p in parts):
                reason = "a name with odd characters"
            elif len(parts) - 1 > self.limits.folders_back:
                reason = "a folder too deep"
            elif size > self.limits.file_back_bytes or total + size > self.limits.all_back_bytes or len(result.files) >= self.limits.files_back:
                reason = "over the limits on what comes back"
            if reason:
                result.left_out.append(f"{'/'.join(parts)} ({reason})")
                continue
            total += size
            target = self.scratch / f"files-{self.calls}" / Path(*parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
            result.files.append(str(target))

    # -- time and processes ---------------------------------------------------------------------------------------------
    def _processes(self) -> list[int]:
        """Everything that still runs on the machine; its processes carry a mark in their environment."""
        mark, found = f"BORROWED_MACHINE={self.scratch}".encode(), []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != os.getpid():
                try:
                    if mark in (entry / "environ").read_bytes().split(b"\0"):
                        found.append(int(entry.name))
                except OSError:
                    pass
        return found

    def _end(self, pids: list[int]) -> None:
        """Kills them and returns when they are gone."""
        for pid in pids:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        while any(state(pid) not in ("", "Z") for pid in pids):
            os.sched_yield()

    def _left_running(self, session: int) -> list[int]:
        alive = []
        for pid in self._processes():
            try:
                if os.getsid(pid) == session:
                    alive.append(pid)
            except ProcessLookupError:
                pass
        return alive

    def give_back(self) -> None:
        """The machine goes, with every process and file on it."""
        self._end(self._processes())
        for folder in (self.tree, self.tmp, self.out):
            shutil.rmtree(folder, ignore_errors=True)
        self.warm = False

    def idle(self, seconds: float) -> None:
        """Nobody calls for a while."""
        self.held_s += min(seconds, self.limits.idle_seconds) if self.warm else 0
        if seconds > self.limits.idle_seconds and self.warm:
            self.give_back()

    # -- the call -------------------------------------------------------------------------------------------------------
    def run(self, command: str, carry: list[str] = (), timeout_s: int = 600) -> Result:
        if len(command) > self.limits.command_characters:
            raise Refused(f"a command of {len(command)} characters")
        if len(carry) > self.limits.carried_paths or any(len(p) > self.limits.path_characters for p in carry):
            raise Refused("too many paths carried, or too long ones")
        if not 1 <= timeout_s <= self.limits.command_seconds:
            raise Refused(f"timeout_s {timeout_s}")
        if self.held_s >= self.limits.lease_seconds:
            raise Refused("the lease's time is used up")
        if not self.warm:
            self.held_s += START_SECONDS
            self.starts += 1
        self._send(list(carry))
        self.warm = True
        self.calls += 1
        shutil.rmtree(self.out, ignore_errors=True)
        self.out.mkdir(parents=True), self.tmp.mkdir(exist_ok=True)
        environment = {"PATH": f"{self.binaries}:/usr/bin:/bin", "HOME": str(self.tmp), "OUT": str(self.out), "LEASE_DIR": str(self.tmp / "lease"),
                       "BORROWED_MACHINE": str(self.scratch), "OMP_NUM_THREADS": "1", "no_proxy": "", "http_proxy": "http://127.0.0.1:9",
                       "https_proxy": "http://127.0.0.1:9"}
        limit = min(timeout_s, self.limits.lease_seconds - self.held_s)
        begin = time.monotonic()
        log = self.scratch / f"output-{self.calls}.txt"
        with open(log, "wb") as output:
            process = subprocess.Popen(["bash", "-c", command], cwd=self.tree, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)
            try:
                rc = process.wait(limit)
            except subprocess.TimeoutExpired:
                rc = 124
        self._end(self._left_running(process.pid))
        process.wait()
        self.held_s += time.monotonic() - begin
        result = Result(rc, log.read_text()[-12000:])
        self._collect(result)
        if self.held_s >= self.limits.lease_seconds:
            self.give_back()
        return result
