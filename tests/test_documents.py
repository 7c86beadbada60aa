"""Text of a CV or a statement: what can be read is read, and what cannot be is said in one line."""

import io
import zipfile

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from bot.applicant.documents import LARGEST, LONGEST, read_document
from bot.errors import BadInput


def docx(*paragraphs: str, cells: tuple[str, ...] = ()) -> bytes:
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if cells:
        row = document.add_table(rows=1, cols=len(cells)).rows[0]
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def pdf(pages: int, password: str = "", text: str = "") -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        page = writer.add_blank_page(300, 300)
        if text:
            font = DictionaryObject(
                {NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1")}
                | {NameObject("/BaseFont"): NameObject("/Helvetica")}
            )
            fonts = DictionaryObject({NameObject("/F1"): font})
            page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
            content = DecodedStreamObject()
            content.set_data(f"BT /F1 12 Tf 20 200 Td ({text}) Tj ET".encode())
            page[NameObject("/Contents")] = content
    if password:
        writer.encrypt(password)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_plain_text_is_read_in_its_encoding(encoding: str) -> None:
    assert read_document("José: Step 2 CK 223".encode(encoding), "cv.txt") == "José: Step 2 CK 223"


def test_a_document_is_read_with_its_tables() -> None:
    data = docx("Curriculum vitae", "Graduated 2017", cells=("Step 1", "214"))
    assert read_document(data, "CV.DOCX") == "Curriculum vitae\nGraduated 2017\nStep 1 | 214"


def test_a_pdf_is_read() -> None:
    assert read_document(pdf(1, text="Step 2 CK 223"), "cv.pdf") == "Step 2 CK 223"


def test_lines_are_trimmed_and_control_characters_dropped() -> None:
    assert read_document(b"  a\x07  b \r\n\r\n\r\n\r\nc", "cv.txt") == "a b\n\nc"


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "cv.txt", "is empty"),
        (b"  \n", "cv.txt", "is empty"),
        (b"x" * (LARGEST + 1), "cv.txt", "more than 5 MB"),
        (b"word " * LONGEST, "cv.txt", "more than 60,000 characters"),
        (b"abc", "cv.doc", "cannot be read"),
        (b"abc", "cv", "cannot be read"),
        (b"PK\x03\x04abc", "cv.txt", "is not plain text"),
        (b"%PDF-1.4", "cv.txt", "is not plain text"),
        (b"a\x00b", "cv.txt", "is not plain text"),
        (b"not a zip", "cv.docx", "is damaged"),
        (docx("x")[:-40], "cv.docx", "is damaged"),
        (b"not a pdf", "cv.pdf", "is damaged or not a PDF"),
        (b"%PDF-1.4 nothing", "cv.pdf", "is damaged or not a PDF"),
        (pdf(1), "cv.pdf", "holds no text"),
        (pdf(31), "cv.pdf", "more than 30 pages"),
        (pdf(1, "secret"), "cv.pdf", "protected with a password"),
    ],
)
def test_what_cannot_be_read_is_named_in_one_line(data: bytes, name: str, says: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_document(data, name)
    assert says in str(caught.value)
    assert str(caught.value).startswith(f"{name}: ")
    assert "\n" not in str(caught.value)


def test_a_document_that_unpacks_too_large_is_refused() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/document.xml", b" " * (21 * 1024 * 1024))
    with pytest.raises(BadInput, match="unpacks to more than 20 MB"):
        read_document(written.getvalue(), "cv.docx")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["cv.txt", "cv.docx", "cv.pdf"]))
def test_any_bytes_give_text_or_one_clear_line(data: bytes, name: str) -> None:
    for content in (data, b"%PDF-1.7\n" + data, b"PK\x03\x04" + data):
        try:
            assert read_document(content, name).strip()
        except BadInput as error:
            assert "\n" not in str(error)
