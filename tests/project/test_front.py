"""The site's front page and what leads to it: cards, pictures, references, addresses."""

import base64
import io
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import front
import numpy as np
import pytest
import references
import signposts
import yaml
from course import entries
from pages import PAGES
from PIL import Image
from project import ROOT, settings
from thumbnails import HEIGHT, WIDTH, lighter, thumbnail, which

from nls_tutorial.records import Axis, Bars, Line, Panel, Points, Rule, Scene, track
from nls_tutorial.scenes import encode
from notebooks import lessons

pytestmark = pytest.mark.slow


def captured(*marks: object, equal: bool = False) -> dict[str, object]:
    """A scene as a capture holds it."""
    panel = Panel("", Axis("x", 0, 10), Axis("y", 0, 4), marks, equal=equal)
    spec, data = encode(Scene("A scene", "For a test.", (panel,)))
    return {"spec": spec, "data": base64.b64encode(data).decode()}


def test_a_card_shows_the_scenes_own_numbers_where_they_lie() -> None:
    picture = thumbnail(captured(Bars(track([5.0]), track([2.0]), width=2.0, base=0.0)))
    (box,) = re.findall(r"<rect x='([\d.]+)' y='([\d.]+)' width='([\d.]+)' height='([\d.]+)'", picture)
    left, top, wide, tall = map(float, box)
    assert left + wide / 2 == pytest.approx(WIDTH / 2, abs=0.2)
    assert top == pytest.approx(HEIGHT / 2, abs=0.2)
    assert wide == pytest.approx(0.2 * (WIDTH - 24), abs=0.2)
    assert tall == pytest.approx((HEIGHT - 24) / 2, abs=0.2)
    ET.fromstring(picture)


def test_a_photograph_on_a_card_is_made_light_and_looks_the_same() -> None:
    rise = np.linspace(0, 200, 96) + np.linspace(0, 55, 96)[:, None]
    grain = np.random.default_rng(0).integers(-9, 10, (96, 96, 3))
    photograph = (rise[..., None] + grain).clip(0, 255).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(photograph).save(file, "PNG")
    address = f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
    made = lighter(address)
    assert len(made) < len(address) / 4
    seen = np.asarray(Image.open(io.BytesIO(base64.b64decode(made.partition(",")[2]))), dtype=float)
    assert np.abs(seen - photograph).mean() < 8
    assert lighter(made) == made, "what is no PNG stays as it is"
    assert lighter("pictures/one.png") == "pictures/one.png"


def test_what_is_not_there_is_not_drawn_on_a_card() -> None:
    nan = float("nan")
    picture = thumbnail(
        captured(
            Line(track([0.0, 1.0, nan, 3.0, 4.0]), track([0.0, 1.0, 1.0, 3.0, 4.0])),
            Points(track([1.0, nan]), track([1.0, 2.0])),
            Rule(track(nan), along="x"),
        )
    )
    assert "nan" not in picture
    (line,) = re.findall(r"<path d='(M[^h']+)' fill='none'", picture)
    assert line.count("M") == 2, "the pen is lifted"
    ET.fromstring(picture)


def test_the_scene_that_moves_stands_for_its_lesson() -> None:
    still, moving = ({"spec": {"controls": controls}} for controls in ([], ["x"]))
    assert which([still, moving]) is moving
    assert which([still]) is still
    assert which([]) is None


def test_the_front_page_has_a_card_for_every_lesson_and_a_way_to_start() -> None:
    page = front.front_page(lessons(), "")
    assert page.count('class="nls-card"') == len(lessons())
    for one in entries():
        assert f'href="notebooks/{one.stem}.html"' in page
    for door in ("Start lesson 00", "Open in Binder", "Open in Colab", "For teachers", "claims.html", "@software{"):
        assert door in page
    assert "pytest" not in page, "no visitor came to test it"


def test_the_course_can_be_cited() -> None:
    told = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = settings()["project"]
    assert told["cff-version"] == "1.2.0"
    assert told["version"] == project["version"]
    assert (told["repository-code"], told["url"]) == (project["urls"]["Repository"], project["urls"]["Homepage"])
    assert f"version = {{{project['version']}}}" in front.bibtex()
    page = front.with_about((PAGES / "about.md").read_text(encoding="utf-8"))
    assert "<!--" not in page
    assert page.count(".ipynb) | ") == len(lessons())
    assert not re.search(r"\.ipynb\) \|  \|", page), "every lesson says what is learnt"


@pytest.mark.parametrize("source", lessons(), ids=lambda source: source.stem)
def test_every_paper_that_a_lesson_names_is_linked(source: Path) -> None:
    papers = list(references.named(source))
    assert [paper.title for paper in papers if not paper.link] == [], (
        "give its arXiv number, or add it to docs/papers.toml"
    )
    assert [paper.title for paper in papers if not paper.authors] == []
    text = references.with_links(source.read_text(encoding="utf-8"))
    assert not re.search(r"(?<!\[)arXiv \d{4}\.\d", text)


def test_references_are_one_page_with_each_paper_once() -> None:
    page = references.with_references((PAGES / "references.md").read_text(encoding="utf-8"), lessons())
    links = re.findall(r"^- .*?\]\((https://[^)]+)\)", page, flags=re.MULTILINE)
    assert len(links) == len(set(links)) == page.count("\n- ") > 20
    assert "[*When Does Label Smoothing Help?*](https://arxiv.org/abs/1906.02629), 2019. In [01 " in page


def test_titles_that_have_no_number_are_linked_once() -> None:
    linked = references.with_links("See *Optical Recognition\nof Handwritten Digits*, and arXiv 1706.04599.")
    assert linked == (
        "See [*Optical Recognition\nof Handwritten Digits*](https://doi.org/10.24432/C50P49), and "
        "[arXiv 1706.04599](https://arxiv.org/abs/1706.04599)."
    )
    assert references.with_links(linked) == linked


def test_a_page_says_what_it_is_to_those_who_link_to_it() -> None:
    tags = signposts.metatags("https://a.b/", "notebooks/02_x", "02 <em>Soften</em>", 'the "finite" optimum')
    assert '<meta property="og:title" content="02 Soften">' in tags
    assert '<meta property="og:url" content="https://a.b/notebooks/02_x.html">' in tags
    assert '<meta name="description" content="The &quot;finite&quot; optimum. Soft labels' in tags
    assert '<meta property="og:url" content="https://a.b/">' in signposts.metatags("https://a.b/", "index", "x")
    assert (ROOT / "docs" / "pictures" / Path(signposts.PICTURE).name).exists()


def test_the_map_lists_the_pages_and_no_tools(tmp_path: Path) -> None:
    for name in ("index.html", "search.html", "notebooks/a.html", "_static/x.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    made = signposts.signposts(tmp_path)
    listed = [node.text for node in ET.fromstring(made["sitemap.xml"]).findall(".//{*}loc")]
    assert listed == [signposts.SITE, f"{signposts.SITE}notebooks/a.html"]
    assert f"Sitemap: {signposts.SITE}sitemap.xml" in made["robots.txt"]
    assert f'href="{signposts.SITE}search.html"' in made["404.html"]
