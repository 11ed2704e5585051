"""Draws the icon in every size: `icons.py hicolor DIR` for the desktops of Linux, `icons.py ico FILE` for Windows."""

import os
import struct
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QBuffer, QIODevice, QSize
from PySide6.QtGui import QGuiApplication, QIcon

NAME = "promeister-mpay"
DRAWING = Path(__file__).resolve().parent.parent / "resources" / "icon.svg"
HICOLOR = (16, 22, 24, 32, 48, 64, 128, 256, 512)
ICO = (16, 20, 24, 32, 40, 48, 64, 256)


def main(kind: str, target: str) -> int:
    """Write the files of `kind` to `target`; returns the exit code."""
    application = QGuiApplication([])
    if kind == "hicolor":
        write_hicolor(Path(target))
    elif kind == "ico":
        Path(target).parent.mkdir(parents=True, exist_ok=True)
        Path(target).write_bytes(ico({size: png(size) for size in ICO}))
    else:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    application.quit()
    return 0


def write_hicolor(root: Path) -> None:
    """Write the theme's folders, one for each size, and the SVG."""
    for size in HICOLOR:
        place(root, f"{size}x{size}", "png").write_bytes(png(size))
    place(root, "scalable", "svg").write_bytes(DRAWING.read_bytes())


def place(root: Path, size: str, kind: str) -> Path:
    """The path in the icon theme, with its folder created."""
    folder = root / "hicolor" / size / "apps"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{NAME}.{kind}"


def png(size: int) -> bytes:
    """Render the icon as a PNG of `size` pixels."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not QIcon(str(DRAWING)).pixmap(QSize(size, size), 1.0).save(buffer, "PNG"):
        raise SystemExit(f"{DRAWING} could not be drawn")
    return bytes(buffer.data().data())


def ico(pictures: dict[int, bytes]) -> bytes:
    """An ICO file: header, directory of the pictures, and the pictures as PNG (size 256 is written as 0)."""
    listed, at = struct.pack("<HHH", 0, 1, len(pictures)), 6 + 16 * len(pictures)
    for size, picture in pictures.items():
        listed += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(picture), at)
        at += len(picture)
    return listed + b"".join(pictures.values())


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
