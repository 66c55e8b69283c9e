"""The calls of a lease, in their order, ready to be pasted: `python -m lease.calls [--seconds 640]`.

Each is printed as the arguments of one run on the borrowed machine: command, carried paths and time limit. The first takes
the first lot and starts the trainer, which goes on by itself; the next ones bring the other lots while it trains; then the
loss is checked, the weights come home once in the middle and once at the end. Between two calls at most 30 s may pass.
"""

import argparse
import glob
import json
import os
from dataclasses import asdict, dataclass

from .limits import LIMITS
from .lots import HERE, LOTS, WHEELS

CARRIED = "training/lease"
SITE = "/tmp/site"
INSTALL = f"python3 -m pip install -q --no-index --no-deps --no-compile --no-cache-dir --upgrade --target {SITE} {CARRIED}/wheels/*.whl || exit; "
TRAINING = ["--config", "experiments/lease.toml", "--init", "../models/default"]
INTERIM_SECONDS = 150.0  # of training before the weights come home for the first time


@dataclass
class Call:
    command: str
    carry: list[str]
    timeout_s: int


def planned(lots: list[str], wheels: bool, compiled: bool, seconds: float, training: list[str], interim: float = INTERIM_SECONDS) -> list[Call]:
    """`lots` are names of folders in lease/lots; `compiled` says whether lease/compiled holds code of an earlier lease."""
    setup = f"export PYTHONPATH={SITE}; " if wheels else ""
    machine = setup + "cd training && python3 -m lease.machine"
    go = lambda verb: "python3 -m lease.machine " + verb
    cache = "mkdir -p ${LEASE_DIR:-/tmp/lease} && cp -r lease/compiled ${LEASE_DIR:-/tmp/lease}/; " if compiled else ""
    first = f"{setup}cd training && {cache}{go(f'lot lease/lots/{lots[0]}')} && {go(f'start --seconds {seconds:g} -- ' + ' '.join(training))}"
    carried = [f"{CARRIED}/wheels"] * wheels + [f"{CARRIED}/compiled"] * compiled
    calls = [Call((INSTALL if wheels else "") + first, [f"{CARRIED}/lots/{lots[0]}", *carried], 300)]
    for lot in lots[1:]:
        calls.append(Call(f"{machine} lot lease/lots/{lot} && {go('wait 0')}", [f"{CARRIED}/lots/{lot}"], 120))
    part = lambda k: f'home "$OUT" --part {k}'
    calls.append(Call(f"{machine} wait {interim:g} && {go('check')}", [], round(interim) + 60))
    calls += [Call(f"{machine} {part(k)}", [], 120) for k in (0, 1)]
    calls.append(Call(f"{machine} wait {min(seconds, 570):g} && {go(part(0))}", [], LIMITS.command_seconds))
    calls.append(Call(f"{machine} {part(1)}", [], 120))
    return calls


def refused(call: Call) -> str | None:
    """What the machine would refuse a call for."""
    if len(call.command) > LIMITS.command_characters:
        return f"the command has {len(call.command)} of {LIMITS.command_characters} characters"
    if len(call.carry) > LIMITS.carried_paths or any(len(p) > LIMITS.path_characters for p in call.carry):
        return f"at most {LIMITS.carried_paths} paths of {LIMITS.path_characters} characters are carried"
    if not 1 <= call.timeout_s <= LIMITS.command_seconds:
        return f"timeout_s is {call.timeout_s} and must be 1 to {LIMITS.command_seconds}"
    return None


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--seconds", type=float, default=640, help="of training: what is left of the lease, less four minutes for start, lots and the way home")
    a = ap.parse_args()
    lots = sorted(os.path.basename(p) for p in glob.glob(os.path.join(LOTS, "*")))
    if not lots:
        raise SystemExit("no lots yet: python -m lease.lots CORPUS --wheels")
    wheels, compiled = (bool(glob.glob(os.path.join(folder, "*"))) for folder in (WHEELS, os.path.join(HERE, "compiled")))
    for i, call in enumerate(planned(lots, wheels, compiled, a.seconds, TRAINING)):
        if wrong := refused(call):
            raise SystemExit(wrong)
        print(f"# call {i + 1}\n{json.dumps(asdict(call), indent=1)}")


if __name__ == "__main__":
    main()
