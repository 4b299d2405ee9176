import math

import torch
from torch import Tensor
from torch.nn import functional as F

from nls_tutorial.exercises import solution, starter
from nls_tutorial.exercises.define import exercise
from nls_tutorial.exercises.source import solution_of, starter_of


@exercise(
    "99.1",
    title="Squash",
    stars=1,
    prompt="Squash.",
    hints=("a", "b", "c"),
    cases=[(torch.zeros(2), 1.0), (torch.ones(2), 2.0)],
)
def squash(
    logits: Tensor,
    temperature: float,
) -> Tensor:
    """Two lines
    of text.
    """
    # p = softmax(z / T)
    scaled = logits / temperature
    return F.softmax(scaled + math.log(1), dim=0)


@exercise("99.2", title="A value", stars=1, prompt="A value.", hints=("a", "b", "c"))
def answer_99_2() -> float:
    """The natural logarithm of 2.

    In nats.
    """
    # twice one
    two = 1 + 1
    return math.log(two)


def test_the_starter_has_imports_signature_docstring_and_dots() -> None:
    assert starter_of(squash).splitlines() == [
        "import math",
        "from torch import Tensor",
        "from torch.nn import functional as F",
        "",
        "",
        "def squash(",
        "    logits: Tensor,",
        "    temperature: float,",
        ") -> Tensor:",
        '    """Two lines',
        "    of text.",
        '    """',
        "    ...",
    ]


def test_the_solution_is_the_functions_own_source() -> None:
    text = solution_of(squash)
    assert text.startswith(
        "import math\nfrom torch import Tensor\nfrom torch.nn import functional as F\n\n\ndef squash("
    )
    assert text.endswith("    # p = softmax(z / T)\n    scaled = logits / temperature\n"
                         "    return F.softmax(scaled + math.log(1), dim=0)")  # fmt: skip
    assert "@exercise" not in text


def test_a_value_is_asked_for_under_its_docstring() -> None:
    assert starter_of(answer_99_2) == "# The natural logarithm of 2.\n#\n# In nats.\nanswer_99_2 = ..."
    assert solution_of(answer_99_2) == "import math\n\n# twice one\ntwo = 1 + 1\nanswer_99_2 = math.log(two)"


def test_by_id() -> None:
    assert starter("02.1").startswith("def true_class_share(epsilon: float, classes: int) -> float:\n")
    assert starter("02.1").endswith("\n    ...")
    assert solution("02.1").endswith("return 1 - epsilon + epsilon / classes")
