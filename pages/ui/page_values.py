"""Which values in the address belong to a page, not to the race that it shows."""

PAGE_VALUES = {
    "class", "case", "pair", "reading", "over", "view", "column", "edit",
    "section", "curve", "rule", "threshold", "allowed", "alarm", "miss",
    "rows", "of", "cell", "splits", "rate", "equal_by",
}  # fmt: skip
