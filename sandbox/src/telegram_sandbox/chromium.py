"""The browser of this machine, and how it is started without a screen, to test the chat page."""

import shutil

CHROMIUM = next(
    (
        found
        for found in map(shutil.which, ("/usr/bin/chromium", "chromium", "chromium-browser"))
        if found
    ),
    None,
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
