package market_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"testing"
	"testing/synctest"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/outbound"
)

// closes is a source of last closes that asks by way of outbound. Beside its format it
// has to say what an answer means, and in package market's terms what a fault is.
type closes struct {
	wing
	client *outbound.Client
}

func (c *closes) History(ctx context.Context, q market.HistoryQuery) (*market.History, error) {
	var body struct{ Close float64 }
	err := c.client.Ask(ctx, outbound.Request{
		URL: &url.URL{Scheme: "https", Host: "closes.example", Path: "/" + q.Symbol.String()},
		Read: func(a outbound.Answer) error {
			switch {
			case a.Status == http.StatusTooManyRequests:
				return &outbound.Fault{Kind: outbound.ErrBlocked, Status: a.Status, RetryAfter: outbound.RetryAfter(a.Header, outbound.LongestPause)}
			case a.Status == http.StatusNotFound:
				return &outbound.Fault{Kind: market.ErrUnknownSymbol, Status: a.Status}
			case json.Unmarshal(a.Body, &body) != nil:
				return &outbound.Fault{Kind: outbound.ErrMalformed, Status: a.Status}
			}
			return nil
		},
	})
	f, ok := errors.AsType[*outbound.Fault](err)
	if !ok && err != nil {
		return nil, err // the caller left
	}
	if ok {
		e := &market.Error{Kind: f.Kind, Symbol: q.Symbol.String(), Status: f.Status, Message: f.Message, RetryAfter: f.RetryAfter, Err: f.Err}
		switch f.Kind {
		case outbound.ErrBlocked:
			e.Kind = market.ErrBlocked
		case outbound.ErrUnavailable, outbound.ErrNoTurn:
			e.Kind = market.ErrUnavailable
		case outbound.ErrMalformed:
			e.Kind = market.ErrMalformed
		}
		return nil, e
	}
	return &market.History{Symbol: q.Symbol, Interval: q.Interval, Location: time.UTC, Bars: []market.Bar{{Close: body.Close}}, Origin: market.Origin{Provider: c.name}}, nil
}

// A source of others has by outbound and by market what Yahoo has: it is left alone
// when it refuses, and what it said before is served meanwhile.
func TestSourceOnOutbound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &source{}
		c := &closes{wing: wing{name: "Closes"}, client: outbound.New(outbound.Options{
			Provider: "closes", Timeout: 10 * time.Second, MaxBody: 1 << 10, RoundTripper: s,
			Breaker: outbound.Breaker{Faults: 3, FaultPause: 15 * time.Second, BlockPause: time.Minute},
		})}
		m, err := market.New(market.Options{Sources: []market.Source{c}})
		if err != nil {
			t.Fatal(err)
		}
		defer m.Close()
		ask := func(symbol string) (*market.History, error) {
			return m.History(t.Context(), market.HistoryQuery{Symbol: symbolOf(t, symbol), Range: "1mo"})
		}
		s.says(http.StatusOK, `{"Close":7}`)
		if h, err := ask("OMV.VI"); err != nil || h.Bars[0].Close != 7 || h.Provider != "Closes" {
			t.Errorf("%+v, %v", h, err)
		}
		for status, kind := range map[int]error{http.StatusNotFound: market.ErrUnknownSymbol, http.StatusTeapot: market.ErrMalformed} {
			s.says(status, "")
			if _, err := ask("NONE"); !errors.Is(err, kind) {
				t.Errorf("%d: %v", status, err)
			}
		}
		time.Sleep(time.Hour)
		s.says(http.StatusTooManyRequests, "", "Retry-After", "90")
		s.asked = nil
		for range 3 {
			if h, err := ask("OMV.VI"); err != nil || !h.Stale {
				t.Errorf("while it refuses: %+v, %v, want the old answer", h, err)
			}
			e, ok := errors.AsType[*market.Error](func() error { _, err := ask("EBS.VI"); return err }())
			if !ok || e.Kind != market.ErrBlocked || e.RetryAfter != 90*time.Second {
				t.Errorf("while it refuses: %v", e)
			}
		}
		if len(s.asked) != 1 {
			t.Errorf("%d requests after a refusal, want one", len(s.asked))
		}
	})
}
