"""A chart as plotly draws it, built as a plain dict."""
