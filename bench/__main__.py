"""`python -m bench [--full]`: runs the rounds, prints the table, and writes results.md and results.svg."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from pathlib import Path

from bench.figures import Figures
from bench.picture import picture
from bench.rounds import run
from bench.scenarios import FULL, QUICK
from bench.servers import HERE, SERVERS, version_of
from bench.table import rendered


def main() -> int:
    """Status 1 if chatroom lost, doubled or misplaced a line, or did not get to the end of a scenario."""
    options = _options()
    scenarios = [s for s in (FULL if options.full else QUICK) if not options.scenario or s.name in options.scenario]
    for server in SERVERS.values():
        if not server.installed:
            print(
                f"{server.title} is not measured: install the package {server.package or 'gcc, and make bench'}", file=sys.stderr
            )
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed server starts with what Python has compiled before
    figures, began = Figures(), time.monotonic()
    run(scenarios, figures, options.server, options.rounds, lambda what: print(f"  {what}", file=sys.stderr, flush=True))
    page = f"{_head(figures, options.rounds, time.monotonic() - began)}\n{rendered(figures)}"
    print(page)
    Path(options.results).write_text(page, "utf-8")
    Path(options.results).with_suffix(".svg").write_text(picture(figures), "utf-8")
    return any(trouble.startswith(SERVERS["chatroom"].title + ",") for trouble in figures.troubles)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure chatroom beside other servers.")
    parser.add_argument("--full", action="store_true", help="all scenarios, not only talk")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="of each scenario (default: 3)")
    parser.add_argument("--scenario", action="append", choices=[s.name for s in FULL], help="only this one; may be repeated")
    parser.add_argument("--server", action="append", default=[], choices=list(SERVERS), help="only this one; may be repeated")
    parser.add_argument("--results", default=str(HERE / "results.md"), metavar="FILE", help="where the table goes")
    return parser.parse_args()


def _head(figures: Figures, rounds: int, seconds: float) -> str:
    cores = len(os.sched_getaffinity(0))
    lines = [
        "# Results",
        "",
        f"{time.strftime('%Y-%m-%d %H:%M')}, {rounds} rounds, {seconds:.0f} s. {_processor()}, {cores} cores, "
        f"Linux {platform.release()}, load {os.getloadavg()[0]:.1f}. Python {platform.python_version()}.",
        "",
        *(f"* {title}: {version_of(SERVERS[key])}" for key, title in figures.servers.items()),
    ]
    return "\n".join(lines) + "\n"


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


if __name__ == "__main__":
    sys.exit(main())
