package main

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/yahoo"
	"quotewire/internal/sim"
	"quotewire/internal/store"
)

const (
	// demoPace is the time between two pieces of a simulated answer: slow enough
	// to be seen coming, fast enough not to bore.
	demoPace = 15 * time.Millisecond
	// openAIFallback is used with OpenAI itself when no model is configured: its
	// list of models is long and in no order that means anything.
	openAIFallback = "gpt-4o-mini"
)

// outside is where the model and the market data come from.
type outside struct {
	yahooURL, modelURL string // empty: the real one's own
	key                secret
	models             []string
	fallback           string
	provider           market.Provider   // whose the market data are, for sources and routes
	sourceURLs         map[string]string // of the simulated sources beside Yahoo
	searchURL          string            // of the simulated search engine; empty: the real ones
	sites              []netip.AddrPort  // of the simulated web
	store              *store.Client     // of what outlives the process; nil: nothing does
}

// outside is the real world as configured, or, in the demo, a simulated one that
// it starts.
func (a *app) outside(cfg config) (outside, error) {
	if !cfg.demo() {
		o := outside{
			yahooURL: cfg.yahooURL(), modelURL: string(cfg.OpenAIBase),
			key: cfg.OpenAIKey, models: cfg.Models, provider: yahoo.Provider(),
		}
		if o.modelURL == "" && len(o.models) == 0 {
			o.fallback = openAIFallback
		}
		return o, nil
	}
	if cfg.modelServer() {
		a.log.Warn("QUOTEWIRE_DEMO is true: the configured model server is not used")
	}
	models := slices.DeleteFunc(slices.Clone(cfg.Models), func(name string) bool { return !sim.HasModel(name) })
	if len(models) < len(cfg.Models) {
		a.log.Warn("QUOTEWIRE_MODEL names models that the demo does not have, which are not used: it has demo, and dialect:NAME as internal/sim/README.md lists them", "used", models)
	}
	world, err := sim.Start(sim.Options{Now: a.now, Pace: a.pace, Logger: a.log})
	if err != nil {
		return outside{}, fmt.Errorf("start simulated world: %w", err)
	}
	a.owns("simulated world", world.Close)
	for _, name := range slices.Sorted(maps.Keys(world.SourceURLs)) {
		a.log.Debug("simulated source", "source", name, "url", world.SourceURLs[name])
	}
	o := outside{yahooURL: world.YahooURL, modelURL: world.ModelURL, sourceURLs: world.SourceURLs, searchURL: world.SearchURL, models: models, provider: simulated(yahoo.Provider())}
	if o.sites, err = sitesOf(world); err != nil {
		return outside{}, err
	}
	if !cfg.simulatedMarket() {
		o.yahooURL, o.provider = cfg.yahooURL(), yahoo.Provider()
		a.log.Warn("demo: the model server and the web are simulated, market data come from QUOTEWIRE_YAHOO_URL", "model_url", o.modelURL, "yahoo_url", o.yahooURL)
		return o, nil
	}
	a.log.Warn("demo: the outside world is simulated, its prices are synthetic", "model_url", o.modelURL, "yahoo_url", o.yahooURL)
	return o, nil
}
