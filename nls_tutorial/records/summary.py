"""How a record shows itself: a titled list of facts, as text and as HTML."""

from collections.abc import Mapping
from html import escape

from nls_tutorial.records.record import Record


def text_summary(title: str, facts: Mapping[str, object]) -> str:
    """A title and one line a fact.

    >>> print(text_summary("History", {"epochs": 3}))
    History
      epochs  3
    """
    width = max((len(name) for name in facts), default=0)
    return "\n".join([title, *(f"  {name:<{width}}  {value}" for name, value in facts.items())])


def html_summary(title: str, facts: Mapping[str, object]) -> str:
    """The same as a small table that follows the page's colours."""
    rows = "".join(
        f'<tr><th scope="row" style="text-align:left;font-weight:normal;opacity:.75">{escape(name)}</th>'
        f'<td style="text-align:left">{escape(str(value))}</td></tr>'
        for name, value in facts.items()
    )
    caption = f'<caption style="text-align:left;font-weight:bold;caption-side:top">{escape(title)}</caption>'
    return f"<table>{caption}<tbody>{rows}</tbody></table>"


class Summary(Record):
    """Gives a record `__repr__` and `_repr_html_` from its `_summary()`."""

    def _summary(self) -> Mapping[str, object]:
        raise TypeError(f"{type(self).__name__} does not say its facts; define _summary().")

    def __repr__(self) -> str:
        return text_summary(type(self).__name__, self._summary())

    def _repr_html_(self) -> str:
        return html_summary(type(self).__name__, self._summary())
