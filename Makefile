# FlowViewer: see README.md. `make` alone lists the targets.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help build clean node_modules

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z_-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# npm ci when the installed tree does not belong to package-lock.json. A linked node_modules belongs to another
# checkout and is left alone.
node_modules:
	@test -L node_modules || cmp -s package-lock.json node_modules/.installed-lock || \
	  { npm ci --no-audit --no-fund && cp package-lock.json node_modules/.installed-lock; }

build: node_modules ## compile to build/
	@node_modules/.bin/tsc -p .
	@node scripts/build.mjs

clean: ## remove what build, test and bench made
	rm -rf build coverage
