"""A program in the place of prodcheck: it notes how it was started, and ends as it is told."""

import json
import os
import signal
import sys
import time
from pathlib import Path

if sys.argv[1:] == ["--version"]:
    print(os.environ.get("FAKE_VERSION", "prodcheck 99.0.0"))  # noqa: T201
    sys.exit(int(os.environ.get("FAKE_VERSION_STATUS", "0")))

note = {
    "words": sys.argv[1:],
    "environ": dict(os.environ),
    "terminal": [os.isatty(stream) for stream in (0, 1, 2)],
    "command_lines": [
        path.read_bytes().decode(errors="replace") for path in Path("/proc").glob("*/cmdline")
    ],
}
Path(os.environ["FAKE_NOTE"]).write_text(json.dumps(note), "utf-8")


def end(number: int, _frame: object) -> None:
    """Die of a signal as prodcheck does, and late, so that who did not wait is found out."""
    time.sleep(0.3)
    os.write(1, b"it ends\n")  # a signal may come in the middle of a print
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)


for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, end)
os.write(1, b"it runs\n")
if "FAKE_WAITS" in os.environ:
    signal.pause()
sys.exit(int(os.environ.get("FAKE_STATUS", "0")))
