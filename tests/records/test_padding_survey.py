"""How the survey of a model's padding shows itself."""

from nls_tutorial.records import PaddingSurvey


def test_text_and_html() -> None:
    why = "no padding"
    survey = PaddingSurvey(
        partial=(), zero_padded=("",), left={"a": why, "b": why, "c": "own <class>", "d": why, "e": why}
    )
    assert repr(survey).splitlines() == [
        "PaddingSurvey",
        "  partial            none",
        "  zero-padded        1: (the model itself)",
        "  left: no padding   4: a, b, d, …",
        "  left: own <class>  1: c",
    ]
    assert "left: own &lt;class&gt;" in survey._repr_html_()
    assert "4: a, b, d, …" in survey._repr_html_()
