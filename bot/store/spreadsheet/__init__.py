"""Spreadsheets in and out: one sheet of text cells from CSV or XLSX, and rows as CSV or XLSX.

Covers: reading a file into a Table (reading), writing rows with formulas neutralised (writing). Does not
cover what the columns mean (lists) or which rows are written (the caller).
"""

from bot.store.spreadsheet.cells import Row, Table
from bot.store.spreadsheet.reading import read_table
from bot.store.spreadsheet.writing import Cell, to_csv, to_xlsx

__all__ = ["Cell", "Row", "Table", "read_table", "to_csv", "to_xlsx"]
