"""What runs on the borrowed machine: `python3 -m lease.machine VERB …`, from the folder training/.

    lot FOLDER         decodes a lot's clips into the corpus, one process a core
    start --seconds N  starts the trainer, detached, so that it goes on while later calls bring lots; it ends after N seconds
    check              restarts the trainer at half the learning rate where its loss has not fallen below its start
    wait SECONDS       until then, or until the trainer has ended; shows its newest lines
    home OUT --part K  the averaged weights, in files of at most 15 MB, four a call; with the first four also log and compiled code

All that it writes lies in $LEASE_DIR, by default /tmp/lease.
"""

import argparse
import glob
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor

from latentcast_training import corpus

FOLDER = os.environ.get("LEASE_DIR", "/tmp/lease")
DATA, LOG, PID, COMMAND = (os.path.join(FOLDER, n) for n in ("data", "train.log", "train.pid", "train.args"))
PARTS, COMPILED = os.path.join(FOLDER, "parts"), os.path.join(FOLDER, "compiled")
RUN = "lease"
HALF_RATE = ["--set", "train.lr=5e-4"]
FILES_A_CALL = 4


def decode_share(kind: str, lot: str, share: int, shares: int) -> int:
    """One process's share of a lot's clips of one kind -> a part of the corpus, whose index appears last; returns the clips."""
    labels = corpus.known_labels(lot, kind)
    files = [os.path.join(lot, name) for name in sorted(labels)][share::shares]
    stem = os.path.join(DATA, f"{kind}-{os.path.basename(lot)}-{share}")
    if not files or os.path.exists(stem + ".csv"):
        return 0
    hidden = os.path.join(DATA, "." + os.path.basename(stem))
    count, _ = corpus.write_part(hidden, corpus.labelled(files, labels))
    for ending in (".i16", ".f0", ".csv"):
        os.replace(hidden + ending, stem + ending)
    return count


def decode_lot(lot: str, workers: int) -> int:
    os.makedirs(DATA, exist_ok=True)
    kinds = [os.path.basename(p)[:-4] for p in sorted(glob.glob(os.path.join(lot, "*.csv")))]
    jobs = [(kind, lot, share, workers) for kind in kinds for share in range(workers)]
    with ProcessPoolExecutor(workers) as pool:
        return sum(pool.map(decode_share, *zip(*jobs)))


def running() -> bool:
    """Whether the trainer is there and not just a process that nobody has waited for."""
    try:
        with open(PID) as f, open(f"/proc/{f.read()}/stat") as g:
            return g.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def launch(arguments: list[str]) -> None:
    """The trainer in a process session of its own, which outlives the call."""
    with open(COMMAND, "w") as f:
        f.write("\n".join(arguments))
    with open(LOG, "a") as log:
        command = [sys.executable, "-u", "-m", "latentcast_training.train", *arguments]
        process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True,
                                   env={**os.environ, "LATENTCAST_TRAIN_DIR": FOLDER})
    with open(PID, "w") as f:
        f.write(str(process.pid))


def start(seconds: float, extra: list[str]) -> None:
    if running():
        raise SystemExit("the trainer is running already")
    launch(["--run", RUN, "--data-on-device", "--resume", "auto", "--compile-cache", COMPILED, "--deadline", str(time.time() + seconds), *extra])


def losses(log: str) -> list[float]:
    """The loss of every log line since the trainer's last start."""
    return [float(v) for v in re.findall(r"^step=.* loss=(\S+)", log.rsplit("from=", 1)[-1], re.M)]


def read_log() -> str:
    try:
        with open(LOG) as f:
            return f.read()
    except OSError:
        return ""


def stop() -> None:
    with open(PID) as f:
        pid = int(f.read())
    os.kill(pid, signal.SIGKILL)
    while running():
        time.sleep(0.05)


def check() -> str:
    """What has become of the loss. One that is not below its start after some log lines has the trainer restarted at half the rate."""
    found = losses(read_log())
    if len(found) < 3:
        return f"too early to tell: {len(found)} log lines"
    if found[-1] < found[0]:
        return f"the loss falls: {found[0]:.3f} to {found[-1]:.3f}"
    with open(COMMAND) as f:
        arguments = f.read().split("\n")
    if arguments[-2:] == HALF_RATE:
        return f"the loss does not fall at half the rate either: {found[0]:.3f} to {found[-1]:.3f}"
    if running():
        stop()
    shutil.rmtree(os.path.join(FOLDER, "runs", RUN), ignore_errors=True)
    launch([*arguments, *HALF_RATE])
    return f"the loss did not fall, {found[0]:.3f} to {found[-1]:.3f}: restarted at half the learning rate"


def wait(seconds: float, lines: int = 6) -> str:
    until = time.time() + seconds
    while running() and time.time() < until:
        time.sleep(0.2)
    return ("running\n" if running() else "ended\n") + "\n".join(read_log().splitlines()[-lines:])


def home(out: str, part: int) -> list[str]:
    """Copies the K-th four files of the newest checkpoint's weights to OUT; the first time makes them all, so that they belong together."""
    from latentcast_training import checkpoints

    if part == 0:
        import torch

        newest = checkpoints.newest(os.path.join(FOLDER, "runs", RUN))
        if not newest:
            raise SystemExit("there is no checkpoint yet")
        shutil.rmtree(PARTS, ignore_errors=True)
        checkpoints.write_parts(torch.load(newest, map_location="cpu", weights_only=True), PARTS)
    files = sorted(glob.glob(os.path.join(PARTS, "*.pt")))[part * FILES_A_CALL : (part + 1) * FILES_A_CALL]
    if part == 0:
        files += [LOG]
    if part == 1:
        files += sorted(glob.glob(os.path.join(COMPILED, "*.bin")))
    os.makedirs(out, exist_ok=True)
    return [shutil.copy(path, out) for path in files]


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = ap.add_subparsers(dest="verb", required=True)
    lot = verbs.add_parser("lot")
    lot.add_argument("folder")
    lot.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    starting = verbs.add_parser("start")
    starting.add_argument("--seconds", type=float, required=True)
    starting.add_argument("extra", nargs=argparse.REMAINDER, help="arguments of latentcast_training.train, after --")
    verbs.add_parser("check")
    waiting = verbs.add_parser("wait")
    waiting.add_argument("seconds", type=float)
    homeward = verbs.add_parser("home")
    homeward.add_argument("out")
    homeward.add_argument("--part", type=int, default=0)
    a = ap.parse_args()
    if a.verb == "lot":
        print(f"{a.folder}: {decode_lot(a.folder.rstrip('/'), a.workers)} clips")
    elif a.verb == "start":
        os.makedirs(FOLDER, exist_ok=True)
        start(a.seconds, a.extra[1:] if a.extra[:1] == ["--"] else a.extra)
    elif a.verb == "check":
        print(check())
    elif a.verb == "wait":
        print(wait(a.seconds))
    else:
        print("\n".join(os.path.basename(p) for p in home(a.out, a.part)))


if __name__ == "__main__":
    main()
