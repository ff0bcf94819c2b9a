"""What the text in one column means: numbers, dates, names of rows, words."""
