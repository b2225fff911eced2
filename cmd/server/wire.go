package main

import (
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/netip"
	"runtime"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"quotewire/internal/agent"
	"quotewire/internal/agent/tools"
	"quotewire/internal/api"
	"quotewire/internal/api/access"
	"quotewire/internal/calendar"
	"quotewire/internal/llm"
	"quotewire/internal/market"
	"quotewire/internal/market/yahoo"
	"quotewire/internal/session"
	"quotewire/internal/sim"
	"quotewire/internal/study"
)

const (
	// demoPace is the time between two pieces of a simulated answer: slow enough
	// to be seen coming, fast enough not to bore.
	demoPace = 15 * time.Millisecond
	// busyWait lets a client ask again the moment it has given up an answer, which
	// we may see later than the question.
	busyWait = 100 * time.Millisecond
	// openAIFallback is used with OpenAI itself when no model is configured: its
	// list of models is long and in no order that means anything.
	openAIFallback = "gpt-4o-mini"

	// Conversations take at most the product of these, 156 MiB of text, so that
	// the server fits a container of 512 MiB whatever its clients do.
	maxSessions      = 5000
	maxOwnerSessions = 1000
	maxSessionBytes  = 32 << 10
)

// wire builds every part from the bottom up. Each is remembered by the app as
// soon as it has to be closed, so that a failure further up closes it.
func (a *app) wire(cfg config) error {
	world, err := a.outside(cfg)
	if err != nil {
		return err
	}
	calendars, err := calendar.New()
	if err != nil {
		return fmt.Errorf("load trading calendars: %w", err)
	}
	reg := newRegistry()
	data, err := a.market(world, cfg, calendars, reg)
	if err != nil {
		return err
	}
	model, err := a.model(world, cfg, reg)
	if err != nil {
		return err
	}
	studies, err := study.New(study.Options{Market: data, Calendars: calendars, Now: a.now, Registerer: reg})
	if err != nil {
		return fmt.Errorf("build studies: %w", err)
	}
	series, err := a.series(world, cfg, reg)
	if err != nil {
		return err
	}
	marketTools, err := tools.Market(data, studies, series)
	if err != nil {
		return fmt.Errorf("build tools: %w", err)
	}
	answerer, err := agent.New(agent.Options{
		Model: model, Tools: marketTools, Window: model.Window, Now: a.now, Logger: a.log, Registerer: reg,
		Calendar: func(now time.Time) string { return calendars.NewYork().LastCompleted(now).String() },
	})
	if err != nil {
		return fmt.Errorf("build agent: %w", err)
	}
	pages, err := a.pages(world, cfg, reg)
	if err != nil {
		return err
	}
	research, err := a.research(world, cfg, model, answerer, pages, reg)
	if err != nil {
		return err
	}
	sessions, err := session.New(session.Options{
		// Each open answer has a session: these must not be the smaller bound.
		MaxSessions: max(maxSessions, int(cfg.MaxStreams)), MaxPerOwner: max(maxOwnerSessions, int(cfg.MaxStreams)),
		MaxBytes: maxSessionBytes, BusyWait: busyWait, Now: a.now, Registerer: reg,
	})
	if err != nil {
		return fmt.Errorf("build sessions: %w", err)
	}
	a.owns("sessions", sessions.Close)
	face, err := api.New(api.Options{
		Agent: answerer, Research: research, Pages: pages, Sessions: sessions, Market: data, Studies: studies, Macro: series,
		Provider: cfg.providers(world), SimulatedMarket: cfg.simulatedMarket(), SimulatedSeries: cfg.demo(), SimulatedSites: world.sites,
		Models: world.models, DefaultModel: model.Model, Demo: cfg.demo(), Parts: partsToTell(parts{model, data, pages}), Sources: data.Sources,
		Access: access.Options{
			Keys: cfg.APIKeys, Origins: cfg.CORSOrigins, Hosts: cfg.hosts(), AdminHosts: cfg.adminHosts(), TrustedProxies: cfg.TrustedProxies,
			RateLimit: int(cfg.RateLimit), MaxStreams: int(cfg.MaxStreams), MaxStreamsPerClient: cfg.MaxStreamsPerClient.of(int(cfg.MaxStreams)),
		},
		MaxAnswer: cfg.maxAnswer(model.Loads()),
		Logger:    a.log, Registerer: reg,
		Metrics:        promhttp.HandlerFor(reg, promhttp.HandlerOpts{Registry: reg}),
		MetricsOnAdmin: cfg.AdminAddr != "",
	})
	if err != nil {
		return fmt.Errorf("build HTTP face: %w", err)
	}
	a.ready, a.checks = face.SetReady, startChecks(cfg, world, parts{model, data, pages})
	if cfg.AdminAddr != "" {
		a.listens("QUOTEWIRE_ADMIN_ADDR", cfg.AdminAddr, newAdminServer(face.AdminHandler(), a.log))
	}
	front := &http.Server{ReadTimeout: 30 * time.Second} // of the request, it does not bound the answer
	face.Configure(front)
	a.listens("QUOTEWIRE_ADDR", cfg.Addr, front)
	return nil
}

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

