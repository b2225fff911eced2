package main

import (
	"fmt"

	"github.com/prometheus/client_golang/prometheus"

	"quotewire/internal/macro"
	"quotewire/internal/macro/ecb"
	"quotewire/internal/macro/fred"
	"quotewire/internal/macro/nyfed"
	"quotewire/internal/macro/treasury"
	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
)

// seriesKind is one source of published rates and series.
type seriesKind struct {
	name     string // in QUOTEWIRE_MARKET_SOURCES, QUOTEWIRE_SOURCE_URLS and the simulated world
	provider market.Provider
	key      func(c config) string // nil where it wants none
	open     func(httpsource.Options) (macro.Source, error)
}

func seriesKinds() []seriesKind {
	return []seriesKind{
		{name: treasury.Name, provider: treasury.Provider(), open: publishes(treasury.New)},
		{name: nyfed.Name, provider: nyfed.Provider(), open: publishes(nyfed.New)},
		{name: fred.Name, provider: fred.Provider(), key: func(c config) string { return string(c.FREDKey) }, open: publishes(fred.New)},
		{name: ecb.Name, provider: ecb.Provider(), open: publishes(ecb.New)},
	}
}

// publishes is how a package makes its source.
func publishes[S macro.Source](open func(httpsource.Options) (S, error)) func(httpsource.Options) (macro.Source, error) {
	return func(o httpsource.Options) (macro.Source, error) { return open(o) }
}

// series are the published rates and series of a configuration.
func (a *app) series(world outside, cfg config, reg *prometheus.Registry) (*macro.Macro, error) {
	var all []macro.Source
	for _, k := range cfg.seriesSources() {
		source, err := a.publisher(k, world, cfg, reg)
		if err != nil {
			return nil, fmt.Errorf("build source of series: %w", err)
		}
		all = append(all, source)
	}
	series, err := macro.New(macro.Options{Sources: all, InOrder: len(cfg.namedSeries()) > 0, Store: world.store, Now: a.now, Logger: a.log, Registerer: reg})
	if err != nil {
		return nil, fmt.Errorf("build series: %w", err)
	}
	a.owns("series", func() error { series.Close(); return nil })
	return series, nil
}

func (a *app) publisher(k seriesKind, world outside, cfg config, reg *prometheus.Registry) (macro.Source, error) {
	o := httpsource.Options{BaseURL: cfg.SourceURLs[k.name], Provider: k.provider, Now: a.now, Pause: a.pause, Registerer: reg}
	if k.key != nil {
		o.Key = k.key(cfg)
	}
	if o.BaseURL == "" && cfg.demo() {
		o.BaseURL, o.Provider = world.sourceURLs[k.name], simulated(k.provider)
	}
	return k.open(o)
}
