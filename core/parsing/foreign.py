"""Files that are no tables, told by their first bytes, and what to do instead."""

import re
import zipfile
import zlib

from core.errors import Refused
from core.format import Source

TABLE = "save the table as CSV (text with a header line) and bring that"
EXPORT = "export the table from it as CSV and bring that"
NEVER = "it is never opened here, because it could run code: " + TABLE
PICKLE = "a Python pickle"
KNOWN = (
    (b"\x89PNG", "a picture", TABLE),
    (b"\xff\xd8\xff", "a picture", TABLE),
    (b"GIF8", "a picture", TABLE),
    (b"BM", "a picture", TABLE),
    (b"II*\0", "a picture", TABLE),
    (b"MM\0*", "a picture", TABLE),
    (b"%PDF", "a PDF document", TABLE),
    (b"{\\rtf", "a text document", TABLE),
    (b"SQLite format 3\0", "a SQLite database", EXPORT),
    (b"\x89HDF", "an HDF5 file", EXPORT),
    (b"\x93NUMPY", "a numpy array", TABLE),
    (b"RDX", "an R data file", EXPORT),
    (b"RDA", "an R data file", EXPORT),
    (b"X\n\0\0\0", "an R data file", EXPORT),
    (b"A\n2\n", "an R data file", EXPORT),
    (b"$FL2", "an SPSS file", EXPORT),
    (b"$FL3", "an SPSS file", EXPORT),
    (b"<stata_dta>", "a Stata file", EXPORT),
    (b"HEADER RECORD*******", "a SAS file", EXPORT),
    (b"\0" * 12 + b"\xc2\xea\x81\x60", "a SAS file", EXPORT),
    (b"ARROW1", "an Arrow file", "write it as Parquet and bring that"),
    (b"FEA1", "a Feather file", "write it as Parquet and bring that"),
    (b"PARE", "an encrypted Parquet file", "write it without encryption"),
    (b"ORC", "an ORC file", "write it as Parquet and bring that"),
    (b"Obj\x01", "an Avro file", "write it as Parquet and bring that"),
    (b"MATLAB 5.0", "a MATLAB file", EXPORT),
    (b"7z\xbc\xaf", "a 7z archive", "pack the table as .zip or .gz"),
    (b"Rar!", "a RAR archive", "pack the table as .zip or .gz"),
    (b"\x28\xb5\x2f\xfd", "packed with Zstandard", "pack the table as .zip or .gz"),
    (b"\x04\x22\x4d\x18", "packed with LZ4", "pack the table as .zip or .gz"),
    (b"\xd0\xcf\x11\xe0", "an old Office document or one with a password", TABLE),
    (b"\x7fELF", "a program", TABLE),
    (b"MZ\x90", "a program", TABLE),
)
# A protocol byte and an instruction; the oldest protocol is text.
MODERN = re.compile(rb"\x80[\x01-\x05][\x00-\xff]")
OLDEST = re.compile(
    rb"(\(lp?\d*\n|\(dp?\d*\n|\(tp?\d*\n|[\]})]q\x00|c[\w.]+\n[\w.]+\n|"
    rb"\(i[\w.]+\n).*\.\s*\Z",
    re.DOTALL,
)
STATA = re.compile(rb"[\x69-\x75][\x01\x02]\x01\x00")
ARFF = re.compile(rb"^@(relation|attribute)\s", re.IGNORECASE | re.MULTILINE)
PAGE = re.compile(rb"\s*(<!doctype|<html|<\?xml|<svg|<table|<!--)", re.IGNORECASE)


def refuse_foreign(source: Source) -> None:
    """Raise Refused for a file that holds no table, saying what it is."""
    head = source.head
    if is_pickle(source):
        raise _no(source, PICKLE, NEVER)
    for magic, what, advice in KNOWN:
        if head.startswith(magic) and not _may_be_text(magic, head):
            raise _no(source, what, advice)
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        raise _no(source, "a picture", TABLE)
    if head[257:262] == b"ustar":
        raise _no(source, "a tar archive", "pack the table as .zip or .gz")
    if STATA.match(head):
        raise _no(source, "a Stata file", EXPORT)
    _refuse_text(source)


def _refuse_text(source: Source) -> None:
    """Raise Refused for text that is written for something else."""
    head = _narrow(source.head)
    if ARFF.search(head):
        raise _no(source, "an ARFF file, as Weka writes it", EXPORT)
    if PAGE.match(head):
        raise _no(source, "a web page, or XML", TABLE)


def refuse_archive(source: Source) -> None:
    """Raise Refused for an archive that is really one file of a program."""
    try:
        with source.open() as file, zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, IndexError):
        return
    if any(name.endswith((".pkl", ".pickle")) for name in names):
        raise _no(source, "an archive with a Python pickle", NEVER)
    if names and all(name.endswith(".npy") for name in names):
        raise _no(source, "an archive of numpy arrays", TABLE)
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise _no(source, "a text document or slides", TABLE)
    if "mimetype" in names:
        raise _no(source, "a document, not a workbook", TABLE)
    if any(name.startswith("META-INF/MANIFEST") for name in names):
        raise _no(source, "a program", TABLE)


def is_pickle(source: Source) -> bool:
    """Return whether a source is a pickle of any protocol, without opening it."""
    head = source.head
    if MODERN.match(head):
        return True
    if head[:1] == b"\x78" and head[1:2] in (b"\x01", b"\x5e", b"\x9c", b"\xda"):
        try:
            return bool(MODERN.match(zlib.decompressobj().decompress(head, 100)))
        except zlib.error:
            return False
    return source.size < len(head) * 4 and bool(OLDEST.match(source.whole()))


def _no(source: Source, what: str, advice: str) -> Refused:
    return Refused(f"'{source.name}' is {what}; {advice}.")


def _may_be_text(magic: bytes, head: bytes) -> bool:
    """Return whether letters that open a file are the start of a word in a text."""
    return magic.isalpha() and b"\0" not in head and head.isascii()


def _narrow(head: bytes) -> bytes:
    return head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
