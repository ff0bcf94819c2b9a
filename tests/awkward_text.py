"""Awkward text files: separators, quotes, encodings, line ends, stray lines."""

import codecs

from tests.awkward import HEADER, Awkward, at, changed, clean_rows, text

CITIES = {"Oslo": "Tromsø", "Lima": "Bogotá", "Cairo": "Kraków", "Quito": "München"}


def accented() -> str:
    rows = [[*row[:3], CITIES[row[3]], row[4]] for row in clean_rows()]
    return text(rows, header=["âge", *HEADER[1:]])


def western() -> str:
    """Names and words that Latin-1 can hold."""
    return accented().replace("Kraków", "Besançon")


def quoted(separator: str = ",") -> bytes:
    rows = [[f'"{cell}"' for cell in row] for row in clean_rows()]
    return text(rows, [f'"{name}"' for name in HEADER], separator).encode()


def city(form: str) -> bytes:
    return changed(at(3, lambda i, cell: form.format(cell)))


def lines() -> list[str]:
    return text().splitlines()


def joined(parts: list[str]) -> bytes:
    return ("\n".join(parts) + "\n").encode()


def inserted(place: int, *extra: str) -> bytes:
    known = lines()
    return joined([*known[:place], *extra, *known[place:]])


def long_rows() -> bytes:
    known = lines()
    known[7] += ",surplus"
    known[9] += ",surplus,more"
    return joined(known)


def short_rows() -> bytes:
    known = lines()
    for place in (5, 11, 40):
        known[place] = known[place].rsplit(",", 2)[0]
    return joined(known)


def row_names() -> bytes:
    """R's write.table: row names, and a header without a name for them."""
    known = lines()
    return joined([known[0], *(f"r{i},{line}" for i, line in enumerate(known[1:]))])


def preamble() -> bytes:
    head = ["Customers of the north", "Exported on 5 March 2024", ""]
    return joined([*head, *lines()])


def case(name: str, make, outcome, *says: str, **more) -> Awkward:
    if isinstance(make, bytes | str):
        data = make.encode() if isinstance(make, str) else make
        return Awkward(name=name, make=lambda: data, outcome=outcome, says=says, **more)
    return Awkward(name=name, make=make, outcome=outcome, says=says, **more)


PLAIN = {
    "age": "number",
    "spent": "number",
    "height": "number",
    "city": "category",
    "plan": "category",
}
WHOLE = {"rows": 160, "columns": 5, "target": "plan", "task": "binary"}

