package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"quotewire/internal/api"
	"quotewire/internal/llm"
	"quotewire/internal/macro"
	"quotewire/internal/market"
	"quotewire/internal/scrape"
)

// startCheck asks a part once, after the start, for what its first user would
// find out: an operator is still looking at the log then.
type startCheck struct {
	part      string
	variables string // what an operator may change where it fails, comma separated
	// ask tells in a few words what it found. Its error is the operator's.
	ask func(ctx context.Context) (found string, err error)
	// most bounds it: it is longer than the timeouts of what is asked, whose own
	// errors say more.
	most time.Duration
	// again says that a failure may be gone later by itself: a model server starts
	// more slowly than we do.
	again bool
}

const (
	checkTime = 30 * time.Second
	// modelCheckTime lets a server load its model: to give up would make it begin
	// anew.
	modelCheckTime = 15 * time.Minute
)

// check leaves a line in the log, unless the app stops first: what it found, or
// what is wrong. A part that may come up later is asked again until it has
// answered, with a line when it has.
func (a *app) check(c startCheck) {
	for pause := time.Duration(0); ; pause = min(2*pause+firstPause, longestPause) {
		if pause > 0 && !a.idle(pause) {
			return
		}
		err := a.checkOnce(c, pause > 0)
		if err == nil || !c.again || a.base.Err() != nil {
			return
		}
	}
}

const (
	firstPause   = time.Second
	longestPause = time.Minute
	// slowCheck is after how long a check that has not ended is told of.
	slowCheck = 5 * time.Second
)

// checkOnce asks once. A failure is told the first time.
func (a *app) checkOnce(c startCheck, told bool) error {
	ctx, cancel := context.WithTimeoutCause(a.base, c.most, fmt.Errorf("no answer within %s", c.most))
	defer cancel()
	slow := time.AfterFunc(slowCheck, func() {
		a.log.LogAttrs(ctx, slog.LevelInfo, "check has no answer yet", slog.String("part", c.part), slog.String("variables", c.variables), slog.String("waited", slowCheck.String()))
	})
	defer slow.Stop()
	begun := time.Now()
	found, err := c.ask(ctx)
	attrs := []slog.Attr{slog.String("part", c.part), slog.Int64("ms", time.Since(begun).Milliseconds())}
	switch {
	case a.base.Err() != nil:
	case err == nil:
		a.log.LogAttrs(ctx, slog.LevelInfo, "checked", append(attrs, slog.String("found", found))...)
	case !told:
		attrs = append(attrs, slog.String("variables", c.variables), slog.Any("error", err))
		if said := saidIn(err); said != "" {
			attrs = append(attrs, slog.String("said", said))
		}
		a.log.LogAttrs(ctx, slog.LevelWarn, "check failed", attrs...)
	}
	return err
}

// saidIn is what the other side said of a question that was ours: only then can it
// hold nothing of a client's.
func saidIn(err error) string {
	if e, ok := errors.AsType[*llm.Error](err); ok {
		return e.Said
	}
	if e, ok := errors.AsType[*market.Error](err); ok {
		return e.Said
	}
	return ""
}

// idle waits, and says false when the app stops meanwhile.
func (a *app) idle(d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-a.base.Done():
		return false
	}
}

// parts are what can be asked.
type parts struct {
	model  *llm.Client
	data   *market.Market
	series *macro.Macro
	pages  *scrape.Scraper
}

// sources are those of market data, and behind them those of series.
func (p parts) sources() []market.SourceState { return append(p.data.Sources(), p.series.Sources()...) }

// startChecks are those of a configuration. What is simulated is not asked.
func startChecks(cfg config, world outside, p parts) (checks []startCheck) {
	if !cfg.Checks {
		return nil
	}
	if !cfg.demo() {
		checks = append(checks, startCheck{"model", "OPENAI_BASE_URL, OPENAI_API_KEY, QUOTEWIRE_MODEL", func(ctx context.Context) (string, error) {
			found, err := p.model.Probe(ctx, bool(cfg.ModelCheck))
			return found.String(), err
		}, modelCheckTime, true})
	}
	if !cfg.simulatedMarket() {
		checks = append(checks, startCheck{"market", "QUOTEWIRE_MARKET_SOURCES, QUOTEWIRE_YAHOO_URL, QUOTEWIRE_SOURCE_URLS, HTTPS_PROXY", func(ctx context.Context) (string, error) {
			return askMarket(ctx, p.data)
		}, checkTime, false})
	}
	if cfg.Browser.path() != "" || cfg.Browser == "auto" && !cfg.demo() {
		checks = append(checks, startCheck{"browser", "QUOTEWIRE_BROWSER, PLAYWRIGHT_DRIVER_PATH", func(context.Context) (string, error) {
			return findBrowser(cfg.Browser, p.pages)
		}, checkTime, false})
	}
	return checks
}

// askMarket asks for a quote that there always is, which of Yahoo takes cookie and crumb.
// What was found names the source that answered, and those that did not.
func askMarket(ctx context.Context, data *market.Market) (string, error) {
	symbol, err := market.ParseSymbol("AAPL")
	if err != nil {
		return "", fmt.Errorf("name symbol: %w", err)
	}
	ticker, err := data.Quote(ctx, symbol)
	if err != nil {
		return "", fmt.Errorf("ask for a quote: %w", err)
	}
	price, ok := ticker.Price.Get()
	if !ok {
		return "", errors.New("ask for a quote: it has no price")
	}
	found := fmt.Sprintf("%s answers: %s at %g %s", ticker.Provider, symbol, price, ticker.Currency)
	var lost []string
	for _, s := range data.Sources() {
		if s.Lost {
			lost = append(lost, s.Name)
		}
	}
	if len(lost) > 0 {
		found += "; lost: " + strings.Join(lost, ", ")
	}
	return found, nil
}

// findBrowser looks for what a browser needs. That a machine has none is a fault
// only where one was named.
func findBrowser(mode browserMode, pages *scrape.Scraper) (string, error) {
	missing := pages.Available()
	switch {
	case missing == nil:
		return "it is there for pages that need JavaScript", nil
	case mode.path() == "":
		return "none, pages that need JavaScript are read without it: " + strings.ReplaceAll(missing.Error(), "\n", "; "), nil
	}
	return "", fmt.Errorf("find browser: %w: %w", scrape.ErrBrowser, missing)
}

// partsToTell are those that may fail while others work, for /readyz.
func partsToTell(p parts) []api.Part {
	told := []api.Part{{Name: "model", Problem: p.model.Problem}, {Name: "market", Problem: p.data.Problem}}
	if p.series.Any() {
		told = append(told, api.Part{Name: "series", Problem: p.series.Problem})
	}
	return append(told, api.Part{Name: "browser", Problem: p.pages.Problem}, api.Part{Name: "pages", Problem: p.pages.ReaderProblem})
}
