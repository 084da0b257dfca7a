# The commands of the house. `make help` lists them; .ci/run calls `make check test`.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:

PORT ?= 7070
PHASE := scripts/phase.sh

# One set of artefacts serves tests and tidy checks: both select the whole workspace, so Cargo unifies features the same way.
# Tests of one program run in one process: they share one PostgreSQL, which a process for each test would start anew each time.

.PHONY: help demo test browser soak check proofs released bench bench-log bench-papers bench-scale assets needs ubl

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: assets ## a living demo on http://localhost:7070 (PORT=7070); Ctrl-C stops it, the next start goes on
	cargo build --bin amana
	target/debug/amana demo --port $(PORT) --data .demo

test: needs assets e2e/node_modules/.package-lock.json ## every test; missing Debian packages are installed first where this may be done
	@$(PHASE) --start
	@$(PHASE) "build tests" cargo test --workspace --locked --no-run
	@$(PHASE) "run tests" node scripts/tests.mjs
	@$(PHASE) "examples" cargo test --workspace --locked --doc
	@$(PHASE) "browser" $(MAKE) --no-print-directory browser
	@$(PHASE) --report

browser: e2e/node_modules/.package-lock.json
	node e2e/all.mjs

e2e/node_modules/.package-lock.json: e2e/package-lock.json
	npm --prefix e2e ci
	@touch $@

ubl: ## electronic invoices against the OASIS schemas, which are fetched (wants Debian's libxml2-utils and python3-pip)
	cargo test --workspace --locked --test ubl -- --ignored

soak: needs assets ## kills the server many times under load (SOAK=20), and walks cases with their books at random (SOAK_MONEY=100000)
	SOAK_MONEY=$${SOAK_MONEY:-100000} cargo test --package domain --locked random_steps
	SOAK=$${SOAK:-20} cargo test --workspace --locked --test http -- --ignored --nocapture many_kills

check: assets ## format, lint, docs, licences, what the policies widen, and the rules of the house
	@$(PHASE) --start
	@$(PHASE) "format" cargo fmt --all --check
	@$(PHASE) "lint" cargo clippy --workspace --all-targets --locked -- -D warnings
	@$(PHASE) "docs" env RUSTDOCFLAGS="-D warnings -A rustdoc::private_intra_doc_links" cargo doc --workspace --no-deps --locked --document-private-items
	@$(PHASE) "policies" cargo test --workspace --locked --test policies -- --nocapture released
	@$(PHASE) "tidy" cargo test --workspace --locked --test tidy
	@$(PHASE) --report

proofs: needs ## the invariants of the policies before the solver (part of make test)
	cargo test --workspace --locked --test symbolic

released: ## the present policies become the released ones, which later ones are compared with
	cp policies/access.table policies/released.table
	sed -i '/^#/!d; 3,$$d' policies/widened.txt

bench: needs assets crates/bench/peers/node_modules/.package-lock.json ## the benchmark, every answer's correctness checked inside (BENCH="--only R1,R2")
	cargo build --release --locked -p amana -p amana-bench
	target/release/amana-bench run $(BENCH)

bench-scale: assets ## how it grows with the catalogue: 10,000 to 1,000,000 profiles (BENCH="--sizes 10000,100000")
	cargo build --release --locked -p amana -p amana-bench
	target/release/amana-bench scale $(BENCH)

bench-log: ## the log by itself: append, verify, prove, search (BENCH="--sizes 10000,1000000,10000000 --postgres")
	cargo build --release --locked -p amana-bench
	target/release/amana-bench log $(BENCH)

bench-papers: assets ## documents: uploads, openings, memory (BENCH="--many 20 --at-once 10")
	cargo build --release --locked -p amana -p amana-bench
	target/release/amana-bench papers $(BENCH)

crates/bench/peers/node_modules/.package-lock.json: crates/bench/peers/package-lock.json
	npm --prefix crates/bench/peers ci
	@touch $@

# Node builds what the browser loads; the server embeds it. The packages come again only when their lock file is newer.
assets: assets/dist/.built ## fonts, icons, script and style, from npm packages and our own

assets/node_modules/.package-lock.json: assets/package-lock.json
	npm --prefix assets ci
	@touch $@

assets/dist/.built: assets/node_modules/.package-lock.json assets/build.mjs assets/icons.txt $(shell find assets/css assets/js -type f 2>/dev/null)
	node assets/build.mjs
	@touch $@

needs:
	@scripts/needs.sh
