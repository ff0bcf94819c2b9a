"""File formats of tables: any `FormatSpec` at the top level here is found by itself."""
