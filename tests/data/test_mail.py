"""Headers, quotations and signatures: by hand, and beside scikit-learn's own."""

import pytest
from spec.later import later

from nls_tutorial.data import split_header, strip_mail

newsgroups = later("sklearn.datasets._twenty_newsgroups")

POST = """From: ann@home (Ann)
Subject: Re: cats

In article <1@home>, bob@work (Bob) writes:
> Do they purr?
>
| Mine bark.
They purr.

Always.
--
Ann, Cat Fan Club
"""


def test_a_post_by_hand() -> None:
    header, body = split_header(POST)
    assert header == "From: ann@home (Ann)\nSubject: Re: cats"
    assert body == newsgroups.strip_newsgroup_header(POST)
    assert strip_mail(POST) == "They purr.\n\nAlways."


@pytest.mark.parametrize("text", ["They purr.\n\nAlways.", "Note that: cats\n\npurr", "", "Subject: alone"])
def test_a_text_without_a_header_keeps_its_first_part(text: str) -> None:
    assert split_header(text) == ("", text)


def test_lines_may_end_as_on_windows() -> None:
    assert split_header("Subject: a\r\n\r\nb") == ("Subject: a", "b")


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ("Bob wrote:\nyes", "yes"),
        ("JM> no\nyes", "yes"),
        ("yes\n---\nme", "yes"),
        ("- one\n- two", "- one\n- two"),
        ("top\n--\n" + "long\n" * 20, "top\n--\n" + ("long\n" * 20).strip()),
        ("> all of it", ""),
    ],
)
def test_what_is_left(body: str, left: str) -> None:
    assert strip_mail(body) == left
