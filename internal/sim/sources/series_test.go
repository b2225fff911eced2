package sources

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/macro"
	"quotewire/internal/macro/ecb"
	"quotewire/internal/macro/fred"
	"quotewire/internal/macro/nyfed"
	"quotewire/internal/macro/treasury"
	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/sim/wire"
	"quotewire/internal/sim/wire/wiretest"
)

// publishers are the simulated sources of series, listening, and the real clients of
// them.
type publishers struct {
	servers map[string]*Server
	macro   *macro.Macro
}

func newPublishers(t *testing.T, key string, without ...string) publishers {
	t.Helper()
	p := publishers{servers: map[string]*Server{}}
	options := func(name string) httpsource.Options {
		s, err := New(name, wire.Options{Now: wiretest.Wednesday})
		if err != nil {
			t.Fatal(err)
		}
		p.servers[name] = s
		listener := httptest.NewServer(s)
		t.Cleanup(listener.Close)
		return httpsource.Options{BaseURL: listener.URL, Now: wiretest.Wednesday, Key: key}
	}
	var all []macro.Source
	add := func(name string, s macro.Source, err error) {
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range without {
			if w == name {
				return
			}
		}
		all = append(all, s)
	}
	a, err := treasury.New(options("treasury"))
	add("treasury", a, err)
	b, err := nyfed.New(options("nyfed"))
	add("nyfed", b, err)
	c, err := fred.New(options("fred"))
	add("fred", c, err)
	d, err := ecb.New(options("ecb"))
	add("ecb", d, err)
	if p.macro, err = macro.New(macro.Options{Sources: all, Now: wiretest.Wednesday}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.macro.Close)
	return p
}

// pairs are the days of an answer with their values.
func pairs(a *macro.Answer) (all []string) {
	for _, o := range a.Values {
		all = append(all, fmt.Sprintf("%s %v", o.Date, o.Value))
	}
	return all
}

// Whoever tells a series, and in whatever form, tells the same.
func TestPublishersAgree(t *testing.T) {
	first, file, api := newPublishers(t, ""), newPublishers(t, "", "treasury", "nyfed", "ecb"), newPublishers(t, "k1", "treasury", "nyfed", "ecb")
	for _, name := range []string{"us-10y", "us-2y", "us-30y", "sofr", "sofr-volume", "sofr-p99", "fed-funds", "fed-target-high", "obfr", "ecb-deposit-rate", "ecb-main-rate"} {
		ask := func(p publishers) *macro.Answer {
			a, err := p.macro.Answer(t.Context(), macro.Query{Series: name, Range: "1y"})
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			return a
		}
		a, b, c := ask(first), ask(file), ask(api)
		if a.Source == fred.Name || b.Source != fred.Name || len(a.Values) < 200 {
			t.Errorf("%s is of %s and %s, %d values", name, a.Source, b.Source, len(a.Values))
		}
		if diff := cmp.Diff(pairs(a), pairs(b)); diff != "" {
			t.Errorf("%s (-first +FRED):\n%s", name, diff)
		}
		if diff := cmp.Diff(pairs(b), pairs(c)); diff != "" {
			t.Errorf("%s (-file +API):\n%s", name, diff)
		}
	}
}

// Every series of the catalogue has values here, of the frequency that it is said to have.
func TestAllSeriesHaveValues(t *testing.T) {
	p := newPublishers(t, "")
	for _, s := range p.macro.Series() {
		for _, k := range s.Sources {
			server := k.Source
			if p.servers[server] == nil {
				t.Errorf("%s is of %s", s.ID, k.Source)
			}
			if k.Source != fred.Name {
				continue
			}
			w := httptest.NewRecorder()
			p.servers[fred.Name].ServeHTTP(w, httptest.NewRequest("GET", graphPath+"?id="+k.Key, nil))
			if w.Code != 200 || w.Body.Len() < 100 {
				t.Errorf("%s: FRED has no %s: %d, %d bytes", s.ID, k.Key, w.Code, w.Body.Len())
			}
		}
	}
	for _, name := range []string{"us-cpi", "inflation", "unemployment rate", "us-real-gdp", "mortgage rate", "initial claims", "us-6w", "tgcr", "real 10-year yield", "real retail sales", "federal deficit"} {
		a, err := p.macro.Answer(t.Context(), macro.Query{Series: name})
		if err != nil || len(a.Values) == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What goes wrong on the way is an error of its kind, and never a figure.
func TestPublishersFaults(t *testing.T) {
	for kind, want := range map[wire.Kind]error{
		wire.HTML: market.ErrBlocked, Denied: market.ErrBlocked, wire.Status: market.ErrUnavailable, wire.Reset: market.ErrUnavailable, wire.Cut: market.ErrUnavailable, wire.RateLimited: market.ErrBlocked,
		wire.Redirect: market.ErrBlocked, wire.EmptyResult: market.ErrNoData, wire.Gzip: nil, wire.ContentType: nil, wire.Late: nil, wire.Slow: nil,
	} {
		p, fault := newPublishers(t, ""), wire.Fault{Kind: kind}
		if kind == wire.Slow || kind == wire.Late {
			fault.Delay = wire.Duration(time.Millisecond)
		}
		for name, series := range map[string]string{"treasury": "us-4m", "nyfed": "tgcr", "fred": "us-cpi"} {
			if err := p.servers[name].Set(fault); err != nil {
				t.Fatal(err)
			}
			a, err := p.macro.Answer(t.Context(), macro.Query{Series: series})
			if want == nil && (err != nil || len(a.Values) == 0) || want != nil && (!errors.Is(err, want) || a != nil) {
				t.Errorf("%s of %s: %v; want %v", kind, name, err, want)
			}
		}
	}
	for _, name := range []string{"treasury", "nyfed"} { // a file of FRED that ends early ends as a whole one does
		p := newPublishers(t, "")
		if err := p.servers[name].Set(wire.Fault{Kind: wire.Truncate}); err != nil {
			t.Fatal(err)
		}
		if a, err := p.macro.Answer(t.Context(), macro.Query{Series: map[string]string{"treasury": "us-4m", "nyfed": "tgcr"}[name]}); !errors.Is(err, market.ErrMalformed) {
			t.Errorf("%s, cut off: %v %v", name, a, err)
		}
	}
}

// A source that is down is stood in for by another one's twin, which is named, and one
// that hangs is left when its caller leaves.
func TestTwins(t *testing.T) {
	p := newPublishers(t, "")
	for _, name := range []string{"treasury", "nyfed", "ecb"} {
		if err := p.servers[name].Set(wire.Fault{Kind: wire.HTML}); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"us-10y", "sofr", "fed-funds", "ecb-deposit-rate"} {
		a, err := p.macro.Answer(t.Context(), macro.Query{Series: name})
		if err != nil || a.Source != fred.Name || a.Provider != fred.Provider().Name {
			t.Errorf("%s: %v %v", name, a, err)
		}
	}
	if err := p.servers["fred"].Set(wire.Fault{Kind: wire.Hang}); err != nil {
		t.Fatal(err)
	}
	ctx, leave := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer leave()
	if _, err := p.macro.Answer(ctx, macro.Query{Series: "us-cpi"}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("hangs: %v", err)
	}
}

func TestUnknownSeries(t *testing.T) {
	for _, key := range []string{"", "k1"} {
		_, err := newPublishers(t, key).macro.Answer(t.Context(), macro.Query{Series: "NOSUCH99"})
		if _, ok := errors.AsType[*macro.UnknownError](err); !ok {
			t.Errorf("key %q: %v", key, err)
		}
	}
}
