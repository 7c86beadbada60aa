#!/bin/sh
# Double-click on macOS (or run on Linux): does what `make run` does, without make.
set -e
cd "$(dirname "$0")"
PYTHON="${PYTHON:-python3}"
"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "Stepwise needs Python 3.11 or newer."
  exit 1
}
[ -x .venv/bin/python ] || "$PYTHON" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --editable .
.venv/bin/python -m bot index
exec .venv/bin/python app.py
