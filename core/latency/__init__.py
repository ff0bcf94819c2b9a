"""How fast a model answers, asked in several ways."""
