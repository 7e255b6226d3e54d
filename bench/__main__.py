"""Print every figure beside its budget; exit 1 when one is over."""

import sys
from collections.abc import Iterator
from itertools import chain

from bench import at_once, cold_start, collecting, fleet, heroku_cli, judging, slack, watching
from bench.measure import Figure


def line(figure: Figure) -> str:
    """Write a figure as one line."""
    sign = ">=" if figure.at_least else "<="
    mark = "ok  " if figure.met else "OVER"
    value = f"{figure.value:.2f} {figure.unit}"
    note = f"  ({figure.note})" if figure.note else ""
    return f"{mark}  {figure.what:<52} {value:>12}  {sign} {figure.budget:g} {figure.unit}{note}"


def main() -> int:
    """Run the benchmarks one after another."""
    figures: Iterator[Figure] = chain(
        cold_start.figures(),
        judging.figures(),
        collecting.figures(),
        heroku_cli.figures(),
        fleet.figures(),
        slack.figures(),
        at_once.figures(),
        watching.figures(),
    )
    met = True
    for figure in figures:
        print(line(figure), flush=True)
        met &= figure.met
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
