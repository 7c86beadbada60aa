"""Office files are zip archives: what must not reach a parser is refused here.

Covers: broken archives, passwords, archives that unpack to far more than they show, XML that defines
entities. Does not cover what is inside (spreadsheets: store/spreadsheet; documents: applicant/documents).
"""

import io
import zipfile

from bot.errors import BadInput

LARGEST_UNPACKED = 20 * 1024 * 1024
_DOCTYPES = tuple("<!DOCTYPE".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))


def is_packed(data: bytes) -> bool:
    """Whether the bytes begin as every office file of today does."""
    return data.startswith(b"PK\x03\x04")


def check_packed(data: bytes, name: str, damaged: str, too_large: str) -> None:
    """Raises BadInput naming the file, with `damaged` or `too_large` as what is wrong and what to do."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            trouble = _trouble(packed, damaged, too_large)
    except Exception:  # zipfile raises many kinds for a broken archive, zlib.error and struct.error too
        trouble = damaged
    if trouble:
        raise BadInput(f"{name}: {trouble}")


def _trouble(packed: zipfile.ZipFile, damaged: str, too_large: str) -> str:
    members = packed.infolist()
    if sum(member.file_size for member in members) > LARGEST_UNPACKED:
        return too_large
    if any(member.flag_bits & 1 for member in members):
        return "is protected with a password; remove the password"
    if "[Content_Types].xml" not in packed.namelist():
        return damaged
    for member in members:
        # Other methods unpack a block at once, however large it turns out to be.
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            return damaged
        content = packed.read(member)
        if any(mark in content for mark in _DOCTYPES):
            return damaged
    return ""
