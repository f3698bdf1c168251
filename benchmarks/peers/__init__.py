"""What the benchmarks measure against, each run in a process of its own."""
