package sources_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/markettest"
	"quotewire/internal/market/nasdaq"
	"quotewire/internal/sim/sources"
	"quotewire/internal/sim/sources/sourcetest"
	"quotewire/internal/sim/wire"
	"quotewire/internal/sim/wire/wiretest"
)

// What both do not know they say in their own ways.
func TestCNBCAndNasdaqKnowNoSuchSymbol(t *testing.T) {
	for _, name := range []string{"cnbc", "nasdaq"} {
		s, _ := simulated(t, name, moments()["open"])
		for _, symbol := range markettest.Symbols(t, "TWTR", "NOSUCH") {
			if _, errs := s.Quotes(t.Context(), []market.Symbol{symbol}); !errors.Is(errs[0], market.ErrUnknownSymbol) {
				t.Errorf("%s: quote of %s: %v", name, symbol, errs[0])
			}
			if _, err := s.History(t.Context(), market.HistoryQuery{Symbol: symbol, Range: "1mo", Interval: market.Day}); !errors.Is(err, market.ErrUnknownSymbol) {
				t.Errorf("%s: history of %s: %v", name, symbol, err)
			}
		}
	}
}

// Each fault is an error of its kind, or harmless; nothing is taken for a price.
func TestCNBCAndNasdaqUnderFaults(t *testing.T) {
	want := map[wire.Kind]error{
		wire.Status: market.ErrUnavailable, wire.HTML: market.ErrBlocked, wire.Reset: market.ErrUnavailable, wire.Cut: market.ErrUnavailable, wire.Truncate: market.ErrMalformed, wire.Redirect: market.ErrBlocked,
		wire.Oversized: market.ErrMalformed, wire.RateLimited: market.ErrBlocked, sources.Denied: market.ErrBlocked,
	}
	apple := markettest.Symbols(t, "AAPL")
	for _, name := range []string{"cnbc", "nasdaq"} {
		empty := map[wire.Kind]error{wire.EmptyResult: market.ErrMalformed, wire.NullResult: market.ErrMalformed}
		if name == "nasdaq" {
			empty = map[wire.Kind]error{wire.EmptyResult: market.ErrNoData, wire.NullResult: market.ErrUnknownSymbol}
		}
		calm, _ := simulated(t, name, moments()["open"])
		facts, errs := calm.Quotes(t.Context(), apple)
		if errs[0] != nil {
			t.Fatal(errs[0])
		}
		for _, kind := range sources.Kinds() {
			t.Run(fmt.Sprint(name, " ", kind), func(t *testing.T) {
				s, server := simulated(t, name, moments()["open"])
				if err := server.Set(wire.Fault{Kind: kind, Match: wire.Match{Symbol: "AAPL"}}); err != nil {
					t.Fatal(err)
				}
				ctx := t.Context()
				if kind == wire.Hang || kind == wire.Stall {
					short, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
					defer cancel()
					if _, errs := s.Quotes(short, apple); !errors.Is(errs[0], context.DeadlineExceeded) {
						t.Errorf("%v", errs[0])
					}
					return
				}
				got, errs := s.Quotes(ctx, apple)
				wanted := want[kind]
				if wanted == nil {
					wanted = empty[kind]
				}
				switch {
				case wanted != nil:
					if e, ok := errors.AsType[*market.Error](errs[0]); !ok || e.Kind != wanted || got[0] != nil || strings.Contains(e.Error(), "<") {
						t.Errorf("%v, %v; want %v", got[0], errs[0], wanted)
					}
				case errs[0] != nil:
					t.Error(errs[0])
				case kind == sources.Disagree:
					a, _ := got[0].Price.Get()
					b, _ := facts[0].Price.Get()
					if math.Abs(a/b-1.03) > 1e-3 {
						t.Errorf("%v beside %v", a, b)
					}
				case got[0].Price != facts[0].Price:
					t.Errorf("%s, want %s", got[0].Price.Plain(), facts[0].Price.Plain())
				}
			})
		}
	}
}

