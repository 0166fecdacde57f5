"""The library of shipped cases: data, read by name."""
