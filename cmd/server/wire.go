package main

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"quotewire/internal/agent"
	"quotewire/internal/agent/tools"
	"quotewire/internal/api"
	"quotewire/internal/api/access"
	"quotewire/internal/calendar"
	"quotewire/internal/market"
	"quotewire/internal/session"
	"quotewire/internal/study"
)

const (
	// busyWait lets a client ask again the moment it has given up an answer, which
	// we may see later than the question.
	busyWait = 100 * time.Millisecond

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
	if world.store, err = a.store(cfg, reg); err != nil {
		return err
	}
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
	told := parts{model, data, series, pages}
	face, err := api.New(api.Options{
		Agent: answerer, Research: research, Pages: pages, Sessions: sessions, Market: data, Studies: studies, Macro: series,
		Provider: cfg.providers(world), SimulatedMarket: cfg.simulatedMarket(), SimulatedSeries: cfg.demo(), SimulatedSites: world.sites,
		Models: world.models, DefaultModel: model.Model, Demo: cfg.demo(), Parts: partsToTell(told), Sources: told.sources,
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
	a.ready, a.checks = face.SetReady, startChecks(cfg, world, told)
	if cfg.AdminAddr != "" {
		a.listens("QUOTEWIRE_ADMIN_ADDR", cfg.AdminAddr, newAdminServer(face.AdminHandler(), a.log))
	}
	front := &http.Server{ReadTimeout: 30 * time.Second} // of the request, it does not bound the answer
	face.Configure(front)
	a.listens("QUOTEWIRE_ADDR", cfg.Addr, front)
	return nil
}

func (a *app) market(world outside, cfg config, calendars *calendar.Calendars, reg *prometheus.Registry) (*market.Market, error) {
	sources, err := a.sources(world, cfg, reg)
	if err != nil {
		return nil, err
	}
	data, err := market.New(market.Options{
		Sources: sources, InOrder: len(cfg.MarketSources) > 0, Store: world.store, Pause: a.pause,
		CacheEntries: int(cfg.CacheEntries), CacheBytes: int64(cfg.CacheBytes), CacheTTL: time.Duration(cfg.CacheTTL),
		Calendars: calendars, Now: a.now, Logger: a.log, Registerer: reg,
	})
	if err != nil {
		return nil, fmt.Errorf("build market data: %w", err)
	}
	a.owns("market data", func() error { data.Close(); return nil })
	return data, nil
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
