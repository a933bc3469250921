"""What a process says about itself goes to the error output, a line at a time, in one form."""

from __future__ import annotations

import re
import subprocess
import sys

PROGRAM = """
import sys
from doublure.log import Log
log = Log(application="hub")
assert "structlog" not in sys.modules
log.error("unforeseen", id="a b", kind="KeyError")
Log().warning("waiting", entries=3)
"""


def test_a_line_is_written_to_the_error_output_in_logfmt() -> None:
    done = subprocess.run([sys.executable, "-W", "error", "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout == ""
    first, second = done.stderr.splitlines()
    assert re.fullmatch(r'time=\S+Z level=error event=unforeseen application=hub id="a b" kind=KeyError', first)
    assert re.fullmatch(r"time=\S+Z level=warning event=waiting entries=3", second)


def test_the_command_that_starts_everything_waits_for_no_other_command() -> None:
    program = "import sys, simulator.cli; print(sorted({'urllib3', 'structlog', 'simulator.login_command'} & {*sys.modules}))"
    assert subprocess.check_output([sys.executable, "-W", "error", "-c", program], text=True) == "[]\n"
