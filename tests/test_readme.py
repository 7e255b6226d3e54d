"""The README is true: its output is what the command prints, its table is the list of checks."""

import asyncio
import re
import subprocess
import sys
from pathlib import Path

from core.check import all_checks
from sandbox import Sandbox

README = Path(__file__).parent.parent.joinpath("README.md").read_text("utf-8")
_MOMENT = re.compile(r"as of \d{4}-\d\d-\d\d \d\d:\d\d UTC")


async def test_its_output_is_what_the_command_prints(tmp_path: Path) -> None:
    blocks = re.findall(r"```console\n\$ prodcheck (.*?)\n(.*?)```", README, re.DOTALL)
    assert blocks
    async with Sandbox() as sandbox:
        for arguments, output in blocks:
            environ = {**sandbox.environ, "HOME": str(tmp_path), "COLUMNS": "80"}
            run = await asyncio.to_thread(
                subprocess.run,
                [sys.executable, "-m", "cli", *arguments.split()],
                env=environ,
                capture_output=True,
                text=True,
                check=False,
            )
            assert _MOMENT.sub("…", run.stdout) == _MOMENT.sub("…", output), run.stderr


def test_its_table_lists_every_check() -> None:
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| (.*?)(?: \(only.*)? \|$", README, re.MULTILINE))
    assert rows == {check.id: check.title for check in all_checks()}