CASES = [
    # Separators.
    case("commas", text(), "accept", kinds=PLAIN, expect=WHOLE),
    case("semicolons", text(separator=";"), "accept", kinds=PLAIN, expect=WHOLE),
    case("tabs", text(separator="\t"), "accept", kinds=PLAIN, expect=WHOLE),
    case("bars", text(separator="|"), "accept", kinds=PLAIN, expect=WHOLE),
    case("a tsv file", text(separator="\t"), "accept", file_name="t.tsv", kinds=PLAIN),
    case("spaces after commas", text(separator=", "), "accept", kinds=PLAIN),
    case("no name that tells", text(), "accept", file_name="table", kinds=PLAIN),
    case("a data file", text(), "accept", file_name="table.data", kinds=PLAIN),
    case("a txt file", text(separator=";"), "accept", file_name="t.txt", kinds=PLAIN),
    # Quotes.
    case("all quoted", quoted(), "accept", kinds=PLAIN, expect=WHOLE),
    case("all quoted, semicolons", quoted(";"), "accept", kinds=PLAIN, expect=WHOLE),
    case("separator in quotes", city('"{}, old town"'), "accept", kinds=PLAIN),
    case("quotes in quotes", city('"{} ""centre"""'), "accept", kinds=PLAIN),
    case("newline in quotes", city('"{}\nnorth"'), "accept", kinds=PLAIN, expect=WHOLE),
    case(
        "newlines in quotes with CRLF",
        city('"{}\r\nnorth"').replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"),
        "accept",
        expect=WHOLE,
    ),
    case("a quote inside a word", city("{}'s"), "accept", kinds=PLAIN),
    case(
        "a quote never closed",
        inserted(30, '41,2000.5,170.2,"Oslo,plus'),
        "reject",
        "quot",
    ),
    # Encodings.
    case("UTF-8", accented(), "accept", expect=WHOLE, kinds={"âge": "number"}),
    case(
        "UTF-8 with a mark",
        codecs.BOM_UTF8 + accented().encode(),
        "accept",
        expect=WHOLE,
        kinds={"âge": "number"},
    ),
    case(
        "UTF-16 little",
        codecs.BOM_UTF16_LE + accented().encode("utf-16-le"),
        "accept",
        expect=WHOLE,
        kinds={"âge": "number"},
    ),
    case(
        "UTF-16 big",
        codecs.BOM_UTF16_BE + accented().encode("utf-16-be"),
        "accept",
        expect=WHOLE,
        kinds={"âge": "number"},
    ),
    case(
        "UTF-16 little, unmarked",
        accented().encode("utf-16-le"),
        "warn",
        "utf-16",
        expect=WHOLE,
        kinds={"âge": "number"},
    ),
    case(
        "UTF-16 big, unmarked",
        accented().encode("utf-16-be"),
        "warn",
        "utf-16",
        expect=WHOLE,
        kinds={"âge": "number"},
    ),
    case(
        "Latin-1",
        western().encode("latin-1"),
        "warn",
        "latin-1",
        expect=WHOLE,
        kinds={"âge": "number"},
    ),
    case(
        "Windows with a euro sign",
        western().replace("Tromsø", "€-town").encode("cp1252"),
        "warn",
        "latin-1",
        expect=WHOLE,
    ),
    case(
        "Latin-1 far below",
        (
            text(clean_rows(3000))
            + text([["50", "900.5", "171.3", "München", "plus"]] * 1, header=[]).strip()
            + "\n"
        ).encode("latin-1"),
        "warn",
        "latin-1",
    ),
    # Line ends.
    case("CRLF", text(newline="\r\n"), "accept", kinds=PLAIN, expect=WHOLE),
    case("CR", text(newline="\r"), "accept", kinds=PLAIN, expect=WHOLE),
    case("line ends mixed", text().replace("\n", "\r\n", 60), "accept", expect=WHOLE),
    case("no end of the last line", text().rstrip(), "accept", expect=WHOLE),
    case(
        "UTF-16 with CRLF",
        text(newline="\r\n").encode("utf-16"),
        "accept",
        expect=WHOLE,
    ),
    # Lines that are no rows.
    case("blank lines", inserted(20, "", "", ""), "accept", expect=WHOLE),
    case(
        "blank lines at both ends",
        b"\n\n" + text().encode() + b"\n\n\n",
        "accept",
        expect=WHOLE,
    ),
    case("lines of commas only", inserted(20, ",,,,", ",,,,"), "warn", expect=WHOLE),
    case(
        "comments above",
        inserted(0, "# made by hand", "# in March"),
        "warn",
        "comment",
        expect=WHOLE,
    ),
    case(
        "comments between",
        inserted(50, "# second half"),
        "warn",
        "comment",
        expect=WHOLE,
    ),
    case("a preamble", preamble(), "warn", "above", expect=WHOLE),
    case(
        "a preamble with separators",
        joined(["Report;2024", "", *text(separator=";").splitlines()]),
        "warn",
        "above",
        expect=WHOLE,
    ),
    case(
        "sep= as Excel writes it",
        "sep=;\n" + text(separator=";"),
        "accept",
        expect=WHOLE,
    ),
    case(
        "a repeated header",
        inserted(80, ",".join(HEADER)),
        "warn",
        "header",
        expect=WHOLE,
    ),
    case(
        "a totals row",
        inserted(161, "Total,301234.56,27112.4,,"),
        "warn",
        "total",
        expect=WHOLE,
    ),
    case(
        "a totals row at the end",
        joined([*lines(), "Sum,301234.56,27112.4,,"]),
        "warn",
        "total",
    ),
    case(
        "a row of units",
        inserted(1, "years,EUR,cm,,"),
        "warn",
        "EUR",
        kinds={"spent": "number"},
    ),
    # Ragged rows.
    case("rows too long", long_rows(), "warn", "line", "8", "10"),
    case("rows too short", short_rows(), "warn", "line", "6", "12", "41"),
    case("row names without a name", row_names(), "warn"),
    case(
        "a separator at every end",
        joined([line + "," for line in lines()]),
        "warn",
        expect={"rows": 160, "target": "plan"},
    ),
    # The header.
    case("no header", joined(lines()[1:]), "warn", "first line", expect={"rows": 160}),
    case(
        "blank names",
        text(header=["age", "", "height", "", "plan"]),
        "warn",
        "name",
        expect=WHOLE,
    ),
    case(
        "the index of pandas",
        joined(
            [
                ",".join(["", *HEADER]),
                *(f"{i},{line}" for i, line in enumerate(lines()[1:])),
            ]
        ),
        "warn",
        "name",
    ),
    case(
        "duplicate names",
        text(header=["age", "size", "size", "city", "plan"]),
        "warn",
        "size",
        "size (2)",
        expect=WHOLE,
    ),
    case(
        "names with blanks around",
        text(header=[" age ", "spent", "height ", "city", "plan"]),
        "accept",
        kinds=PLAIN,
        expect=WHOLE,
    ),
    case(
        "names that are years",
        text(header=["2019", "2020", "2021", "city", "plan"]),
        "accept",
        kinds={"2020": "number"},
        expect=WHOLE,
    ),
    # Names that disagree.
    case(
        "CSV named as a workbook", text(), "warn", "name ends", file_name="table.xlsx"
    ),
    case(
        "CSV named as Parquet", text(), "warn", "name ends", file_name="table.parquet"
    ),
    case("CSV named as JSON", text(), "warn", "name ends", file_name="table.json"),
    case("CSV named as packed", text(), "warn", "name ends", file_name="table.csv.gz"),
    case("CSV named as a picture", text(), "warn", "name ends", file_name="table.png"),
]
