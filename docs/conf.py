"""How the documentation is built: Sphinx with MyST (pages in Markdown) and the theme furo.

Build it with ``python -m sphinx -W --keep-going -n -b html docs site``: a dead link, a missing anchor or a
page outside the contents is an error. Nothing is fetched, neither while building nor by a reader's browser.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import _generate

import concession

project = "Concession"
copyright = "the Concession authors"  # noqa: A001 - the name that Sphinx reads
version = release = getattr(concession, "__version__", "")

extensions = ["myst_parser"]
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

# Quotes and dashes in the tables are meant as they stand.
smartquotes = False

html_theme = "furo"
html_title = "Concession"
html_copy_source = False
html_show_sphinx = False

# The reference pages come from the package's own tables, before Sphinx looks for pages.
_generate.write(Path(__file__).parent / "reference" / "generated")
