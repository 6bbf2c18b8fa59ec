"""Runs an example of aiogram unchanged, against another Bot API server: ROOT EXAMPLE."""

import runpy
import sys

from aiogram.client.telegram import PRODUCTION

root, example = sys.argv[1:]
# The server that every session takes which is told of none. It is frozen, and the very object is
# the default of aiogram's signatures: nothing else reaches an example that is not to be changed.
object.__setattr__(PRODUCTION, "base", f"{root}/bot{{token}}/{{method}}")
object.__setattr__(PRODUCTION, "file", f"{root}/file/bot{{token}}/{{path}}")
runpy.run_path(example, run_name="__main__")
