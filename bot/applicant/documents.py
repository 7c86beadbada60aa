"""A CV or a statement from a file: .txt, .docx and .pdf as plain text.

Covers: limits, encodings, broken or protected files, text in tables of a document. Does not cover
scanned pages (a picture holds no text), layout, or what the text says (reader).
"""

import io
from pathlib import PurePath

from bot.errors import BadInput
from bot.packed import check_packed, is_packed

LARGEST = 5 * 1024 * 1024
MOST_PAGES = 30
LONGEST = 60_000
"""Characters of text; a CV of ten pages has about 30,000."""

_DAMAGED = "is damaged or not a .docx document; open it in a word processor and save it again as .docx"
_TOO_LARGE = "unpacks to more than 20 MB; keep only the text"
_NOT_PDF = "is damaged or not a PDF; save it again as PDF or .docx, or paste the text"
_KINDS = "a .txt, .docx or .pdf file"


def read_document(data: bytes, name: str) -> str:
    """The text of a file. Raises BadInput naming the file, what is wrong and what to do."""
    ending = PurePath(name).suffix.lower()
    if len(data) > LARGEST:
        raise BadInput(f"{name}: has more than 5 MB; save a smaller copy or paste the text")
    if not data.strip():
        raise BadInput(f"{name}: is empty")
    if ending == ".docx":
        text = _docx(data, name)
    elif ending == ".pdf":
        text = _pdf(data, name)
    elif ending in (".txt", ".md"):
        text = _plain(data, name)
    else:
        raise BadInput(f"{name}: this kind of file cannot be read; give {_KINDS}")
    cleaned = _cleaned(text)
    if not cleaned:
        raise BadInput(f"{name}: holds no text that can be read; if it is a scan, paste the text instead")
    if len(cleaned) > LONGEST:
        raise BadInput(f"{name}: has more than {LONGEST:,} characters; cut it down or paste a part")
    return cleaned


def _plain(data: bytes, name: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if is_packed(data) or data.startswith(b"%PDF") or b"\x00" in data:
        raise BadInput(f"{name}: is not plain text; give {_KINDS} with its own ending")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _docx(data: bytes, name: str) -> str:
    check_packed(data, name, _DAMAGED, _TOO_LARGE)
    from docx import Document

    try:
        document = Document(io.BytesIO(data))
        lines = [paragraph.text for paragraph in document.paragraphs]
        for table in document.tables:
            lines += [" | ".join(cell.text for cell in row.cells) for row in table.rows]
    except Exception:  # python-docx lets through whatever its parsers meet in a broken part
        raise BadInput(f"{name}: {_DAMAGED}") from None
    return "\n".join(lines)


def _pdf(data: bytes, name: str) -> str:
    if not data.startswith(b"%PDF"):
        raise BadInput(f"{name}: {_NOT_PDF}")
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise BadInput(f"{name}: is protected with a password; remove the password")
        if len(reader.pages) > MOST_PAGES:
            raise BadInput(f"{name}: has more than {MOST_PAGES} pages; keep the ones that matter")
        return "\n".join(page.extract_text() for page in reader.pages)
    except BadInput:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        raise BadInput(f"{name}: {_NOT_PDF}") from None


def _cleaned(text: str) -> str:
    """Text without control characters, its lines trimmed and runs of empty lines as one."""
    kept = "".join(char for char in text if char in "\n\t" or char.isprintable())
    lines = [" ".join(line.split()) for line in kept.splitlines()]
    found: list[str] = []
    for line in lines:
        if line or (found and found[-1]):
            found.append(line)
    return "\n".join(found).strip()
