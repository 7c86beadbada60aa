@echo off
rem Double-click on Windows: does what "make run" does, without make.
cd /d "%~dp0"
py -3 -c "import sys; sys.exit(sys.version_info < (3, 11))" || (echo Stepwise needs Python 3.11 or newer. & pause & exit /b 1)
if not exist .venv\Scripts\python.exe py -3 -m venv .venv || exit /b 1
.venv\Scripts\python -m pip install --quiet --disable-pip-version-check -c constraints.txt --editable . || (pause & exit /b 1)
.venv\Scripts\python -m bot index || (pause & exit /b 1)
.venv\Scripts\python app.py
