import pytest

from nls_tutorial.checks import complaint, refuse


def test_a_complaint_has_four_parts() -> None:
    assert complaint("epsilon", "must lie in [0, 1]", 1.5, "Use 0.1.") == (
        "epsilon must lie in [0, 1], but got 1.5. Use 0.1."
    )


@pytest.mark.parametrize("error", [ValueError, TypeError])
def test_refuse_raises_the_complaint(error: type[Exception]) -> None:
    with pytest.raises(error, match=r"^x must be y, but got z\. Do w\.$"):
        refuse("x", "must be y", "z", "Do w.", error=error)


def test_refuse_raises_a_value_error_unless_told() -> None:
    with pytest.raises(ValueError, match=r"^x must, but got 1\. Do\.$"):
        refuse("x", "must", 1, "Do.")
