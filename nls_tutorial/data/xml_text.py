"""The text of an XML file, in whatever encoding it is written, and its elements without any document type."""

import codecs
import re
from pathlib import Path
from typing import NoReturn
from xml.etree import ElementTree

from nls_tutorial import checks
from nls_tutorial.data.bad_files import UnusableFileError

AGAIN = "Correct the file, or move it away together with its image."
MOST_BYTES = 2**24
# the byte order mark of an encoding, else how it writes "<"; the longer before what it begins with
SIGNS = (
    *((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32")),
    *((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")),
    *((b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be")),
)
EBCDIC = "<?xml".encode("cp037")
DECLARED = re.compile(r"""<\?xml\s[^>]*?\bencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["']""")
# Python's own ways to write text, which no XML file has
NOT_ENCODINGS = ("unicode-escape", "raw-unicode-escape", "idna", "punycode", "undefined", "mbcs", "oem")


def read_xml(file: Path) -> ElementTree.Element:
    """The root of the XML in `file`, in any encoding that Python knows.

    Raises UnusableFileError, naming the file, for one that is not there or larger than 16 MiB, an encoding that does
    not fit, XML that is not well-formed, and a document type (where entities would be declared): whatever the encoding,
    since what is parsed is the decoded text.
    """
    text = _decoded(file, _content(file))
    parser = ElementTree.XMLParser(target=_WithoutDocumentType(file))
    try:
        parser.feed(text)
        return parser.close()
    except UnusableFileError:
        raise
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        refuse_file(file, "must be well-formed XML", str(error) or type(error).__name__)


def refuse_file(file: Path, rule: str, seen: str, step: str = AGAIN) -> NoReturn:
    """Refuse one file, by its path."""
    checks.refuse(str(file), rule, seen, step, error=UnusableFileError)


class _WithoutDocumentType(ElementTree.TreeBuilder):
    """Builds the tree; the parser calls `doctype` where one begins, before it has read what is declared in it."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        refuse_file(self._file, "must not have a document type, which may declare entities", f"<!DOCTYPE {name}>")


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except OSError as error:
        refuse_file(file, "must be a file that can be read", str(error.strerror))
    if len(content) > MOST_BYTES:
        refuse_file(file, f"must have at most {MOST_BYTES // 2**20} MiB", "more")
    return content


def _decoded(file: Path, content: bytes) -> str:
    encoding = _encoding(content)
    plain = encoding.lower().replace("_", "-")
    wide = plain.startswith(("utf-16", "utf-32", "utf16", "utf32", "ucs", "iso-10646"))
    if plain in NOT_ENCODINGS or (wide and not content.startswith(tuple(sign for sign, _ in SIGNS))):
        refuse_file(file, "must be written in the encoding that it declares", encoding, "Save it as UTF-8.")
    try:
        text = content.decode(encoding)
    except (UnicodeError, LookupError) as error:
        rule = "must be written in the encoding that it declares, UTF-8 unless it says another"
        refuse_file(file, rule, str(error), "Save it as UTF-8.")
    # in EBCDIC a line ends with a character of its own
    return text.replace("\x85", "\n") if content.startswith(EBCDIC) else text


def _encoding(content: bytes) -> str:
    """By the first bytes (XML 1.0, appendix F), else as the first line declares."""
    for sign, encoding in SIGNS:
        if content.startswith(sign):
            return encoding
    is_ebcdic = content.startswith(EBCDIC)
    declared = DECLARED.match(content[:256].decode("cp037" if is_ebcdic else "latin-1"))
    if declared:
        return declared.group(1)
    return "cp037" if is_ebcdic else "utf-8"
