"""What columns are called that name rows, or that say whom or what rows are about."""

import re

IDS = ("id", "uuid", "guid")
NUMBERS = ("no", "nr", "num", "number", "code")
SERIALS = ("ids", "key", "rowid", "serial", "isbn", "ssn")
# Words for a row's place: a column of counts has them too, so its values must differ.
PLACES = ("index", "idx", "row")
# The last word of a name that numbers or names rows.
LAST = frozenset((*IDS, *NUMBERS, *SERIALS, "uid", "sku"))
ENTITY = (
    r"patient|subject|participant|respondent|person|people|customer|client|user|member"
    r"|account|household|family|student|pupil|teacher|school|class(?:room)?|employee"
    r"|worker|driver|vehicle|machine|device|sensor|engine|unit|store|shop|hospital|clinic"
    r"|site|center|centre|batch|session|order|invoice|product|item|animal|plot|well|group"
)
# Those that hardly mean anything else, wherever they stand in a name.
WHOSE = (
    r"patient|subject|person|user|customer|client|school|class ?room|hospital|device"
    r"|household|session"
)
# Words that show where a name in several parts is parted.
TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+")


def _any(*words: str) -> str:
    return "(?:" + "|".join(words) + ")"


CAMEL = r"[a-z]I[dD]$"
ROWS = re.compile(
    rf"(?:^|[\W_]){_any(*IDS, *NUMBERS, *SERIALS, *PLACES)}$|{CAMEL}", re.IGNORECASE
)
ENTITIES = re.compile(
    rf"^(?:{ENTITY})$|(?:{ENTITY})[\W_]*{_any('id', *NUMBERS, 'key', 'name', 'ref')}$"
    rf"|(?:^|[\W_]){_any(*IDS)}$",
    re.IGNORECASE,
)
CAMEL_ID = re.compile(CAMEL)
GROUPS = re.compile(
    rf"(?:^|[^a-z])(?:id|no|nr|group|cluster|batch|site)s?$|{WHOSE}", re.IGNORECASE
)


def tokens(name: str) -> list[str]:
    """Return the words of a name such as orderID or order_id, in small letters."""
    return [token.casefold() for token in TOKEN.findall(name)]


def telling(name: str) -> bool:
    """Return whether a name says so by its last word that its values name rows."""
    words = tokens(name)
    return bool(words) and (words[-1] in LAST or words[0] == "id")


def names_rows(name: str) -> bool:
    """Return whether a column named so names rows, where no value comes twice."""
    return bool(ROWS.search(name))


def names_entity(name: str) -> bool:
    """Return whether a column is named like what says who or what a row is about."""
    return bool(ENTITIES.search(name) or CAMEL_ID.search(name))


def names_groups(name: str) -> bool:
    """Return whether numbers named so may be those of patients, shops and the like."""
    return bool(GROUPS.search(name))
