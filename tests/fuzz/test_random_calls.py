"""A few of the random calls on every run; `python tests/fuzz/random_calls.py` makes twenty thousand."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.mark.slow
def test_random_calls_answer_or_name_an_argument() -> None:
    """In a process of its own, as users call: without the suite's checks of annotations."""
    command = [sys.executable, str(HERE / "random_calls.py"), "--calls", "3000", "--seed", "7"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=HERE.parents[1])
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    answered = re.search(r"'answered': (\d+)", done.stdout)
    assert answered
    assert int(answered.group(1)) > 400, "too few calls get as far as an answer"


def test_the_caller_tells_a_fault_from_a_refusal() -> None:
    from fuzz.random_calls import names_one

    def tell(figure: str, samples: int = 3) -> None: ...

    assert names_one("figure must be a text, but got 3 (int). Write it as printed.", tell)
    assert names_one("tell() missing 1 required positional argument: 'figure'", tell)
    assert not names_one("'float' object is not iterable", tell)
    assert not names_one("Boolean value of Tensor with more than one value is ambiguous", tell)


@pytest.mark.parametrize("seed", [0, 1])
def test_what_is_drawn_is_the_same_each_time(seed: int) -> None:
    from fuzz import random_calls

    function = dict(random_calls.functions())["losses.margin_loss"]
    told = [str(random_calls.drawn(random_calls.random.Random(seed), function)) for _ in range(2)]
    assert told[0] == told[1]
