"""From files to canonical rows: read, recognise, map, validate. Each stage gives plain data that can be printed."""
