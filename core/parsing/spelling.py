"""How people spell what a cell means: a gap, yes or no, one label in several ways."""

from collections.abc import Mapping, Sequence

# Signs that look alike, as the one that programs read.
ALIKE = dict(
    zip(
        "０１２３４５６７８９٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹，．％－−‒\u00a0\u202f\u2007\u2009\u3000’ʼ",
        "012345678901234567890123456789,.%---     ''",
        strict=True,
    )
)
# What programs write for an empty cell; exactly so, as Na and nan may be names.
EMPTY = frozenset(("", "NA", "NaN", "nan", "NAN", "<NA>", "NaT"))
GAPS = frozenset(
    (
        *("n/a", "n.a.", "n.a", "na.", "n. a.", "#n/a", "#na", "#n/a n/a", "-nan"),
        *("null", "(null)", "#null!", "\\n", "?", "??", "???", "-", "--", "---"),
        *("–", "—", ".", "..", "...", "…", "_", "*", "missing", "(missing)", "miss"),
        *("unknown", "(unknown)", "unk", "not available", "not applicable", "no data"),
        *("not known", "not recorded", "undefined", "(blank)", "(empty)", "empty"),
        *("#div/0!", "#value!", "#ref!", "#name?", "#num!", "1.#qnan", "1.#ind"),
        *("-1.#ind", "unbekannt", "fehlt", "k.a.", "k. a.", "keine angabe", "inconnu"),
        *("inconnue", "desconocido", "sconosciuto", "s/d", "nd", "n.d.", "tbd"),
    )
)
LONGEST = max(map(len, GAPS))
# A level among words, a gap among numbers and dates.
NOTHING = frozenset(("none", "nil", "nothing", "keine", "no value", "0000-00-00"))

YES = frozenset(
    (
        *("yes", "y", "true", "t", "ja", "j", "oui", "si", "sí", "sì", "sim", "da"),
        *("да", "tak", "evet", "ano", "igen", "kyllä", "hai", "はい", "是", "有"),
        *("wahr", "vrai", "verdadero", "vero", "1", "1.0", "✓", "✔", "☑", "✅", "x"),
    )
)
NO = frozenset(
    (
        *("no", "n", "false", "f", "nein", "non", "não", "nao", "nie", "nej", "nee"),
        *("нет", "hayır", "ne", "nem", "ei", "いいえ", "否", "无", "falsch", "faux"),
        *("falso", "0", "0.0", "✗", "✘", "☐", "❌"),
    )
)
TICKS = frozenset(("x", "✓", "✔", "☑", "✅"))
MANY = 30  # spellings of yes and no in one column, and more
PLAIN_PAIRS = (
    frozenset(("yes", "no")),
    frozenset(("true", "false")),
    frozenset(("y", "n")),
)


def tidy(texts: Sequence[str]) -> list[str]:
    """Return cells without outer blanks, their look-alike signs made plain."""
    if "".join(texts).isascii():
        return [text.strip() for text in texts]
    return [text.strip() for text in retyped(texts, ALIKE)]


def retyped(texts: Sequence[str], signs: Mapping[str, str]) -> list[str]:
    """Return texts with some signs replaced, all in one go, which is much faster."""
    joined = "\0".join(texts)
    if not texts or joined.count("\0") >= len(texts):
        table = str.maketrans(dict(signs))
        return [text.translate(table) for text in texts]
    for old, new in signs.items():
        joined = joined.replace(old, new)
    return joined.split("\0")


def shortened(text: str, most: int = 40) -> str:
    """Return a text that fits into a sentence."""
    return text if len(text) <= most else text[:most] + "…"


def is_gap(text: str) -> bool:
    """Return whether a stripped cell says that there is no value."""
    return text in EMPTY or text.casefold() in GAPS


def yes_or_no(words: Sequence[str]) -> "tuple[Mapping[str, str], bool] | None":
    """Return what each word means and whether the pair needs no remark, or None.

    Both answers have to occur: a lone 'no' may be a region or the end of a scale.
    """
    if len(words) > MANY:
        return None
    folded = {word: word.casefold() for word in words}
    spelt = set(folded.values())
    if not (spelt <= YES | NO and spelt & YES and spelt & NO):
        return None
    if spelt <= {"0", "1", "0.0", "1.0"}:
        return None
    meant = {word: "yes" if fold in YES else "no" for word, fold in folded.items()}
    return meant, len(words) == 2 and spelt in PLAIN_PAIRS


def one_spelling(counts: Mapping[str, int]) -> dict[str, str]:
    """Return the commonest spelling of each label, case and blanks set aside.

    Only labels that change are in it.
    """
    spelt = {word: " ".join(word.split()) for word in counts}
    folded = {word: spelling.casefold() for word, spelling in spelt.items()}
    if len({*folded.values()}) == len(counts):
        return {word: label for word, label in spelt.items() if word != label}
    best: dict[str, str] = {}
    for word in sorted(counts, key=lambda word: -counts[word]):
        best.setdefault(folded[word], spelt[word])
    return {word: best[fold] for word, fold in folded.items() if word != best[fold]}
