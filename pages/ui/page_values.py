"""Which values in the address belong to a page, not to the race that it shows."""

PAGE_VALUES = {
    "class", "case", "pair", "reading", "over", "view", "column", "edit",
    "section", "against", "curve", "rule", "threshold", "allowed", "alarm", "miss",
    "rows", "of", "cell", "splits", "rate", "equal_by",
    "daily", "machine", "arrive", "trainings", "watts", "grid", "grams",
    "spend", "spend_in", "purse", "within", "tries",
    "along", "source", "seconds", "reach", "smaller",
}  # fmt: skip
