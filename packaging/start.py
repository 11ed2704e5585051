"""The packaged program's way in: like `python`, it runs another of our modules when it is asked to with `-m`."""

import sys

if sys.argv[1:3] == ["-m", "promeister_mpay.sandbox"]:
    del sys.argv[1:3]
    from promeister_mpay.sandbox.__main__ import main
else:
    from promeister_mpay.__main__ import main

sys.exit(main())
