"""A small table as text, and what it has to come back as."""

from core.reading import read

ROWS = [f"{i},{i / 8},{'xyz'[i % 3]} {i % 2}" for i in range(30)]
BODY = "\n".join(ROWS) + "\n"
PLAIN = "a,b,c\n" + BODY


def cells(text, name="t.csv"):
    return read(text if isinstance(text, bytes) else text.encode(), name)


def said(text, *words):
    """Return the frame after checking that one note has all of the words."""
    found = cells(text)
    assert [note for note in found.notes if all(w in note for w in words)], found.notes
    return found.frame


def plain(frame):
    """Check that this is the table PLAIN."""
    assert list(frame.columns) == ["a", "b", "c"]
    assert frame["a"].tolist() == list(range(30))
    assert frame["b"].tolist() == [i / 8 for i in range(30)]
    assert frame["c"].tolist() == [row.split(",")[2] for row in ROWS]
