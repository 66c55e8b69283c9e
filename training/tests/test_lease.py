"""The lease: the calls are what the machine allows, and the whole of them trains a tiny model on its stand-in."""

import csv
import dataclasses
import glob
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
import soxr
import torch

from latentcast_training import corpus, dsp
from latentcast_training.checks import test_sound as generated
from latentcast_training.data import held_out
from latentcast_training.export import load_checkpoint
from lease import calls, lots, machine
from lease.limits import LIMITS
from stand_in import START_SECONDS, BorrowedMachine, Refused, state

TRAINING = Path(__file__).parents[1]
TINY_TOML = """[model]
enc_fast_width = 16
enc_width = 24
enc_blocks = 3
dec_width = 24
dec_blocks = 3
dec_fast_width = 16
dec_fast_blocks = 4
tonal_width = 16
tonal_enc_blocks = 2
tonal_dec_blocks = 2
[train]
batch = 4
frames = 12
compile = false
warmup_steps = 2
lr = 3e-3
precision = "float32"
log_steps = 2
checkpoint_seconds = 0.0
"""


@pytest.fixture(scope="module")
def small_corpus(tmp_path_factory) -> Path:
    """Six clips of speech, of which one's speaker is held out, and two of music, with labels, as the shared corpus has them."""
    folder = tmp_path_factory.mktemp("small-corpus")
    hops = 96
    sound = soxr.resample(generated(hops // 4), dsp.GRID.sample_rate, 48000)
    names = {"speech": [f"s{i}" for i in range(5)] + [held_out()[0][1]], "music": ["m0", "m1"]}
    (folder / "labels").mkdir()
    for kind, speakers in names.items():
        (folder / kind).mkdir()
        with open(folder / "labels" / f"{kind}.csv", "w", newline="") as f:
            rows = csv.DictWriter(f, corpus.FIELDS)
            rows.writeheader()
            for i, speaker in enumerate(speakers):
                sf.write(folder / kind / f"{kind}{i}.opus", sound / (i + 1), 48000, format="OGG", subtype="OPUS")
                rows.writerow({"path": f"{kind}{i}.opus", "start": i * hops, "hops": hops, "native_rate": 44100, "speaker": speaker, "split": "train"})
        np.full(hops * len(speakers), 140, np.float16).tofile(folder / "labels" / f"{kind}.f0")
    return folder


def repository(folder: Path) -> Path:
    """A checkout that holds the training code alone, with the tiny configuration as the lease's."""
    for name in ("latentcast_training", "lease", "experiments"):
        shutil.copytree(TRAINING / name, folder / "training" / name, ignore=shutil.ignore_patterns("__pycache__", "lots", "wheels", "compiled"))
    (folder / "training/experiments/lease.toml").write_text(TINY_TOML)
    (folder / ".gitignore").write_text("__pycache__/\n")
    subprocess.run("git init -q && git add -A", shell=True, cwd=folder, check=True)
    return folder


@pytest.fixture
def borrowed(tmp_path):
    there = BorrowedMachine(repository(tmp_path / "checkout"), tmp_path / "machine")
    yield there
    there.give_back()


def test_lots_fit_the_room_and_together_hold_every_clip_that_may_be_trained_on(small_corpus, tmp_path):
    sizes = [os.path.getsize(p) for p in glob.glob(str(small_corpus / "*" / "*.opus"))]
    room = max(sizes) * 3
    paths = lots.write_lots(str(small_corpus), str(tmp_path / "lots"), room)
    assert len(paths) > 2 and all(lots.folder_bytes(p) < room + 500 for p in paths)
    found = {os.path.basename(p) for p in glob.glob(str(tmp_path / "lots/*/*.opus"))}
    assert found == {f"speech{i}.opus" for i in range(5)} | {"music0.opus", "music1.opus"}  # the held-out speaker stays here
    for path in paths:
        for kind in ("speech", "music"):
            if os.path.exists(os.path.join(path, kind + ".csv")):
                labels = corpus.known_labels(path, kind)
                assert all((pitch == 140).all() and len(pitch) == 96 for _, pitch in labels.values())
    with pytest.raises(ValueError, match="alone needs"):
        lots.write_lots(str(small_corpus), str(tmp_path / "none"), 1000)


def test_every_call_of_a_whole_lease_is_one_that_the_machine_takes():
    made = calls.planned([f"{i:02d}" for i in range(12)], True, True, 640, calls.TRAINING)
    assert len(made) == 17 and all(calls.refused(c) is None for c in made)
    assert all(len(c.command) < 2000 for c in made)
    assert calls.refused(calls.Call("x" * 2001, [], 10)) and calls.refused(calls.Call("x", ["p"] * 9, 10)) and calls.refused(calls.Call("x", [], 601))


def test_a_whole_lease_trains_and_brings_its_weights_home(small_corpus, borrowed, tmp_path):
    room = sum(os.path.getsize(p) for p in glob.glob(str(small_corpus / "*" / "*.opus"))) // 2
    names = [os.path.basename(p) for p in lots.write_lots(str(small_corpus), str(borrowed.checkout / "training/lease/lots"), room)]
    assert len(names) > 1
    home = tmp_path / "home"
    home.mkdir()
    made = calls.planned(names, False, False, 300, ["--config", "experiments/lease.toml", "--device", "cpu", "--steps", "12"], interim=300)
    outputs = []
    for call in made:
        result = borrowed.run(call.command, call.carry, call.timeout_s)
        outputs.append(result.output)
        assert result.rc == 0, result.output + machine_log(borrowed)
        assert not result.left_out
        for path in result.files:
            shutil.copy(path, home)
        borrowed.idle(5)
    assert "clips" in outputs[0] and outputs[-2].startswith("ended")
    assert borrowed.starts == 1 and borrowed.held_s < LIMITS.lease_seconds
    log = (home / "train.log").read_text()
    assert "audio_s_per_s" in log and "Traceback" not in log
    assert len(machine.losses(log)) == 6
    state, about = load_checkpoint(str(home))
    assert about["step"] == 12 and about["config"]["model"]["enc_blocks"] == 3 and all(torch.isfinite(v).all() for v in state.values())


def machine_log(borrowed) -> str:
    path = borrowed.tmp / "lease/train.log"
    return path.read_text() if path.exists() else ""


# -- the stand-in itself ------------------------------------------------------------------------------------------------
def test_only_what_has_a_session_of_its_own_outlives_a_call_and_nothing_outlives_the_machine(borrowed):
    session = "set -- $(cat /proc/$b/stat); test $6 = $b"  # setsid has done its work
    borrowed.run('sleep 300 & echo $! > "$LEASE_DIR.a"; setsid sleep 300 & b=$!; echo $b > "$LEASE_DIR.b"; until (' + session + "); do :; done")
    pids = [int((borrowed.tmp / f"lease.{n}").read_text()) for n in "ab"]
    assert [p in borrowed._processes() for p in pids] == [False, True]
    borrowed.idle(30)
    assert borrowed.warm and pids[1] in borrowed._processes()
    borrowed.idle(31)
    assert not borrowed.warm and not borrowed.tree.exists() and not borrowed.tmp.exists()
    assert state(pids[1]) in ("", "Z")


def test_a_tree_or_a_call_over_the_limits_is_refused(borrowed):
    small = dataclasses.replace(LIMITS, tree_bytes=lots.tree_bytes(str(borrowed.checkout)) + 1000)
    borrowed.limits = small
    (borrowed.checkout / "training/lease/lots/00").mkdir(parents=True)
    (borrowed.checkout / "training/lease/lots/00/clip").write_bytes(bytes(2000))
    borrowed.run("test ! -e training/lease/lots")  # ignored files stay behind
    with pytest.raises(Refused, match="larger"):
        borrowed.run("true", ["training/lease/lots/00"])
    for command, carry, timeout in (("x" * 2001, [], 10), ("true", ["p"] * 9, 10), ("true", [], 601)):
        with pytest.raises(Refused):
            borrowed.run(command, carry, timeout)


def test_a_carried_path_replaces_what_is_there_and_other_ignored_files_stay(borrowed):
    place = borrowed.checkout / "training/lease/lots/00"
    place.mkdir(parents=True)
    (place / "a").write_text("1")
    borrowed.run("cp training/lease/lots/00/a training/lease/lots/kept", ["training/lease/lots/00"])
    (place / "a").rename(place / "b")
    assert borrowed.run("ls training/lease/lots/00; ls training/lease/lots", ["training/lease/lots/00"]).output.split() == ["b", "00", "kept"]


def test_files_over_the_limits_do_not_come_back(borrowed):
    borrowed.limits = dataclasses.replace(LIMITS, file_back_bytes=100)
    result = borrowed.run('for i in 1 2 3 4 5 6 7 8 9; do echo $i > "$OUT/$i"; done; head -c 101 /dev/zero > "$OUT/0big"; mkdir -p "$OUT/a/b/c"; echo > "$OUT/a/b/c/deep"; ln -s x "$OUT/link"; echo > "$OUT/odd name"')
    assert [os.path.basename(p) for p in result.files] == [str(i) for i in range(1, 9)]
    assert len(result.left_out) == 5
    assert borrowed.run("true").files == []  # $OUT is empty before each command


def test_a_command_past_its_limit_is_killed_and_the_lease_s_time_runs_out(borrowed):
    result = borrowed.run('echo before > "$OUT/x"; sleep 60', timeout_s=1)
    assert result.rc == 124 and len(result.files) == 1 and START_SECONDS + 1 <= borrowed.held_s < START_SECONDS + 10
    borrowed.held_s = LIMITS.lease_seconds - 1
    assert borrowed.run("sleep 60").rc == 124 and not borrowed.warm
    with pytest.raises(Refused, match="used up"):
        borrowed.run("true")


# -- what runs there ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("values, says", [((5, 6), "too early"), ((5, 4, 3), "falls"), ((5, 6, "nan"), "restarted at half"), ((5, 6, 7), "restarted at half")])
def test_a_loss_that_does_not_fall_has_the_rate_halved_once(values, says, tmp_path, monkeypatch):
    for name in ("LOG", "PID", "COMMAND"):
        monkeypatch.setattr(machine, name, str(tmp_path / name))
    monkeypatch.setattr(machine, "FOLDER", str(tmp_path))
    started = []
    monkeypatch.setattr(machine, "launch", lambda arguments: started.append(arguments))
    (tmp_path / "LOG").write_text("from=old step=0\nstep=1 x loss=1.0 y\nfrom=new step=0\n" + "".join(f"step={i} lr=1 loss={v} bins=1\n" for i, v in enumerate(values)))
    (tmp_path / "COMMAND").write_text("--run\nlease")
    assert says in machine.check()
    assert started == ([["--run", "lease", *machine.HALF_RATE]] if "restarted" in says else [])
    (tmp_path / "COMMAND").write_text("\n".join(["--run", "lease", *machine.HALF_RATE]))
    if "restarted" in says:
        assert "half the rate either" in machine.check() and len(started) == 1
