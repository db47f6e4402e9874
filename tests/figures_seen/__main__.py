"""Make the reviewed pictures anew."""

import sys
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
import_module("figures_seen.pictures").rewrite()
