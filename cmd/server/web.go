package main

import (
	"fmt"
	"net/netip"
	"os"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"quotewire/internal/agent"
	"quotewire/internal/llm"
	"quotewire/internal/scrape"
	"quotewire/internal/search"
	"quotewire/internal/search/engine"
	"quotewire/internal/sim"
)

// pages reads the web.
func (a *app) pages(world outside, cfg config, reg *prometheus.Registry) (*scrape.Scraper, error) {
	self, err := ownProgram()
	if err != nil {
		return nil, fmt.Errorf("find this program, which reads pages: %w", err)
	}
	scraper, err := scrape.New(scrape.Options{
		AllowNets: cfg.AllowNets, AllowAddrs: world.sites, UserAgent: cfg.UserAgent, IgnoreRobots: !bool(cfg.Robots),
		Reader:  []string{self, "-read-pages"},
		Browser: scrape.Browser{Off: cfg.Browser == "off", Executable: cfg.Browser.path(), Driver: cfg.BrowserDriver, NoSandbox: !bool(cfg.Sandbox)},
		Logger:  a.log, Registerer: reg,
	})
	if err != nil {
		return nil, fmt.Errorf("build page reader: %w", err)
	}
	a.owns("page reader", scraper.Close)
	if scraper.Available() == nil && !scraper.Sandboxed() {
		a.log.Warn("pages are opened in Chromium without its sandbox: one that breaks out of it has all that this user has; run the server as a user that is not root, with QUOTEWIRE_BROWSER_SANDBOX=true, or in a container that holds nothing else, or set QUOTEWIRE_BROWSER=off",
			"user_id", os.Geteuid(), "QUOTEWIRE_BROWSER_SANDBOX", bool(cfg.Sandbox))
	}
	return scraper, nil
}

// ownProgram is where this program can be started again. On Linux it is what runs,
// whatever lies by now where it was started from: an upgrade replaces it before it
// ends us, and another version would not understand us.
func ownProgram() (string, error) {
	const running = "/proc/self/exe"
	if _, err := os.Stat(running); err == nil {
		return running, nil
	}
	return os.Executable()
}

// research gives advanced answers.
func (a *app) research(world outside, cfg config, model *llm.Client, finder *agent.Agent, pages *scrape.Scraper, reg *prometheus.Registry) (*search.Research, error) {
	options := engine.Options{
		Engines: cfg.searchEngines(),
		URLs:    map[string]string{engine.SearXNG: string(cfg.SearchURL), engine.DuckDuckGo: a.duckduckgo},
		Keys:    map[string]string{engine.Brave: string(cfg.BraveKey), engine.Tavily: string(cfg.TavilyKey)},
		Model:   model, Logger: a.log, Registerer: reg, Now: a.now,
	}
	switch {
	case len(options.Engines) > 0:
	case world.searchURL != "":
		options.Engines, options.Rate = []string{engine.SearXNG, engine.DuckDuckGo}, simulatedRate
		options.URLs = map[string]string{engine.SearXNG: world.searchURL, engine.DuckDuckGo: world.searchURL}
	default:
		options.Engines = []string{engine.DuckDuckGo} // which needs nothing
	}
	engines, err := engine.New(options)
	if err != nil {
		return nil, fmt.Errorf("build search: %w", err)
	}
	a.owns("search", func() error { engines.Close(); return nil })
	calculator, err := finder.Only("calculate")
	if err != nil {
		return nil, fmt.Errorf("build calculator: %w", err)
	}
	research, err := search.NewResearch(search.ResearchOptions{
		Model: model, Finder: finder, Calculator: calculator, Web: engines, Pages: pages, Window: model.Window,
		PlanModel: cfg.PlanModel, WriteModel: cfg.WriteModel,
		Budget: search.Budget{
			Time: time.Duration(cfg.ResearchTime), Cost: float64(cfg.ResearchCost), PromptPrice: float64(cfg.PromptPrice), CompletionPrice: float64(cfg.CompletionPrice),
		},
		MaxParallel: a.parallel, Now: a.now, Logger: a.log, Registerer: reg,
	})
	if err != nil {
		return nil, fmt.Errorf("build research: %w", err)
	}
	return research, nil
}

// simulatedRate is how many requests a second the simulated search engines bear.
const simulatedRate = 100

// sitesOf are the addresses of the simulated web, which pages may be read from
// although they are this machine's.
func sitesOf(world *sim.World) ([]netip.AddrPort, error) {
	var sites []netip.AddrPort
	for _, site := range world.Sites {
		addr, err := netip.ParseAddrPort(strings.TrimPrefix(site, "http://"))
		if err != nil {
			return nil, fmt.Errorf("read address of simulated site: %w", err)
		}
		sites = append(sites, addr)
	}
	return sites, nil
}
