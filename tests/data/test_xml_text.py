"""XML in any encoding, and a document type in none."""

import codecs
from pathlib import Path

import pytest
from spec.voc_by_hand import xml

from nls_tutorial.data.annotations import read_annotation
from nls_tutorial.data.xml_text import MOST_BYTES, read_xml

PLAIN = xml([("ace", (4, 2, 24, 16))])
# what declares itself in its first line, or needs nothing said
DECLARED = ["utf-8", "ascii", "latin-1", "iso-8859-15", "cp1252", "windows-1251", "koi8-r", "mac-roman"]
ASIAN = ["gbk", "gb2312", "gb18030", "big5", "shift_jis", "euc-jp", "euc-kr", "cp949", "iso2022_jp"]
EBCDIC = ["cp037", "cp500", "cp1140", "cp273", "cp424", "cp875"]
WIDE = ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "utf-8-sig"]
DOCTYPES = [
    '<!DOCTYPE annotation [<!ENTITY a "b">]>',
    "<!DOCTYPE annotation>",
    '<!DOCTYPE annotation SYSTEM "file:///etc/hostname">',
    '<!-- x --><?y z?>\n<!DOCTYPE annotation [<!ENTITY % a "b">]>',
]


def written(file: Path, text: str, encoding: str, declared: bool = True) -> Path:
    first = f'<?xml version="1.0" encoding="{encoding}"?>' if declared else ""
    file.write_bytes((first + text).encode(encoding))
    return file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "a.xml"


@pytest.mark.parametrize("encoding", [*DECLARED, *ASIAN, *EBCDIC, *WIDE, "utf-7"])
def test_every_encoding_is_read(file, encoding) -> None:
    name = {"koi8-r": "туз", "windows-1251": "туз", "ascii": "ace"}.get(encoding, "a")
    name = "扑克" if encoding in ("gbk", "gb2312", "gb18030", "utf-7", *WIDE) else name
    name = "as é" if encoding in ("latin-1", "cp1252", "mac-roman", *EBCDIC[:4]) else name
    told = read_annotation(written(file, PLAIN.replace("ace", name), encoding), inclusive=False)
    assert told.names == (name,)
    assert told.boxes == ((4, 2, 24, 16),)


@pytest.mark.parametrize("encoding", ["utf-8", *WIDE])
def test_the_first_bytes_say_enough(file, encoding) -> None:
    told = read_annotation(written(file, PLAIN.replace("ace", "é"), encoding, declared=False), inclusive=False)
    assert told.names == ("é",)


@pytest.mark.parametrize("kind", DOCTYPES)
@pytest.mark.parametrize("encoding", [*DECLARED, "gbk", "shift_jis", "iso2022_jp", *EBCDIC, *WIDE, "utf-7"])
def test_a_document_type_is_refused_in_every_one(file, encoding, kind) -> None:
    written(file, kind + PLAIN, encoding)
    with pytest.raises(ValueError, match=r"a\.xml must not have a document type, which may declare entities, but got"):
        read_xml(file)


def test_a_document_type_is_found_where_no_byte_of_it_can_be_read(file) -> None:
    hidden = '<?xml version="1.0" encoding="utf-7"?>' + "".join(
        f"+{codecs.encode(letter.encode('utf-16-be'), 'base64').decode().rstrip('=' + chr(10))}-"
        for letter in '<!DOCTYPE annotation [<!ENTITY a "b">]>'
    )
    assert "DOCTYPE" not in hidden
    file.write_text(hidden + PLAIN)
    with pytest.raises(ValueError, match="must not have a document type"):
        read_xml(file)


def test_lines_of_ebcdic_end_with_a_character_of_their_own(file) -> None:
    file.write_bytes(f'<?xml version="1.0" encoding="cp037"?>\x85{PLAIN}\x85'.encode("cp037"))
    assert read_annotation(file, inclusive=False).names == ("ace",)


def test_words_about_a_document_type_are_no_document_type(file) -> None:
    file.write_text(PLAIN.replace("<annotation>", "<annotation><!-- <!DOCTYPE a> --><x><![CDATA[<!DOCTYPE a>]]></x>"))
    assert read_annotation(file, inclusive=False).names == ("ace",)


def test_billions_of_laughs_cost_nothing(file) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    file.write_text(f'<!DOCTYPE a [<!ENTITY l0 "ha">{laughs}]>' + PLAIN.replace("ace", "&l9;"))
    with pytest.raises(ValueError, match="must not have a document type"):
        read_xml(file)
    file.write_text(PLAIN.replace("ace", "&l9;"))
    with pytest.raises(ValueError, match=r"must be well-formed XML, but got undefined entity"):
        read_xml(file)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'<?xml version="1.0" encoding="klingon"?><a/>', r"written in the encoding that it declares, .* klingon"),
        (b'<?xml version="1.0" encoding="zlib"?><a/>', r"written in the encoding that it declares, .*'zlib'"),
        (b'<?xml version="1.0" encoding="rot13"?><a/>', r"written in the encoding that it declares, .*'rot13'"),
        (b'<?xml version="1.0" encoding="unicode_escape"?><a/>', r"the encoding that it declares, but got unicode_"),
        (b'<?xml version="1.0" encoding="utf-16"?><a/>', r"the encoding that it declares, but got utf-16\. Save it as"),
        (b'<?xml version="1.0" encoding="ascii"?><a>\xe9</a>', r"the encoding that it declares, .*0xe9 in position 41"),
        (b"<a>\xe9</a>", r"encoding that it declares, UTF-8 unless it says another, but got .* Save it as UTF-8\."),
        (b"\xff\xfe<\x00a\x00", r"must be well-formed XML, but got "),
        (b"\xff\xfe<\x00a", r"written in the encoding that it declares, UTF-8 unless"),
        (b'<?xml version="1.0" encoding="utf-7"?><a>+2AA-</a>', r"must be .*XML|must be written"),
        (b"\x00" * 100, r"must be well-formed XML, but got "),
        (b"", r"must be well-formed XML, but got no element found"),
        (b"<a>" * 100_000, r"must be well-formed XML, but got "),
        (b" " * (MOST_BYTES + 1), r"must have at most 16 MiB, but got more\."),
    ],
)
def test_what_cannot_be_read_is_refused(file, content, said) -> None:
    file.write_bytes(content)
    with pytest.raises(ValueError, match=rf"a\.xml {said}" if said.startswith("must") else said):
        read_xml(file)


def test_a_file_that_is_gone_is_refused(file) -> None:
    with pytest.raises(ValueError, match=r"a\.xml must be a file that can be read, but got No such file"):
        read_xml(file)
