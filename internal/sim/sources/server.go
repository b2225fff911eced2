// Package sources are the simulated sources of market data beside Yahoo, each with the
// wire format of the real one, its paths and its ways to say no. They show the facts that
// Yahoo shows: the same price wherever it is asked, later by the delay of the source.
package sources

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"time"

	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/wire"
)

// Faults of all sources.
const (
	// Disagree has all prices 3 % above the facts.
	Disagree wire.Kind = "disagree"
	// Denied is a page that says Access Denied, with status 200.
	Denied wire.Kind = "denied"
)

// Kinds is every fault that a source has.
func Kinds() []wire.Kind {
	return append(wire.Kinds(), wire.RateLimited, wire.EmptyResult, wire.NullResult, Disagree, Denied)
}

// Server is one simulated source: every host of it behind one address.
type Server struct {
	wire.Server
	Name string
}

// source is what a source is made of.
type source struct {
	// asked are the symbols of a request, in the source's spelling, that faults match on.
	asked func(r *http.Request) []string
	// answer is the answer to a request. What an EmptyResult or NullResult is, and a
	// RateLimited where it is not 429 in plain text, it says itself.
	answer func(v *visit) wire.Reply
}

// all are the sources by name.
func all() map[string]source {
	return map[string]source{
		"binance": binance(), "coinbase": coinbase(), "coingecko": coingecko(), "kraken": kraken(),
		"bankofcanada": bankOfCanadaSource(), "ecb": ecbSource(),
		"finnhub": finnhubSource(), "tiingo": tiingoSource(), "twelvedata": twelveDataSource(),
		"fred": fredSource(), "nyfed": nyfedSource(), "treasury": treasurySource(),
		"cnbc": cnbc(), "nasdaq": nasdaq(),
		"cboe": cboe(),
		"tmx":  tmx(),
	}
}

// Names are those of all sources.
func Names() []string { return slices.Sorted(maps.Keys(all())) }

// New makes the source of a name, not listening: it is an http.Handler.
func New(name string, o wire.Options) (*Server, error) {
	s, ok := all()[name]
	if !ok {
		return nil, fmt.Errorf("no such source: %q: want one of %q", name, Names())
	}
	catalog, err := facts.NewCatalog()
	if err != nil {
		return nil, err
	}
	return newServer(name, s, catalog, o)
}

// NewAll makes all sources, by name. They read one catalog: to make it takes longer than
// all else here.
func NewAll(o wire.Options) (map[string]*Server, error) {
	catalog, err := facts.NewCatalog()
	if err != nil {
		return nil, err
	}
	servers := map[string]*Server{}
	for name, s := range all() {
		if servers[name], err = newServer(name, s, catalog, o); err != nil {
			return nil, err
		}
	}
	return servers, nil
}

func newServer(name string, s source, catalog *facts.Catalog, o wire.Options) (*Server, error) {
	var err error
	server := &Server{Name: name}
	server.Server, err = wire.NewServer(o, Kinds(), func(r *http.Request, body []byte) wire.Asked {
		asked := wire.Asked{Path: r.URL.Path, Body: body}
		if s.asked != nil {
			r.Body = io.NopCloser(bytes.NewReader(body)) // it was read up to here
			asked.Symbols = s.asked(r)
		}
		return asked
	}, func(w *wire.Visit) bool {
		v := &visit{w, catalog}
		if w.Fault.Kind == Denied {
			return w.Write(wire.Page(http.StatusOK, "Access Denied"))
		}
		rep := s.answer(v)
		if w.Fault.Kind == wire.RateLimited && rep.Status != http.StatusTooManyRequests {
			rep = w.Fault.Over(wire.Text(http.StatusTooManyRequests, "Too Many Requests"))
		}
		return w.Send(rep)
	})
	return server, err
}

// visit is one request to a source.
type visit struct {
	*wire.Visit
	catalog *facts.Catalog
}

// present is what an instrument was delay ago; false where there is none that trades.
func (v *visit) present(in *facts.Instrument, delay time.Duration) (facts.Present, bool) {
	if in == nil || in.Kind == facts.Delisted {
		return facts.Present{}, false
	}
	p := in.Present(v.Now.Add(-delay))
	p.Bar, p.Previous = v.told(in, p.Bar), v.price(in, p.Previous)
	return p, true
}

// told is a bar as the source tells it: the facts, unless it is to disagree.
func (v *visit) told(in *facts.Instrument, b facts.Bar) facts.Bar {
	b.Open, b.High, b.Low, b.Close = v.price(in, b.Open), v.price(in, b.High), v.price(in, b.Low), v.price(in, b.Close)
	return b
}

func (v *visit) price(in *facts.Instrument, p float64) float64 {
	if v.Fault.Kind == Disagree {
		return in.Round(p * 1.03)
	}
	return p
}
