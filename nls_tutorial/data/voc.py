"""Photographs with real boxes: folders in the layout of PASCAL VOC, torchvision's VOC download, ImageNet's boxes."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from nls_tutorial import checks
from nls_tutorial.data.bad_files import BadFiles, UnusableFileError
from nls_tutorial.data.boxed_photographs import Pair, Reading, load_pairs
from nls_tutorial.data.files import Folder, as_path, find_files, is_there, missing
from nls_tutorial.data.image_sets import inside_folder, plain_name, read_image_set
from nls_tutorial.data.picture_files import PHOTOGRAPHS
from nls_tutorial.records import Images

Several = Literal["skip", "largest", "each"]
Outside = Literal["refuse", "cut"]
OnBad = Literal["raise", "skip"]
VOC_CLASSES = (
    *("aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow", "diningtable", "dog"),
    *("horse", "motorbike", "person", "pottedplant", "sheep", "sofa", "train", "tvmonitor"),
)
YEARS = ("2007", "2008", "2009", "2010", "2011", "2012")
GET_VOC = "Give the folder that torchvision.datasets.VOCDetection(root, download=True) filled."


def voc_folder(
    images: Folder,
    annotations: Folder,
    *,
    class_names: Sequence[str] | None = None,
    size: tuple[int, int] = (128, 128),
    several: Several = "skip",
    inclusive: bool = False,
    outside: Outside = "refuse",
    on_bad: OnBad = "raise",
    split: str = "photographs",
) -> Images:
    r"""Photographs from the folder `images`, with the boxes that the XML files in the folder `annotations` give them.

    A photograph (JPEG, PNG, WebP or BMP) and its annotation have the same name but for the ending; folders inside the
    two are searched too, but for hidden files and folders. `class_names` are the classes in the order of their numbers;
    unless given, all names that occur, in alphabetical order. `several` says what a photograph with several objects
    becomes: "skip" leaves it out, "largest" labels it by its largest object, "each" makes a sample of every object.
    Photographs are stretched to (height, width) `size`, and the boxes with them; what EXIF says about turning is done
    first, boxes and all. `inclusive` is for corners that are pixels counted from 1, both inside the box, as the VOC
    challenge has them; otherwise corners are pixel edges from 0 to the width. `outside` says what happens to a box that
    reaches beyond its photograph: "refuse", or "cut" it at the border. `on_bad` says what happens to files that cannot
    be used: "raise" refuses them, all in one message, "skip" leaves them out and logs which.

    Returns Images with `boxes` (N, n, 4) in pixels of the stretched photographs, the sample's own object first, padded
    with boxes of no area; `box_labels` (N, n), −1 where padded; `extra["photograph"]` (N,), the number of the
    photograph in alphabetical order, so that samples of one photograph can be kept in one split. It takes N·12·H·W
    bytes of memory.

    Raises MissingFileError (a FileNotFoundError and a ValueError) for a folder, a photograph or an annotation that is
    not there; ValueError, naming the file, for a photograph that cannot be read, is transparent, has more than 2²⁶
    pixels, or is turned by EXIF while nothing says which way its boxes are meant; XML that is broken, has a document
    type, over 10,000 objects or 16 MiB; an unknown class, a box without area or outside its photograph, an annotation
    made for another shape of photograph, one without objects. ValueError or TypeError for other arguments.

    Source: Everingham et al. 2010, the PASCAL VOC challenge. First met in
    notebooks/10_shrink_the_label_with_the_object.

    >>> from pathlib import Path
    >>> import tempfile
    >>> from PIL import Image
    >>> corners = "<xmin>10</xmin><ymin>20</ymin><xmax>60</xmax><ymax>80</ymax>"
    >>> dog = f"<annotation><object><name>dog</name><bndbox>{corners}</bndbox></object></annotation>"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     Image.new("RGB", (100, 100)).save(f"{folder}/rex.png")
    ...     _ = Path(folder, "rex.xml").write_text(dog)
    ...     found = voc_folder(folder, folder, class_names=("cat", "dog"), size=(50, 50))
    >>> found.labels.tolist(), found.boxes[0].tolist()  # in pixels of the smaller picture
    ([1], [[5.0, 10.0, 30.0, 40.0]])
    """
    reading, bad = Reading.of(class_names, size, several, outside, inclusive), BadFiles(on_bad)
    pictures = find_files(images, "images", PHOTOGRAPHS)
    files = find_files(annotations, "annotations", (".xml",))
    pairs = []
    for number, name in enumerate(sorted(pictures.keys() | files.keys())):
        with bad.noted():
            if name not in pictures:
                seen = f"none named {name} in {str(images)!r}"
                missing("images", f"must hold a photograph for {files[name][0]}", seen)
            if name not in files:
                seen = f"no {name}.xml in {str(annotations)!r}"
                missing("annotations", f"must hold an annotation for {pictures[name][0]}", seen)
            pairs.append(_pair(number, pictures[name], files[name]))
    return load_pairs(pairs, reading, bad, split)


def voc_detection(
    root: Folder,
    *,
    year: str = "2012",
    image_set: str = "train",
    size: tuple[int, int] = (128, 128),
    several: Several = "skip",
    outside: Outside = "refuse",
    on_bad: OnBad = "raise",
) -> Images:
    r"""The PASCAL VOC detection set of one `year`, from the folder that torchvision.datasets.VOCDetection filled.

    Reads `root`/VOCdevkit/VOC2012 (2011: TrainVal/VOCdevkit/VOC2011) and its list ImageSets/Main/`image_set`.txt, for
    example "train", "val", "trainval" or, in 2007, "test". Of a list for one class, such as "cat_train", it takes the
    photographs marked 1, which show one. The classes are VOC_CLASSES; the corners count from 1 and are inclusive.
    Nothing is downloaded. Everything else is as in `voc_folder`; `split` is `image_set`.

    Raises what `voc_folder` raises, and ValueError for a list that is no text, names no photograph, one twice, or one
    outside its folder.

    First met in notebooks/10_shrink_the_label_with_the_object.

    >>> voc_detection("no/such/folder")
    Traceback (most recent call last):
        ...
    nls_tutorial.data.files.MissingFileError: root must hold VOCdevkit/VOC2012/ImageSets/Main/train.txt, ...
    """
    checks.choice("year", year, YEARS)
    plain_name("image_set", image_set, 'Name a list in ImageSets/Main, for example "train".')
    reading, bad = Reading.of(VOC_CLASSES, size, several, outside, True), BadFiles(on_bad)
    inner = Path("TrainVal", "VOCdevkit", "VOC2011") if year == "2011" else Path("VOCdevkit", f"VOC{year}")
    home = as_path("root", root, GET_VOC) / inner
    listed = home / "ImageSets" / "Main" / f"{image_set}.txt"
    if not is_there(listed, Path.is_file):
        seen = f"{str(root)!r} without it"
        missing("root", f"must hold {inner / 'ImageSets' / 'Main' / listed.name}", seen, GET_VOC)
    pictures, files = _inner_files(home / "JPEGImages", PHOTOGRAPHS), _inner_files(home / "Annotations", (".xml",))
    pairs = []
    for number, name in enumerate(read_image_set(listed, pictures)):
        with bad.noted():
            inside_folder(listed, name)
            for found, needed in ((pictures, f"JPEGImages/{name}.jpg"), (files, f"Annotations/{name}.xml")):
                if name not in found:
                    missing("root", f"must hold {inner / needed}", f"{str(root)!r} without it", GET_VOC)
            pairs.append(_pair(number, pictures[name], files[name]))
    return load_pairs(pairs, reading, bad, image_set)


def _inner_files(folder: Path, endings: tuple[str, ...]) -> dict[str, list[Path]]:
    return find_files(folder, "root", endings) if folder.is_dir() else {}


def imagenet_boxes(
    images: Folder,
    annotations: Folder,
    *,
    class_names: Sequence[str] | None = None,
    size: tuple[int, int] = (128, 128),
    several: Several = "largest",
    on_bad: OnBad = "raise",
    split: str = "train",
) -> Images:
    r"""ImageNet photographs that have boxes: `images`/n01440764/…JPEG with `annotations`/n01440764/…xml.

    Photographs without an annotation are left out, as in the paper (474,000 of 1.28 million have one), and annotations
    without a photograph are not looked at, so a part of either can be given. Some of ImageNet's boxes reach beyond
    their photographs; they are cut. `class_names` are WordNet numbers such as "n01440764", all that occur unless given.
    Everything else is as in `voc_folder`.

    Source: Russakovsky et al. 2015, arXiv 1409.0575; ALS appendix A.2. First met in
    notebooks/10_shrink_the_label_with_the_object.

    >>> imagenet_boxes("no/such/folder", "nor/this/one")
    Traceback (most recent call last):
        ...
    nls_tutorial.data.files.MissingFileError: images 'no/such/folder' must be a folder, ...
    """
    reading, bad = Reading.of(class_names, size, several, "cut", False), BadFiles(on_bad)
    pictures = find_files(images, "images", PHOTOGRAPHS)
    files = find_files(annotations, "annotations", (".xml",))
    both = sorted(pictures.keys() & files.keys())
    if not both:
        missing("annotations", f"must fit photographs in {str(images)!r}", f"{len(files)} files that fit none")
    pairs = []
    for number, name in enumerate(both):
        with bad.noted():
            pairs.append(_pair(number, pictures[name], files[name]))
    return load_pairs(pairs, reading, bad, split)


def _pair(number: int, photographs: list[Path], annotations: list[Path]) -> Pair:
    for argument, found in (("images", photographs), ("annotations", annotations)):
        if len(found) > 1:
            seen = " and ".join(str(file) for file in found)
            step = "Rename one of them."
            checks.refuse(argument, "must hold one file of a name", seen, step, error=UnusableFileError)
    return Pair(number, photographs[0], annotations[0])
