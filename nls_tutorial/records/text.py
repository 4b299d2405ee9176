"""Words that every screen can show, whatever a label or a title holds."""

import re

UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def readable(text: str) -> str:
    """`text` with � for what no screen shows and no file in UTF-8 holds: control characters and halves of a pair.

    >>> readable("costs $5 and\\x00 $6")
    'costs $5 and� $6'
    """
    return UNSEEN.sub("\ufffd", text)
