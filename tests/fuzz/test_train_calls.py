"""What is wrong with a call of `train` or `train_many` is said, argument by argument."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent / "train_calls.py"


@pytest.mark.slow
def test_one_wrong_argument_at_a_time_is_named(tmp_path: Path) -> None:
    """In a process of its own, as users call; in a folder of its own, for some odd values are names of files."""
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "40"], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert done.stdout.endswith("\n0 faults\n") or done.stdout == "0 faults\n"
