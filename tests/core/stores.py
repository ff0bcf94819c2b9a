"""What the tests of the store make and look at."""

import time

from core.storage.store import KeptRace, KeptUpload

TOKEN, OTHER = "a" * 32, "b" * 32


def files(kept):
    return sorted(path.name for path in (kept.folder / "values").iterdir())


def race(key="a", created=1.0):
    return KeptRace(key=key, title="Moons", address="data=moons", created=created)


def upload(token=TOKEN, created=None):
    now = time.time() if created is None else created
    return KeptUpload(token=token, owner="me", name="a.csv", created=now)


def one_sentence(error):
    text = str(error.value)
    return text.endswith(".") and "Error" not in text and "\n" not in text