func (a *app) market(world outside, cfg config, calendars *calendar.Calendars, reg *prometheus.Registry) (*market.Market, error) {
	sources, err := a.sources(world, cfg, reg)
	if err != nil {
		return nil, err
	}
	store, err := a.store(cfg)
	if err != nil {
		return nil, err
	}
	data, err := market.New(market.Options{
		Sources: sources, InOrder: len(cfg.MarketSources) > 0, Store: store, Pause: a.pause,
		CacheEntries: int(cfg.CacheEntries), CacheBytes: int64(cfg.CacheBytes), CacheTTL: time.Duration(cfg.CacheTTL),
		Calendars: calendars, Now: a.now, Logger: a.log, Registerer: reg,
	})
	if err != nil {
		return nil, fmt.Errorf("build market data: %w", err)
	}
	a.owns("market data", func() error { data.Close(); return nil })
	return data, nil
}

func (a *app) model(world outside, cfg config, reg *prometheus.Registry) (*llm.Client, error) {
	options := llm.Options{
		BaseURL: world.modelURL, APIKey: string(world.key), FallbackModel: world.fallback,
		FirstByteTimeout: time.Duration(cfg.FirstByteTimeout), IdleTimeout: time.Duration(cfg.IdleTimeout),
		Window: int(cfg.Window), Logger: a.log, Registerer: reg,
	}
	for _, name := range []string{cfg.PlanModel, cfg.WriteModel} {
		if name != "" {
			options.Others = append(options.Others, name)
		}
	}
	if len(world.models) > 0 {
		options.Model, options.Fallbacks = world.models[0], world.models[1:]
	}
	client, err := llm.New(options)
	if err != nil {
		return nil, fmt.Errorf("build model client: %w", err)
	}
	a.owns("model client", func() error { client.Close(); return nil })
	return client, nil
}

// maxAnswer is how long an answer may take: longer where the model server may have
// to load the model first.
func (c config) maxAnswer(loads bool) time.Duration {
	switch {
	case c.MaxAnswer > 0:
		return time.Duration(c.MaxAnswer)
	case loads && !c.demo():
		return 15 * time.Minute
	}
	return 5 * time.Minute
}

// newRegistry holds the metrics of one app, and with them those of the process,
// which is the same for all apps in it.
func newRegistry() *prometheus.Registry {
	reg := prometheus.NewRegistry()
	reg.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	build := prometheus.NewGaugeVec(prometheus.GaugeOpts{
		Name: "quotewire_build_info", Help: "Constant 1, with the version of the server and of Go.",
	}, []string{"version", "go"})
	reg.MustRegister(build)
	build.WithLabelValues(version, runtime.Version()).Set(1)
	return reg
}

// newAdminServer bounds what a client of the admin listener can make us wait for.
// It has no write timeout: a profile takes as long as it is asked to.
func newAdminServer(handler http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}

// hosts are what requests may be for. They are limited even when none are
// configured: a page could otherwise have its own name point here and speak to us
// as its own site. Only where it would need a key as well any name will do:
// whoever opens the server to others may have given it any.
func (c config) hosts() access.Hosts {
	if len(c.Hosts) == 0 && len(c.APIKeys) > 0 && !c.Addr.loopback() {
		return access.Hosts{}
	}
	return c.hostsOf(c.Addr)
}

// adminHosts are those of the admin listener, which asks for no key.
func (c config) adminHosts() access.Hosts { return c.hostsOf(c.AdminAddr) }

// hostsOf are the names of addr, and of an address that other machines can reach
// all addresses: it may have several, and another one at a router.
func (c config) hostsOf(addr address) access.Hosts {
	names := append([]string{"localhost", "127.0.0.1", "::1"}, c.Hosts...)
	host, _, err := net.SplitHostPort(string(addr))
	if ip, notIP := netip.ParseAddr(host); err == nil && host != "" && (notIP != nil || !ip.IsUnspecified()) && !slices.Contains(names, host) {
		names = append(names, host)
	}
	return access.Hosts{Names: names, Addresses: !addr.loopback()}
}
