# Everything a developer or CI runs. `make` alone prints what there is.
# Go and make suffice for `make run`; what `make test` needs besides, it installs.

.SHELLFLAGS := -eu -c
.DEFAULT_GOAL := help

GO       ?= go
BIN      := bin/quotewire
VERSION  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
# The version comes in here, so a build needs no git and trusts no owner of .git.
LDFLAGS  := -X main.version=$(VERSION)
GOFILES   = $(shell find . -name '*.go' -not -path './.*')
# The browser, and where the server and the tests find its driver.
CHROMIUM           := /usr/lib/chromium/chromium-headless-shell
PLAYWRIGHT_VERSION := 1.52.0
PLAYWRIGHT_SHA256  := 4426ed32575cba6adf394e297a0e845eba2887dee776c4acee1d178e00f990f7
CACHE              := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/quotewire
PLAYWRIGHT         ?= $(CACHE)/playwright-$(PLAYWRIGHT_VERSION)
# Where the tests find nginx and Caddy when PATH has none.
PROXIES            := $(CACHE)/proxies
# How long a fuzz target runs: a count, because with a time go test 1.26 can fail
# at its end with nothing found (golang/go#75804).
FUZZTIME ?= 20000x
# Where recorded answers lie, a folder a source, for test-recordings.
DIR      ?=
# The packages that read them.
RECORDED  = $(sort $(dir $(wildcard $(addsuffix recordings_test.go,./internal/market/*/ ./internal/macro/*/ ./internal/sim/*/)))) ./internal/market/recordingtest/
# The packages with fuzz targets, each as a target of make.
FUZZED    = $(patsubst %/,fuzz-%,$(sort $(dir $(shell grep -rl '^func Fuzz' --include='*_test.go' cmd internal))))
# More flags for a benchmark, such as BENCH='-rounds 3'.
BENCH    ?=

.PHONY: help run build test test-tools test-browser-tools test-proxy-tools test-recordings check fmt fuzz bench bench-quick docker clean $(FUZZED)

help: ## print this
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## build and start the server; the demo when no model server is configured
	@exec $(BIN)

build: ## build the server as bin/quotewire
	$(GO) build -trimpath -buildvcs=false -ldflags '$(LDFLAGS)' -o $(BIN) ./cmd/server

# What go test has of vet is part of make check.
test: test-tools ## set up what the tests need, then run them all with the race detector
	$(GO) test -race -shuffle=on -vet=off -timeout 30m ./...

# Installs Debian packages as root or by sudo, elsewhere says what is needed:
# $(call install,what the tests need,the packages).
define install
	root=; if [ "$$(id -u)" != 0 ]; then root='sudo -n'; fi; \
	if ! command -v apt-get >/dev/null || ! $$root true 2>/dev/null; then \
		echo "make test: the tests need $(1): install it (Debian: apt-get install $(2)) and run this again" >&2; \
		exit 1; \
	fi; \
	echo 'make test: installing Debian packages: $(2)'; \
	$$root apt-get update -qq; \
	$$root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(2) >/dev/null
endef

# The tests hand the server's real /metrics and the files in deploy/ to promtool,
# ask with curl, and start a redis-server of their own.
test-tools: test-browser-tools test-proxy-tools
	@if ! command -v promtool >/dev/null; then $(call install,promtool of Prometheus,prometheus); fi
	@if ! command -v curl >/dev/null; then $(call install,curl,curl); fi
	@if ! command -v redis-server >/dev/null; then $(call install,redis-server of Redis,redis-server); fi

# The tests open pages in Debian's Chromium, driven by playwright-core, which lies
# where the server looks for it as well. Nothing else is downloaded.
test-browser-tools:
	@if [ ! -x $(CHROMIUM) ] || [ ! -d /usr/share/fonts/truetype/liberation ]; then \
		$(call install,Chromium's headless shell at $(CHROMIUM),chromium-headless-shell fonts-liberation); \
	fi
	@if ! command -v node >/dev/null || [ ! -f '$(PLAYWRIGHT)/package/cli.js' ] && ! command -v npm >/dev/null; then \
		$(call install,Node.js with npm,nodejs npm); \
	fi
	@if [ ! -f '$(PLAYWRIGHT)/package/cli.js' ]; then \
		echo 'make test: installing playwright-core $(PLAYWRIGHT_VERSION) (npm registry)'; \
		mkdir -p '$(dir $(PLAYWRIGHT))'; \
		new=$$(mktemp -d '$(PLAYWRIGHT).XXXXXX'); \
		trap 'rm -rf "$$new"' EXIT; \
		(cd "$$new" && npm pack --silent playwright-core@$(PLAYWRIGHT_VERSION) >/dev/null); \
		echo "$(PLAYWRIGHT_SHA256)  $$new/playwright-core-$(PLAYWRIGHT_VERSION).tgz" | sha256sum --check --quiet; \
		tar -xzf "$$new/playwright-core-$(PLAYWRIGHT_VERSION).tgz" -C "$$new"; \
		rm -rf '$(PLAYWRIGHT)' "$$new"/*.tgz; \
		chmod 755 "$$new"; \
		mv -T "$$new" '$(PLAYWRIGHT)'; \
	fi

# The tests start nginx and Caddy with the files in deploy/. Debian's packages are
# unpacked and not installed: that would start both as services.
test-proxy-tools:
	@if [ -x '$(PROXIES)/usr/sbin/nginx' ] && [ -x '$(PROXIES)/usr/bin/caddy' ]; then exit 0; fi; \
	if command -v nginx >/dev/null && command -v caddy >/dev/null; then exit 0; fi; \
	if ! command -v apt-get >/dev/null; then \
		echo 'make test: the tests need nginx and Caddy: install them where PATH finds them and run this again' >&2; \
		exit 1; \
	fi; \
	echo 'make test: unpacking nginx and Caddy (Debian packages nginx and caddy) to $(PROXIES)'; \
	mkdir -p '$(dir $(PROXIES))'; \
	new=$$(mktemp -d '$(PROXIES).XXXXXX'); \
	trap 'rm -rf "$$new"' EXIT; \
	download() { (cd "$$new" && apt-get download -qq -o APT::Sandbox::User=root nginx caddy); }; \
	if ! download 2>/dev/null; then \
		root=; if [ "$$(id -u)" != 0 ]; then root='sudo -n'; fi; \
		$$root apt-get update -qq; \
		download; \
	fi; \
	for package in "$$new"/*.deb; do dpkg-deb -x "$$package" "$$new"; done; \
	if ! "$$new/usr/sbin/nginx" -v 2>/dev/null || ! "$$new/usr/bin/caddy" version >/dev/null 2>&1; then \
		$(call install,the libraries of nginx and Caddy,libcrypt1 libpcre2-8-0 libssl3 zlib1g libzstd1); \
	fi; \
	rm -rf '$(PROXIES)' "$$new"/*.deb; \
	chmod 755 "$$new"; \
	mv -T "$$new" '$(PROXIES)'

test-recordings: ## hold decoders and simulator against recorded answers, a folder a source: make test-recordings DIR=...
	@if [ -z '$(DIR)' ]; then echo 'make test-recordings: say where the recordings lie: make test-recordings DIR=path' >&2; exit 2; fi
	$(GO) test -race -count=1 -v -tags recordings -run Recordings $(RECORDED) -recordings '$(abspath $(DIR))'

check: ## formatting, vet, staticcheck, module files, layout
	@unformatted=$$(gofmt -l $(GOFILES)); \
	if [ -n "$$unformatted" ]; then echo "not formatted, run make fmt:" >&2; echo "$$unformatted" >&2; exit 1; fi
	$(GO) vet ./...
	$(GO) vet -tags recordings $(RECORDED)
	$(GO) tool staticcheck ./...
	$(GO) mod tidy -diff
	$(GO) mod verify
	$(GO) test -count=1 .

fmt: ## format all Go files
	gofmt -w $(GOFILES)

# Each package is built once: go test would link it anew for each of its targets.
# Minimising is bounded by count: by its default it takes a minute for each input
# that is long.
fuzz: $(FUZZED) ## run each fuzz target FUZZTIME (20000x) inputs long; -j2 takes two packages at a time
$(FUZZED): fuzz-%:
	@built=$$(mktemp); trap 'rm -f "$$built"' EXIT; \
	$(GO) test -c -fuzz . -o "$$built" ./$*; \
	found=$$($(GO) env GOCACHE)/fuzz/$$($(GO) list ./$*); \
	cd $*; \
	targets=$$("$$built" -test.list '^Fuzz'); \
	for target in $$targets; do \
		echo "fuzz $* $$target, $(FUZZTIME)"; \
		"$$built" -test.run '^$$' -test.fuzz "^$$target\$$" -test.fuzztime '$(FUZZTIME)' -test.fuzzminimizetime 100x -test.fuzzcachedir "$$found"; \
	done

bench: test-browser-tools ## the server against a bare reverse proxy, five rounds: prints ratios; then pages in the pool's browser and in one each
	$(GO) run ./cmd/bench $(BENCH)
	$(GO) test ./internal/scrape -run '^$$' -bench 'Browser|Plain' -benchtime 60x

bench-quick: test-browser-tools ## a short look: the same in one round with less work
	$(GO) run ./cmd/bench -quick -rounds 1 $(BENCH)
	$(GO) test ./internal/scrape -run '^$$' -bench 'Browser|Plain' -benchtime 10x

docker: ## build the container image quotewire:$(VERSION)
	docker build --build-arg VERSION='$(VERSION)' -t 'quotewire:$(VERSION)' .

clean: ## remove what was built
	rm -rf bin
