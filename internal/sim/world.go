// Package sim is the outside world on loopback: real HTTP servers that speak the
// wire formats of Yahoo Finance (yahoo) and the other sources of market data (sources),
// of an OpenAI-compatible model server (model) and of a search engine, and a small web of
// pages (web), for the demo, the tests and the benchmarks.
//
// Its prices and accounts (facts) are synthetic: pure functions of symbol and date,
// so that tests can compute what they expect. Its model (chatbot) is a few pages of
// plain code that understands questions about some ninety well-known instruments,
// calls the tools it is offered, and composes its answer strictly from what they
// returned. Its web has articles whose figures agree with the prices, says in each
// that it is simulated, and has everything that makes reading pages hard. Everything
// that goes wrong with the real ones can be asked for (wire), in process or over HTTP.
// README.md beside this file says where each figure comes from, what is odd on
// purpose, and some known answers.
//
// It refuses to reach the real world: it opens no connection and listens on
// loopback only. It knows no other package of this module than those below it.
package sim

import (
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"quotewire/internal/sim/model"
	"quotewire/internal/sim/sources"
	"quotewire/internal/sim/web"
	"quotewire/internal/sim/wire"
	"quotewire/internal/sim/yahoo"
)

// World is the simulated outside world, listening.
type World struct {
	YahooURL string // stands for every host of Yahoo
	ModelURL string // base URL of the model server, ends in /v1
	// SearchURL is the search engine, in the form of SearXNG.
	SearchURL string
	// Sites are the base URLs of the web, in the order of Page.Site: 127.0.0.1 and,
	// where the machine has them, 127.0.0.2 and 127.0.0.3, on one port. Each serves
	// every page.
	Sites []string
	// SourceURLs are the sources of market data and of rates beside Yahoo, by name.
	SourceURLs map[string]string
	Yahoo      *yahoo.Server
	Sources    map[string]*sources.Server // by name
	Model      *model.Server
	Engine     *web.Engine
	Web        *web.Server

	log     *slog.Logger
	servers []*http.Server
	serving sync.WaitGroup
	close   func() error
}

// Options say what the servers of a World have in common.
type Options = wire.Options

// HasModel reports whether the model server knows a name for more than a name: it
// answers any, but only these in a way of their own.
func HasModel(name string) bool { return model.HasModel(name) }

// Start opens the world on free ports of 127.0.0.1. The caller closes it.
func Start(o Options) (*World, error) {
	o, err := o.WithDefaults()
	if err != nil {
		return nil, err
	}
	market, err := yahoo.New(o)
	if err != nil {
		return nil, err
	}
	speaker, err := model.New(o)
	if err != nil {
		return nil, err
	}
	pages, err := web.New(o)
	if err != nil {
		return nil, err
	}
	others, err := sources.NewAll(o)
	if err != nil {
		return nil, err
	}
	w := &World{Yahoo: market, Model: speaker, Web: pages, Sources: others, SourceURLs: map[string]string{}, log: o.Logger}
	w.close = sync.OnceValue(w.shut)
	if err := w.open(o); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, nil
}

// open starts to listen. The engine comes last, as it has to know the sites.
func (w *World) open(o Options) error {
	yahooAddr, err := w.listen("127.0.0.1:0", w.Yahoo)
	if err != nil {
		return err
	}
	modelAddr, err := w.listen("127.0.0.1:0", w.Model)
	if err != nil {
		return err
	}
	w.YahooURL, w.ModelURL = "http://"+yahooAddr, "http://"+modelAddr+"/v1"
	for name, server := range w.Sources {
		addr, err := w.listen("127.0.0.1:0", server)
		if err != nil {
			return err
		}
		w.SourceURLs[name] = "http://" + addr
	}
	if err := w.openSites(); err != nil {
		return err
	}
	if w.Engine, err = web.NewEngine(o, w.Sites...); err != nil {
		return err
	}
	engineAddr, err := w.listen("127.0.0.1:0", w.Engine)
	w.SearchURL = "http://" + engineAddr
	return err
}

// openSites gives each site an address of its own, as hosts have, on one port.
// Where loopback is 127.0.0.1 only, or the port is taken, it is another port.
func (w *World) openSites() error {
	first, err := w.listen("127.0.0.1:0", w.Web)
	if err != nil {
		return err
	}
	_, port, err := net.SplitHostPort(first)
	if err != nil {
		return fmt.Errorf("read the address of a site: %w", err)
	}
	w.Sites = []string{"http://" + first}
	for n := 2; n <= len(web.SiteNames()); n++ {
		addr, err := w.listen(fmt.Sprintf("127.0.0.%d:%s", n, port), w.Web)
		if err != nil {
			addr, err = w.listen("127.0.0.1:0", w.Web)
		}
		if err != nil {
			return err
		}
		w.Sites = append(w.Sites, "http://"+addr)
	}
	return nil
}

// PageURL is where the search engine finds a page of the web.
func (w *World) PageURL(path string) string {
	return w.Sites[w.Web.SiteOf(path)%len(w.Sites)] + path
}

func (w *World) listen(address string, h http.Handler) (string, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return "", fmt.Errorf("listen on loopback: %w", err)
	}
	s := &http.Server{
		Handler: h, ReadHeaderTimeout: 10 * time.Second,
		// net/http reports what it recovered from a handler here.
		ErrorLog: log.New(slogWriter{w.log}, "", 0),
	}
	w.servers = append(w.servers, s)
	w.serving.Go(func() {
		if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			w.log.Error("simulated server ended", "err", err)
		}
	})
	return l.Addr().String(), nil
}

// Close aborts every open request, closes the listeners and waits until the
// last handler has returned. A second call waits for the first.
func (w *World) Close() error { return w.close() }

func (w *World) shut() error {
	// First, so that no request ends as one that its client left.
	ledgers := []*wire.Ledger{w.Yahoo.Ledger, w.Model.Ledger, w.Web.Ledger}
	for _, s := range w.Sources {
		ledgers = append(ledgers, s.Ledger)
	}
	if w.Engine != nil {
		ledgers = append(ledgers, w.Engine.Ledger)
	}
	for _, l := range ledgers {
		l.End()
	}
	var errs []error
	for _, s := range w.servers {
		errs = append(errs, s.Close())
	}
	for _, l := range ledgers {
		l.Close()
	}
	w.serving.Wait()
	return errors.Join(errs...)
}

// slogWriter passes net/http's own messages on.
type slogWriter struct{ log *slog.Logger }

func (s slogWriter) Write(p []byte) (int, error) {
	s.log.Warn("simulated server", "message", string(p))
	return len(p), nil
}