// Both want a browser: CNBC says no with status 200.
func TestCNBCAndNasdaqWantABrowser(t *testing.T) {
	for name, c := range map[string]struct {
		path   string
		status int
	}{"cnbc": {"/quote-html-webservice/restQuote/symbolType/symbol?symbols=AAPL", 200}, "nasdaq": {"/api/quote/AAPL/info?assetclass=stocks", 403}} {
		server, err := sources.New(name, wire.Options{Now: wiretest.Wednesday})
		if err != nil {
			t.Fatal(err)
		}
		base := wiretest.Serve(t, "127.0.0.1", server)
		got := wiretest.Fetch(t, wiretest.Client(), http.MethodGet, base+c.path, "", "User-Agent", "curl/8", "Accept", "*/*", "Accept-Language", "en")
		if got.Err != nil || got.Status != c.status || !strings.Contains(got.Body, "Access Denied") {
			t.Errorf("%s: %+v", name, got)
		}
		if got = wiretest.Fetch(t, wiretest.Client(), http.MethodGet, base+c.path, "", "User-Agent", httpsource.Browser, "Accept", "*/*", "Accept-Language", "en"); got.Status != 200 || !strings.Contains(got.Body, `"AAPL"`) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// Dividends are as they were paid, before a split several times those of today's shares.
func TestNasdaqDividends(t *testing.T) {
	now := moments()["open"]
	s, _ := simulated(t, "nasdaq", now)
	apple, today := markettest.Symbols(t, "AAPL")[0], market.DateOf(now)
	got, err := s.(*nasdaq.Source).Actions(t.Context(), apple, market.Date{Year: 2019, Month: 1, Day: 1}, today)
	if err != nil {
		t.Fatal(err)
	}
	want, err := sourcetest.Yahoo(t, now).Actions(t.Context(), apple, market.Date{Year: 2019, Month: 1, Day: 1}, today)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Dividends) != len(want.Dividends) || len(got.Dividends) == 0 || !got.SplitsUnknown || want.SplitsUnknown {
		t.Fatalf("%+v, at Yahoo %+v", got, want)
	}
	for i, d := range got.Dividends {
		split := 1.0
		if d.Date.Year < 2020 || d.Date.Year == 2020 && d.Date.Month < 8 || d.Date == (market.Date{Year: 2020, Month: 8, Day: 10}) {
			split = 4
		}
		paid, _ := d.Amount.Get()
		ours, _ := want.Dividends[i].Amount.Get()
		if d.Date != want.Dividends[i].Date || math.Abs(paid/ours/split-1) > 1e-3 {
			t.Errorf("%+v, at Yahoo %+v", d, want.Dividends[i])
		}
	}
}

func TestNasdaqScreensAndFigures(t *testing.T) {
	now := moments()["after"]
	s, _ := simulated(t, "nasdaq", now)
	source := s.(*nasdaq.Source)
	page, err := source.Screen(t.Context(), "most_actives", market.ScreenQuery{Limit: 5, Region: "us"})
	if err != nil || len(page.Rows) != 5 {
		t.Fatalf("%+v, %v", page, err)
	}
	for i, row := range page.Rows {
		tickers, errs := source.Quotes(t.Context(), []market.Symbol{row.Symbol})
		if errs[0] != nil || !same(row.Price, tickers[0].Price) || !same(row.Change, tickers[0].Change) {
			t.Errorf("row %d: %+v, %v", i, row, errs[0])
		}
	}
	f, err := source.Fundamentals(t.Context(), markettest.Symbols(t, "AAPL")[0])
	if err != nil || f.Profile == nil || f.Profile.Sector == "" || f.Statistics.EPS.IsZero() || f.Statistics.TrailingPE.IsZero() || f.Statistics.MarketCap.IsZero() {
		t.Fatalf("%+v, %v", f, err)
	}
	y, err := sourcetest.Yahoo(t, now).Fundamentals(t.Context(), f.Symbol)
	if err != nil || f.Profile.Sector != y.Profile.Sector {
		t.Errorf("sector %q, %v", f.Profile.Sector, err)
	}
	found := 0
	for day := range 100 {
		all, err := source.Announcements(t.Context(), market.DateOf(now).AddDays(day))
		if err != nil {
			t.Fatal(err)
		}
		if found += len(all); found > 0 {
			break
		}
	}
	if found == 0 {
		t.Error("no announcement in a hundred days")
	}
}
