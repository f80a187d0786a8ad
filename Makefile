# One command for each thing that one does here. `make` alone lists them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# Node 24 comes with the development dependencies; it goes before whatever Node the machine has. `npm ci` itself removes
# node_modules, so it runs with the path as it was found.
FOUND_PATH := $(PATH)
export PATH := $(CURDIR)/node_modules/.bin:$(FOUND_PATH)

FAST := --project unit --project golden --project property --project cases

.PHONY: help install build run test test-fast typecheck lint format generate golden bench clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

install: node_modules/.package-lock.json ## npm ci, when package-lock.json has changed

# npm writes this file when it has finished. The warnings that it would print are about the machine's own Node.
node_modules/.package-lock.json: package-lock.json
	@echo 'npm ci …'
	@PATH='$(FOUND_PATH)' npm ci --no-audit --no-fund --loglevel=error
	@touch $@

build: install ## dist/apipolicy.js: the command and the operator
	@node scripts/build.ts

run: build ## a cluster of its own, the operator in it, and a short story; ONCE=1 ends after the story
	@node scripts/run.ts

test: build typecheck lint ## everything, in a real cluster; ends with "N passed, N failed"
	@vitest run

test-fast: install typecheck lint ## what needs no cluster: types, style, unit, golden, property, cases
	@vitest run $(FAST)

typecheck: install ## the types
	@tsc --noEmit

lint: install ## style and likely mistakes
	@biome check --error-on-warnings .

format: install ## rewrite the sources in the house style
	@biome check --write .

generate: install ## types, offline schema and the chart's CRDs, from crds/
	@node scripts/generate.ts

golden: install ## rewrite all golden files; read the diff before committing it
	@UPDATE_GOLDEN=1 vitest run --project golden --project chart

bench: build ## how long the commands take to start, on this machine
	@node scripts/bench.ts

clean: ## what was built; the cluster's binaries stay in their cache
	rm -rf dist .run coverage
