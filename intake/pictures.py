"""Pictures drawn anew, so that nothing but what is seen stays: no EXIF, no place, no rest. Pure."""

import warnings
from tempfile import SpooledTemporaryFile
from threading import BoundedSemaphore
from typing import BinaryIO, cast

from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from intake.filefaults import LIMITS, FileFault, FileRefused, Limits

# A wall before our own count: above it Pillow stops before it reserves any memory.
Image.MAX_IMAGE_PIXELS = LIMITS.pixels
warnings.simplefilter("error", Image.DecompressionBombWarning)

_QUALITY = 88  # of 100; small print on a photographed slip stays legible
_IN_MEMORY = 1024 * 1024
_AT_ONCE = BoundedSemaphore(2)  # an opened picture takes up to 4 bytes a pixel


def redraw(stream: BinaryIO, limits: Limits) -> tuple[BinaryIO, str]:
    """A fresh JPEG or PNG of the picture, turned upright and scaled to ``limits``, and which.

    PNG stays PNG while it is small enough; everything else becomes JPEG, on white where it was
    transparent. Of an animation the first picture stays. Raises FileRefused.
    """
    with _AT_ONCE:
        try:
            return _redraw(stream, limits)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise FileRefused(FileFault.PICTURE_TOO_LARGE) from error
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
            if isinstance(error, FileRefused):
                raise
            raise FileRefused(FileFault.BROKEN) from error


def _redraw(stream: BinaryIO, limits: Limits) -> tuple[BinaryIO, str]:
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # printing papers switches it on for the whole process
    with Image.open(stream, formats=("JPEG", "PNG", "WEBP")) as picture:
        if picture.width * picture.height > limits.pixels:
            raise FileRefused(FileFault.PICTURE_TOO_LARGE)
        side = (limits.picture_side, limits.picture_side)
        picture.draft("RGB", side)  # a JPEG is decoded small at once
        drawn = _flat(picture, side)
        if picture.format == "PNG":
            fresh = _saved(drawn, "PNG")
            if fresh.seek(0, 2) <= limits.bytes:
                return fresh, "PNG"
        return _saved(drawn, "JPEG"), "JPEG"


def _flat(picture: Image.Image, side: tuple[int, int]) -> Image.Image:
    """Only the colours, upright, on white: a new picture inherits no comment and no profile."""
    picture.thumbnail(side, Image.Resampling.LANCZOS)
    upright = ImageOps.exif_transpose(picture)
    fresh = Image.new("RGB", upright.size, "white")
    if upright.has_transparency_data:
        layer = upright.convert("RGBA")
        fresh.paste(layer, mask=layer.getchannel("A"))
    else:
        fresh.paste(upright.convert("RGB"))
    return fresh


def _saved(drawn: Image.Image, form: str) -> BinaryIO:
    out = cast(BinaryIO, SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115 - handed on open
    drawn.save(out, form, quality=_QUALITY) if form == "JPEG" else drawn.save(out, form)
    out.seek(0)
    return out
