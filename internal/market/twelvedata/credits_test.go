package twelvedata_test

import (
	"errors"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/twelvedata"
	"quotewire/internal/sim/sources"
	"quotewire/internal/sim/wire"
)

// direct takes requests to a server without sockets, after a while.
type direct struct {
	http.Handler
	after time.Duration
}

func (d *direct) RoundTrip(r *http.Request) (*http.Response, error) {
	time.Sleep(d.after)
	rec := httptest.NewRecorder()
	d.ServeHTTP(rec, r)
	time.Sleep(d.after)
	resp := rec.Result()
	resp.Request = r
	return resp, nil
}

// However it is asked, Twelve Data sees no more symbols in any minute than the free plan
// has, and what is not asked for says so.
func TestSymbolsAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		now := time.Date(2025, 11, 19, 15, 30, 0, 0, time.UTC)
		server, err := sources.New("twelvedata", wire.Options{Now: func() time.Time { return now }})
		if err != nil {
			t.Fatal(err)
		}
		way := &direct{Handler: server}
		s, err := twelvedata.New(httpsource.Options{BaseURL: "http://simulated", Key: "k", Now: func() time.Time { return now }, RoundTripper: way})
		if err != nil {
			t.Fatal(err)
		}
		names := symbols(t, "AAPL", "BRK-B", "SPY", "VOD.L", "SAP.DE", "7203.T", "0700.HK", "RY.TO", "BHP.AX", "MSFT")
		rng := rand.New(rand.NewPCG(1, 2))
		told, held := 0, 0
		note := func(err error) {
			e, _ := errors.AsType[*market.Error](err)
			switch {
			case err == nil:
				told++
			case errors.Is(err, market.ErrBusy) && e.Kind == market.ErrUnavailable && e.Symbol != "" && e.RetryAfter > 0 && e.RetryAfter <= time.Minute:
				held++
			default:
				t.Errorf("%v", err)
			}
		}
		const minutes = 20
		for end := time.Now().Add(minutes * time.Minute); time.Now().Before(end); time.Sleep(time.Duration(rng.IntN(12)) * time.Second) {
			way.after = time.Duration(rng.IntN(4)) * time.Second
			if rng.IntN(3) == 0 {
				_, err := s.History(t.Context(), market.HistoryQuery{Symbol: names[0], Range: "1mo", Interval: market.Day})
				note(err)
				continue
			}
			_, errs := s.Quotes(t.Context(), names[:1+rng.IntN(len(names))])
			for _, err := range errs {
				note(err)
			}
		}
		var arrived []time.Time // a time for each symbol
		for _, r := range server.Log() {
			for range strings.Count(r.Query, "%2C") + 1 {
				arrived = append(arrived, r.At)
			}
		}
		for i, at := range arrived {
			if i >= 8 && at.Sub(arrived[i-8]) < time.Minute {
				t.Errorf("9 symbols between %s and %s", arrived[i-8], at)
			}
		}
		if told != len(arrived) || told < 6*minutes || held == 0 {
			t.Errorf("%d symbols arrived in %d minutes, %d were told, %d held back", len(arrived), minutes, told, held)
		}
	})
}

// A source that is left alone, and what it does not cover, costs nothing.
func TestWhatCostsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, err := sources.New("twelvedata", wire.Options{})
		if err != nil {
			t.Fatal(err)
		}
		s, err := twelvedata.New(httpsource.Options{BaseURL: "http://simulated", Key: "k", RoundTripper: &direct{Handler: server}})
		if err != nil {
			t.Fatal(err)
		}
		if err := server.Set(wire.Fault{Kind: wire.RateLimited, Times: 1, Header: map[string]string{"Retry-After": "60"}}); err != nil {
			t.Fatal(err)
		}
		for range 20 {
			if _, errs := s.Quotes(t.Context(), symbols(t, "AAPL")); !errors.Is(errs[0], market.ErrBlocked) {
				t.Errorf("refused: %v", errs[0])
			}
			if _, errs := s.Quotes(t.Context(), symbols(t, "EURUSD=X")); !errors.Is(errs[0], market.ErrUnknownSymbol) {
				t.Errorf("not covered: %v", errs[0])
			}
		}
		time.Sleep(time.Minute)
		_, errs := s.Quotes(t.Context(), symbols(t, "AAPL", "SPY", "VOD.L", "SAP.DE", "7203.T", "0700.HK", "RY.TO", "BHP.AX"))
		if slices.ContainsFunc(errs, func(err error) bool { return errors.Is(err, market.ErrBusy) }) {
			t.Errorf("a minute later: %v", errs)
		}
	})
}
