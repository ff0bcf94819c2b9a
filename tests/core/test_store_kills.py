"""Writers killed at any moment: nothing finished is lost, nothing is half there."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.storage import values
from core.storage.store import KeptRace, Store

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
KILLS = 40

# It imports everything once and forks its writers, so that most of the time is killing.
DRIVER = """
import json, os, random, signal, sys, time
from pathlib import Path
from core.storage.store import KeptRace, Store

home, kills = Path(sys.argv[1]), int(sys.argv[2])

def write(number, told):
    kept, i = Store(home, limit_bytes=10**12), 0
    while True:
        key, size = f"w{number}x{i}", random.Random(f"{number} {i}").randrange(400_000)
        kept.put(key, key.encode() * (size // len(key)))
        kept.put(f"{key}-model", (key, "model"))
        kept.put("all", (key,) * 1000)
        kept.keep_race("me", KeptRace(
            key=key, title=key, address="", created=float(number * 1000 + i)))
        os.write(told, f"{key}\\n".encode())
        i += 1

finished, draw = [], random.Random(7)
for number in range(kills):
    heard, told = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(heard)
        try:
            write(number, told)
        finally:
            os._exit(1)
    os.close(told)
    with os.fdopen(heard) as lines:
        # so many are done on however slow a machine; then anywhere in the next ones
        finished += [lines.readline().strip() for _ in range(draw.randrange(4))]
        time.sleep(draw.uniform(0, 0.1))
        os.kill(pid, signal.SIGKILL)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL
        finished += [line.strip() for line in lines if line.endswith("\\n")]
json.dump(finished, sys.stdout)
"""


def test_forty_writers_killed_at_random_lose_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("CROSSOVER_HOME", str(tmp_path))
    command = [sys.executable, "-c", DRIVER, str(tmp_path), str(KILLS)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    finished = json.loads(done.stdout)
    assert len(finished) > KILLS
    kept = Store(tmp_path, limit_bytes=10**12)
    for key in finished:
        value = kept.get(key)
        assert value == key.encode() * (len(value) // len(key))
        assert kept.get_model(f"{key}-model") == (key, "model")
    folder = tmp_path / "values"
    for path in folder.iterdir():  # also what nobody was told of is whole
        if path.suffix != ".part":
            kept.get(path.name)
    assert len(set(kept.get("all"))) == 1
    rows, sound = facts(tmp_path)
    assert sound == "ok"
    assert set(rows) >= {*finished, "all"}
    listed = {race.key for race in kept.races("me", most=1000)}
    assert set(finished[-100:]) <= listed
    for part in folder.glob("*.part"):
        os.utime(part, (time.time() - 7200,) * 2)
    monkeypatch.setattr(values, "TOUCH_S", 0.0)  # no writer lives
    kept.drop_expired()
    rows, _ = facts(tmp_path)
    assert rows == {path.name: path.stat().st_size for path in folder.iterdir()}
    kept.keep_race("me", KeptRace(key="z", title="", address="", created=1.0))
    assert kept.races("me", most=1)[0].key == "z"


def facts(home):
    db = sqlite3.connect(home / "facts.db")
    rows = dict(db.execute("SELECT key, bytes FROM value"))
    sound = db.execute("PRAGMA integrity_check").fetchone()[0]
    db.close()
    return rows, sound
