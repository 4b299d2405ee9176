"""What leads to the site: each page's description and picture for those who link to it, a map, a page for lost ones."""

import re
from html import escape
from pathlib import Path

from project import settings

SITE = settings()["project"]["urls"]["Homepage"]
NAME = "Soft labels and calibrated networks"
ABOUT = (
    "An interactive course in Jupyter notebooks: drag a label and see what it asks of a network, train small networks "
    "on a laptop, and test what four papers claim of label smoothing, margins and calibration."
)
PICTURE = "_static/pictures/lesson_02_light.png"
UNLISTED = ("genindex.html", "py-modindex.html", "search.html", "404.html")
LOST = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>There is no such page · {name}</title>
<link rel="icon" href="data:,">
<style>
:root {{ color-scheme: light dark; background: #fff; color: #16191d; }}
a {{ color: #0059a8; }}
@media (prefers-color-scheme: dark) {{ :root {{ background: #0e1116; color: #e8ebef; }} a {{ color: #7cc0ff; }} }}
body {{ font: 18px/1.55 system-ui, sans-serif; max-width: 34em; margin: 12vh auto; padding: 0 1.2em; }}
</style>
</head>
<body>
<main>
<h1>There is no such page</h1>
<p>It may have moved, or never have been. From the <a href="{site}">first page</a> you reach every lesson; the
<a href="{site}search.html">search</a> finds words in all of them.</p>
</main>
</body>
</html>
"""


def metatags(site: str, page: str, title: str, about: str = "") -> str:
    """The tags of one page: what it is, in words and with a picture, for search engines and for whoever links to it."""
    plain = re.sub(r"<[^>]+>", "", title)
    words = f"{about[0].upper()}{about[1:]}. {NAME}, an interactive course." if about else ABOUT
    told = {"type": "website", "site_name": NAME, "title": plain, "description": words}
    told |= {"url": f"{site}{'' if page == 'index' else f'{page}.html'}", "image": f"{site}{PICTURE}"}
    told |= {"image:alt": "A scene of the course: two sliders above a loss and its gradient."}
    lines = [f'<meta name="description" content="{escape(words, quote=True)}">']
    lines += [f'<meta property="og:{name}" content="{escape(value, quote=True)}">' for name, value in told.items()]
    lines.append('<meta name="twitter:card" content="summary_large_image">')
    return "\n".join(lines)


def signposts(folder: Path) -> dict[str, str]:
    """The files beside the pages: sitemap.xml, robots.txt and 404.html."""
    pages = sorted(
        page.relative_to(folder).as_posix() for page in folder.rglob("*.html") if "_static" not in page.parts
    )
    listed = [SITE if page == "index.html" else f"{SITE}{page}" for page in pages if page not in UNLISTED]
    rows = "\n".join(f"<url><loc>{escape(address)}</loc></url>" for address in listed)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return {
        "sitemap.xml": f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{space}">\n{rows}\n</urlset>\n',
        "robots.txt": f"User-agent: *\nAllow: /\nSitemap: {SITE}sitemap.xml\n",
        "404.html": LOST.format(name=NAME, site=SITE),
    }
