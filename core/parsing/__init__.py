"""From the bytes of a file to its cells: encoding, layout, dialect, numbers."""
