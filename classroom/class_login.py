"""Any name, one password: a name becomes the name of a folder."""

import hashlib
import re
import unicodedata

from jupyterhub.authenticators.shared import SharedPasswordAuthenticator

PATTERN = r"[a-z0-9][a-z0-9-]{0,40}\Z"
RULE = (
    "Type any name. Capital letters, accents, spaces and signs make no difference: "
    "Äda Löve and ada-love are the same student."
)
LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i"})


def folder_name(name: str) -> str:
    """A name of a-z, 0-9 and hyphens for any name; empty where there is no letter and no digit in it.

    A letter that has no place there (李) is not just dropped, which would make two students one: the name then ends
    with letters of its own, which come from all of it.
    """
    whole = unicodedata.normalize("NFKC", name).casefold().strip()
    bare = "".join(
        one for one in unicodedata.normalize("NFKD", whole).translate(LETTERS) if not unicodedata.combining(one)
    )
    safe = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")
    lost = any(one.isalnum() and not one.isascii() for one in bare)
    if lost or len(safe) > 32:
        own = hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        safe = f"{safe[:32].strip('-')}-{own}".lstrip("-")
    return safe


class ClassAuthenticator(SharedPasswordAuthenticator):
    """The password of the class, and any name."""

    def normalize_username(self, username: str) -> str:
        """The name of the student's folder."""
        return folder_name(username)
