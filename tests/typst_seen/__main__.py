"""Make the reviewed pages anew."""

import sys
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
import_module("tests.typst_seen.pages").rewrite()
