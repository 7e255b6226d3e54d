"""What a person waits for before anything happens: `--version` and `--from FILE`."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.measure import Figure, interleaved, python
from core.snapshot import dump_snapshot
from tests.apps import HEALTHY

ROUNDS = 21


def figures() -> Iterator[Figure]:
    """Measure the installed script against the bare interpreter."""
    script = str(Path(sys.executable).with_name("prodcheck"))

    def version() -> object:
        return subprocess.run([script, "--version"], check=True, capture_output=True)

    bare, cold = interleaved([python("-c", "pass"), version], ROUNDS)
    yield Figure(
        "prodcheck --version, against python -c pass",
        cold / bare,
        "x",
        1.6,
        note=f"{cold * 1000:.0f} ms against {bare * 1000:.0f} ms",
    )
    with TemporaryDirectory() as folder:
        snapshot = Path(folder, "snapshot.json")
        snapshot.write_bytes(dump_snapshot(HEALTHY))

        def judge() -> object:
            return subprocess.run(
                [script, "--from", str(snapshot)], check=True, capture_output=True
            )

        (from_file,) = interleaved([judge], 7)
    yield Figure("prodcheck --from FILE", from_file, "s", 0.4)
