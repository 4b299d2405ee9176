"""Posts and mails: where the header ends, and what is left without header, quotations and signature."""

import re

from nls_tutorial import checks

FIELD = re.compile(r"[A-Za-z][A-Za-z0-9-]*:(?:\s|$)")  # "Subject: …"
# "In article <…> somebody writes:", "> …" and "| …", as readers of news mark what others wrote
QUOTATION = re.compile(r"^\s*(?:[>|]|[\w.]{0,4}>)|(?:writes|wrote|says|said):?\s*$|^In article |^Quoted from ")
RULE = re.compile(r"^\s*-[-\s]*$")  # "--" above a signature


def split_header(text: str) -> tuple[str, str]:
    r"""Header and body of a mail: the lines "Field: …" before the first empty line, and the rest.

    A text that does not begin with such a line has no header. First met in notebooks/17_classify_text.

    >>> split_header("From: me\nSubject: cats\n\nThey purr.")
    ('From: me\nSubject: cats', 'They purr.')
    >>> split_header("They purr.\n\nAlways.")
    ('', 'They purr.\n\nAlways.')
    """
    checks.text("text", text, "Give one mail.")
    text = text.replace("\r\n", "\n")
    header, gap, body = text.partition("\n\n")
    if gap and FIELD.match(header):
        return header, body
    return "", text


def strip_mail(text: str) -> str:
    r"""The text of a mail without what gives its group away: header, quotations with who wrote them, signature.

    The signature is what follows the last line of dashes, where that is at most ten lines.
    First met in notebooks/17_classify_text.

    >>> strip_mail("Subject: cats\n\nBob writes:\n> Do they?\nThey purr.\n--\nAnn, Cat Fan Club")
    'They purr.'
    """
    lines = [line for line in split_header(text)[1].split("\n") if not QUOTATION.search(line)]
    rules = [place for place, line in enumerate(lines) if RULE.match(line) and line.strip()]
    if rules and len(lines) - rules[-1] <= 11:
        lines = lines[: rules[-1]]
    return "\n".join(lines).strip()
