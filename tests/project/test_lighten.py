"""How a built page is made light: nothing lost, nothing that is used left out."""

import base64
import gzip
import json
import struct
from pathlib import Path

import lighten
import pages
import publish
import pytest

from notebooks import LessonError

ICONS = {"solid": {"sun": [576, 512, "M0 0"]}, "brands": {"github": [512, 512, "M1 1"]}, "regular": {}}


def test_equations_are_found_in_order_and_put_back() -> None:
    page = (
        '<body><span class="math notranslate nohighlight">\\(a &lt; b\\)</span> and\n'
        '<div class="math notranslate nohighlight">\n\\[c\\]</div>'
        '<span class="math notranslate nohighlight">\\(d\\)</span></body>'
    )
    assert lighten.equations(page) == [("a < b", False), ("d", False), ("c", True)]
    drawn = lighten.with_equations(page, ["<A>", "<D>", "<C>"], "<defs/>")
    assert drawn == '<body><A> and\n<C><D><svg class="nls-glyphs" aria-hidden="true"><defs/></svg>\n</body>'


def test_an_icon_keeps_its_classes_and_what_is_said_of_it() -> None:
    page = '<i class="theme-switch fa-solid fa-sun fa-lg" data-mode="light"></i><span class="fab fa-github"></span>'
    assert lighten.with_icons(page, ICONS) == (
        '<svg class="svg-inline--fa theme-switch fa-solid fa-sun fa-lg" data-mode="light" viewBox="0 0 576 512" '
        'aria-hidden="true"><path fill="currentColor" d="M0 0"/></svg>'
        '<svg class="svg-inline--fa fab fa-github" viewBox="0 0 512 512" aria-hidden="true">'
        '<path fill="currentColor" d="M1 1"/></svg>'
    )
    with pytest.raises(LessonError, match="no icon for fas fa-moon"):
        lighten.with_icons('<i class="fas fa-moon"></i>', ICONS)


def test_rules_that_no_page_can_fit_are_left_out() -> None:
    rules = (
        ".a,.b:not(.c){x:1}.b{y:2}p>a[href$='.zip']{z:3}@media print{.b{w:4}.a{v:5}}@media screen{.b{u:6}}"
        "@font-face{src:url(f)}.a::before{content:'}'}:root{--k:1}"
    )
    assert lighten.used(rules, {"a"}).split("\n") == [
        ".a{x:1}",
        "p>a[href$='.zip']{z:3}",
        "@media print{.a{v:5}}",
        "@font-face{src:url(f)}",
        ".a::before{content:'}'}",
        ":root{--k:1}",
    ]


def test_a_name_breaks_after_its_dots_and_lines() -> None:
    sign = '<span class="sig-name"><span class="pre">margin_loss</span></span>'
    assert "margin_<wbr>loss" in lighten.breakable(sign, False)
    link = '<a href="#nls_tutorial.focal_loss"><code><span class="pre">focal_loss</span></code></a>'
    assert lighten.breakable(link, False) == link.replace(">focal_loss", ">focal_<wbr>loss")
    entry = '<a href="library/losses.html#nls_tutorial.x">x (nls_tutorial.losses)</a>'
    assert lighten.breakable(entry, False) == entry
    assert "#nls_tutorial.x" in lighten.breakable(entry, True)
    assert "(nls_<wbr>tutorial.<wbr>losses)" in lighten.breakable(entry, True)


def test_scripts_and_styles_are_one_file_each(tmp_path: Path) -> None:
    static = tmp_path / "_static"
    static.mkdir()
    for name, text in {
        "a.css": '/* x */@import "b.css";.a{x:1}', "b.css": ".b{y:2}", "documentation_options.js": "const O = 1;",
        "one.js": '"use strict"; one()', "two.js": "two()", "searchtools.js": "seek()", "fontawesome.js": "icons()",
        "scene.js": "draw()",
    }.items():  # fmt: skip
        (static / name).write_text(text)
    loads = "".join(
        f'<script src="_static/{name}.js?v=1"></script>'
        for name in ("documentation_options", "one", "searchtools", "fontawesome", "two", "scene")
    )
    page = f'<head><link rel="stylesheet" href="_static/a.css?v=2" />{loads}<script>go(O)</script></head>'
    page += "".join(f'<div class="nls-mount" data-scene="{name}"></div>' for name in ("02_01", "02_02"))
    made = lighten.bundled(page, tmp_path / "index.html", tmp_path, {"a", "b"})
    (style,), (script,) = static.glob("site-*.css"), static.glob("site-*.js")
    assert made == (
        f'<head><link rel="stylesheet" href="_static/{style.name}">\n<script>const O = 1;</script>\n'
        f'<script defer src="_static/{script.name}"></script>\n'
        '<link rel="preload" as="script" href="_static/scenes/02_01.js">\n<script>go(O)</script></head>'
        '<div class="nls-mount" data-scene="02_01"></div><div class="nls-mount" data-scene="02_02"></div>'
    )
    assert style.read_text() == ".b{y:2}\n.a{x:1}"
    assert script.read_text() == 'void 0;\n"use strict"; one();\ntwo();\ndraw()'
    lighten.bundled(page.replace("nls-mount", "nls-other"), tmp_path / "index.html", tmp_path, {"a", "b"})
    (other,) = set(static.glob("site-*.js")) - {script}
    assert other.read_text() == 'void 0;\n"use strict"; one();\ntwo()', "a page without a scene loads none of its code"


def test_a_scene_is_packed_as_the_page_unpacks_it() -> None:
    data = struct.pack("<3f", 1.0, 2.0, -3.5)
    packed = gzip.decompress(publish.pack({"spec": {"title": "ε"}, "data": base64.b64encode(data).decode()}))
    (length,) = struct.unpack("<I", packed[:4])
    assert json.loads(packed[4 : 4 + length]) == {"title": "ε"}
    planes = packed[4 + length :]
    assert bytes(planes[at % 4 * 3 + at // 4] for at in range(12)) == data


def test_the_words_of_the_glossary_lead_to_their_lessons() -> None:
    glossary = "one\nLabel Smoothing\n  A label. Lesson 02.\n\ntwo\n  Library: losses.\n"
    stem = "notebooks/02_soften_a_label"
    assert pages.lesson_words(glossary) == {"one": stem, "label smoothing": stem}
    assert pages.lesson_words((pages.PAGES / "glossary.md").read_text(encoding="utf-8"))["label smoothing"] == stem
