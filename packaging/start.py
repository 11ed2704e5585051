"""The packaged program's way in: like `python`, it runs another of our modules when it is asked to with `-m`."""

import os
import sys
from pathlib import Path

# A program of Windows with windows has no console, and no streams unless it was given some.
for stream, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
    if getattr(sys, stream) is None:
        setattr(sys, stream, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 – for as long as we live

if sys.argv[1:3] == ["-m", "promeister_mpay.sandbox"]:
    del sys.argv[1:3]
    from promeister_mpay.sandbox.__main__ import main
else:
    from promeister_mpay.__main__ import main

sys.exit(main())
