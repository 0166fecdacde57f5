"""Results for people: tables, charts, one-file reports."""
