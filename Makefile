# Two commands do everything: `make example` and `make test`; `make test-quick` is for the loop between.
VENV ?= .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help setup example test test-quick lint types bench bench-full bench-peers docs wheel-test bundle bundle-test lock clean

help:  ## Show what there is to make
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

setup: $(VENV)/.ready  ## Virtual environment, cpreport and the system libraries for the PDFs

$(VENV)/.ready: pyproject.toml requirements.lock tools/setup
	tools/setup $(VENV)
	@touch $@

example: setup  ## Build the example series and say where to look
	$(BIN)/cpreport schemas schemas --quiet
	$(BIN)/cpreport build cases/
	@echo "Open output/index.html, output/article/article.pdf or output/cases/P01/P01.pdf"

test: setup  ## Run every test
	$(BIN)/python -m pytest -n auto --dist loadfile

test-quick: setup  ## Run the tests that need no minute, while writing
	$(BIN)/python -m pytest -n auto --dist loadfile -m "not slow"

lint: setup  ## Style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

wheel-test: setup  ## Install the wheel elsewhere and build a new series with it
	tools/wheel-test $(VENV)

bundle: setup  ## Build the folder that starts without Python and Pango, packed, and the .deb
	$(BIN)/python tools/bundle/build
	tar czf dist/cpreport-$$(uname -s)-$$(uname -m).tar.gz -C dist cpreport

bundle-test: setup  ## Build the .deb, and try it in a root that has nothing else; as root
	$(BIN)/python tools/bundle/build
	$(BIN)/python tools/bundle/test

bench: setup  ## Measure speed, as ratios within one run (a quarter of an hour)
	$(BIN)/python -m benchmarks

bench-full: setup  ## The same for series of up to 10,000 cases (hours)
	$(BIN)/python -m benchmarks --full

bench-peers: setup  ## Install the peers that are Python packages, beside the project's own
	$(BIN)/python -m venv benchmarks/.peers
	benchmarks/.peers/bin/python -m pip install --quiet -r benchmarks/peers.txt

docs: setup  ## Write the pages that the code decides, and set the documentation as a site
	$(BIN)/python -m docs.making
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet
	@echo "Open docs-site/index.html"

lock: setup  ## Pin every dependency with its hashes, for all systems
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
	  --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links \
	  --upgrade --quiet --output-file requirements.lock

clean:  ## Remove what was made here
	rm -rf $(VENV) output schemas build dist docs-site .pytest_cache .mypy_cache .ruff_cache .hypothesis
