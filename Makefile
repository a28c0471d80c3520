# FlowViewer: see README.md. `make` alone lists the targets.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help build man demo test lint bench soak screenshots install uninstall package clean node_modules

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z_-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# npm ci when the installed tree does not belong to package-lock.json. A linked node_modules belongs to another
# checkout and is left alone. Where the prebuilt binary of node-canvas cannot be fetched it is compiled, which needs
# libraries of Debian.
NPM_CI = npm ci --no-audit --no-fund
node_modules:
	@test -L node_modules || cmp -s package-lock.json node_modules/.installed-lock || \
	  { { $(NPM_CI) --loglevel silent || { scripts/debian-packages canvas && $(NPM_CI); }; } && \
	    cp package-lock.json node_modules/.installed-lock; }

build: node_modules ## compile to build/
	@node_modules/.bin/tsc -p .
	@node scripts/build.mjs

man: build ## write docs/man and docs/api.md from the tables of commands and pages, and lib/manual
	@node scripts/man-pages.mjs

# What the demo takes from the environment or the command line: `make demo PORT=8081`. Only real traffic
# (SOURCE=softflowd) needs more than node.
export PORT DATA HOURS FLOWS SOURCE
demo: ## capture, report and draw on this machine; then open http://localhost:8080/
	@[ "$${SOURCE:-}" != softflowd ] || scripts/debian-packages demo
	@echo "Building FlowViewer ..."
	@$(MAKE) --no-print-directory build
	@build/bin/flowviewer-demo

# The counts are left in a file, because c8 prints the coverage after the tests and the counts come last.
C8 = node_modules/.bin/c8 --all=false --reporter=text-summary --temp-directory=build/coverage \
  --exclude='test/**' --exclude='bench/**' --exclude='scripts/**' --exclude='build/bundle/**'
test: ## run all tests; installs the Debian packages they need
	@scripts/debian-packages test
	@$(MAKE) --no-print-directory build
	@rm -rf build/test-counts build/coverage
	@status=0; $(C8) node scripts/run-tests.mjs build/test-counts || status=$$?; cat build/test-counts; exit $$status

lint: node_modules ## ESLint, Prettier, types, package-lock.json
	@node_modules/.bin/eslint .
	@node_modules/.bin/prettier --check --log-level warn .
	@node_modules/.bin/tsc -p . --noEmit
	@! grep -n '"resolved"' package-lock.json || { echo 'package-lock.json must name no registry' >&2; exit 1; }

bench: ## measure against peers; BENCH_FLOWS limits the size
	@scripts/debian-packages bench
	@$(MAKE) --no-print-directory build
	@rm -f build/bench.jsonl
	@for program in build/bench/*.js; do node "$$program"; done
	@echo 'node scripts/performance.mjs writes these results into docs/performance.md.'

# Longer, or with more people: make soak MINUTES=60 USERS=50
export MINUTES USERS
soak: ## run all parts under load for 10 minutes, and kill each in its turn
	@scripts/debian-packages test
	@$(MAKE) --no-print-directory build
	@node scripts/soak.mjs

screenshots: ## take the pictures of docs/images from the demonstration
	@scripts/debian-packages test
	@$(MAKE) --no-print-directory build
	@node scripts/screenshots.mjs

# scripts/places says what may be set and what it is otherwise: PREFIX, DESTDIR, CGIBINDIR, FLOWUSER, ...
install: build ## install under PREFIX (/usr/local); scripts/places lists what else may be set
	@scripts/install

uninstall: ## take the program away; configuration and data stay
	@scripts/uninstall

package: build ## make a Debian package in build/, with all that it needs of npm
	@scripts/package

clean: ## remove what build, test and bench made
	rm -rf build
