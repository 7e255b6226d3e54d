"""One file a check. To add one, add its file here and its test in `tests/checks`; nothing else."""
