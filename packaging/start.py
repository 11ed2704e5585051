"""The packaged program's entry point; with `-m MODULE` it runs another module of the package, as `python -m` does."""

import os
import sys
from pathlib import Path

# A windowed program on Windows has no console, and no standard streams unless the parent passes some.
for stream, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
    if getattr(sys, stream) is None:
        setattr(sys, stream, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 – open until the process ends

if sys.argv[1:3] == ["-P", "-m"]:
    del sys.argv[1]
if sys.argv[1:3] == ["-m", "promeister_mpay.sandbox"]:
    del sys.argv[1:3]
    from promeister_mpay.sandbox.__main__ import main
elif sys.argv[1:3] == ["-m", "promeister_mpay.app.reading_process"]:
    from promeister_mpay.app.reading_process import main
else:
    from promeister_mpay.__main__ import main

sys.exit(main())
