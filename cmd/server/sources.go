package main

import (
	"fmt"

	"github.com/prometheus/client_golang/prometheus"

	"quotewire/internal/market"
	"quotewire/internal/market/bankofcanada"
	"quotewire/internal/market/binance"
	"quotewire/internal/market/cboe"
	"quotewire/internal/market/cnbc"
	"quotewire/internal/market/coinbase"
	"quotewire/internal/market/coingecko"
	"quotewire/internal/market/ecb"
	"quotewire/internal/market/finnhub"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/kraken"
	"quotewire/internal/market/nasdaq"
	"quotewire/internal/market/tiingo"
	"quotewire/internal/market/tmx"
	"quotewire/internal/market/twelvedata"
	"quotewire/internal/market/yahoo"
	"quotewire/internal/market/yahoo/client"
	"quotewire/internal/outbound/browsertls"
)

const yahooName = "yahoo"

// sourceKind is one source of market data.
type sourceKind struct {
	name     string
	provider market.Provider
	variable string                // that holds its key; empty: it wants none
	key      func(c config) string // nil where it wants none
	open     func(httpsource.Options) (market.Source, error)
}

// sourceKinds are all sources of market data beside Yahoo, and Yahoo, which is made
// otherwise.
func sourceKinds() []sourceKind {
	return []sourceKind{
		{name: yahooName, provider: yahoo.Provider()},
		{name: "ecb", provider: ecb.Provider(), open: opens(ecb.New)},
		{name: "bankofcanada", provider: bankofcanada.Provider(), open: opens(bankofcanada.New)},
		{name: "tiingo", provider: tiingo.Provider(), variable: "TIINGO_API_KEY", key: func(c config) string { return string(c.TiingoKey) }, open: opens(tiingo.New)},
		{name: "twelvedata", provider: twelvedata.Provider(), variable: "TWELVEDATA_API_KEY", key: func(c config) string { return string(c.TwelveDataKey) }, open: opens(twelvedata.New)},
		{name: "finnhub", provider: finnhub.Provider(), variable: "FINNHUB_API_KEY", key: func(c config) string { return string(c.FinnhubKey) }, open: opens(finnhub.New)},
		{name: "kraken", provider: kraken.Provider(), open: opens(kraken.New)},
		{name: "coinbase", provider: coinbase.Provider(), open: opens(coinbase.New)},
		{name: "binance", provider: binance.Provider(), open: opens(binance.New)},
		{name: "coingecko", provider: coingecko.Provider(), open: opens(coingecko.New)},
		{name: "cnbc", provider: cnbc.Provider(), open: opens(cnbc.New)},
		{name: "nasdaq", provider: nasdaq.Provider(), open: opens(nasdaq.New)},
		{name: "cboe", provider: cboe.Provider(), open: opens(cboe.New)},
		{name: "tmx", provider: tmx.Provider(), open: opens(tmx.New)},
	}
}

// opens is how a package makes its source.
func opens[S market.Source](open func(httpsource.Options) (S, error)) func(httpsource.Options) (market.Source, error) {
	return func(o httpsource.Options) (market.Source, error) { return open(o) }
}

// sources opens the sources of market data of a configuration.
func (a *app) sources(world outside, cfg config, reg *prometheus.Registry) (all []market.Source, err error) {
	for _, k := range cfg.marketSources() {
		source, err := a.source(k, world, cfg, reg)
		if err != nil {
			return nil, fmt.Errorf("build source of market data: %w", err)
		}
		all = append(all, source)
	}
	return all, nil
}

func (a *app) source(k sourceKind, world outside, cfg config, reg *prometheus.Registry) (market.Source, error) {
	if k.name == yahooName {
		asking := client.Options{BaseURL: world.yahooURL, Registerer: reg}
		if cfg.Fingerprint == "chrome" {
			asking.RoundTripper, asking.UserAgent = browsertls.New(browsertls.Options{}), browsertls.UserAgent
		}
		return yahoo.New(yahoo.Options{
			Client:   asking,
			Provider: world.provider, Now: a.now, Logger: a.log,
		})
	}
	o := httpsource.Options{BaseURL: cfg.SourceURLs[k.name], Provider: k.asked(world, cfg), Now: a.now, Pause: a.pause, Registerer: reg}
	if k.key != nil {
		o.Key = k.key(cfg)
	}
	if o.BaseURL == "" && cfg.demo() {
		o.BaseURL = world.sourceURLs[k.name]
	}
	return k.open(o)
}

// asked is whose a source is as it is asked: in the demo a simulated one, unless it has an
// address of its own.
func (k sourceKind) asked(world outside, cfg config) market.Provider {
	switch {
	case k.name == yahooName:
		return world.provider
	case cfg.SourceURLs[k.name] == "" && cfg.demo():
		return simulated(k.provider)
	}
	return k.provider
}

// simulated is the provider of made up data: it has no pages, as the real one's show
// other prices.
func simulated(p market.Provider) market.Provider {
	return market.Provider{Name: "Simulated " + p.Name, Simulated: true}
}
