package market

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
)

// holding is a source that tells of its breaker.
type holding struct {
	*fake
	held error
}

func (h *holding) Held() error { return h.held }

// What an operator reads of a source is what became of the questions to it.
func TestSourcesTellHowTheyAre(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reg := prometheus.NewRegistry()
		yahoo, cnbc := &holding{fake: &fake{name: "yahoo", price: 7}}, &fake{name: "cnbc", price: 7}
		m, err := New(Options{Sources: []Source{yahoo, cnbc}, Registerer: reg, CacheTTL: time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(m.Close)
		state := func(i int) SourceState { t.Helper(); return m.Sources()[i] }
		if s := state(0); s.Counts != (SourceCounts{}) || !s.Answered.IsZero() || s.Breaker != (Breaker{Known: true}) || !slices.Equal(s.Roles, []string{"quotes", "prices"}) {
			t.Errorf("before it was asked: %+v", s)
		}
		if s := state(1); s.Breaker != (Breaker{}) {
			t.Errorf("one that does not tell: %+v", s.Breaker)
		}
		quote := func(symbol string) (*Ticker, error) {
			tickers, errs := m.Quotes(t.Context(), []Symbol{{symbol}})
			return tickers[0], errs[0]
		}
		if got, err := quote("AAPL"); err != nil || len(got.ConfirmedBy) != 1 {
			t.Fatalf("%+v, %v", got, err)
		}
		if got, err := quote("AAPL"); err != nil || len(got.ConfirmedBy) != 1 { // from memory, which is no other verdict
			t.Fatalf("%+v, %v", got, err)
		}
		if s := state(0); s.Counts != (SourceCounts{Asked: 1, Answered: 1, Confirmed: 1}) || s.Answered != time.Now() {
			t.Errorf("after an answer: %+v", s)
		}
		time.Sleep(time.Second)
		refused := refusal(40 * time.Second)
		yahoo.says(0, refused)
		cnbc.says(0, &Error{Kind: ErrMalformed})
		yahoo.held = refused
		if got, err := quote("AAPL"); err != nil || !got.Stale {
			t.Fatalf("%+v, %v", got, err)
		}
		s := state(0)
		if s.Counts != (SourceCounts{Asked: 2, Answered: 1, Refused: 1, Stale: 1, Confirmed: 1}) || !s.Lost || s.Since != time.Now() || !errors.Is(s.Err, ErrBlocked) {
			t.Errorf("after a refusal: %+v", s)
		}
		if !s.Breaker.Open || s.Breaker.Until != time.Now().Add(40*time.Second) || !errors.Is(s.Breaker.Err, ErrBlocked) {
			t.Errorf("its breaker: %+v", s.Breaker)
		}
		if c := state(1).Counts; c.Malformed == 0 || c.Stale > 0 || state(1).Lost {
			t.Errorf("the second: %+v", state(1))
		}
		lost := func(want string) {
			t.Helper()
			const head = "\n# HELP quotewire_market_source_lost 1 from the failure of a source of market data or series until it answers again.\n# TYPE quotewire_market_source_lost gauge\n"
			if err := testutil.GatherAndCompare(reg, strings.NewReader(head+want), "quotewire_market_source_lost"); err != nil {
				t.Error(err)
			}
		}
		lost("quotewire_market_source_lost{source=\"cnbc\"} 0\nquotewire_market_source_lost{source=\"yahoo\"} 1\n")
		time.Sleep(time.Minute)
		yahoo.says(0, nil)
		cnbc.says(0, nil)
		for range 2 {
			if _, err := quote("MSFT"); err != nil {
				t.Error(err)
			}
			synctest.Wait()
		}
		lost("quotewire_market_source_lost{source=\"cnbc\"} 0\nquotewire_market_source_lost{source=\"yahoo\"} 0\n")
		want := `
# HELP quotewire_market_source_role Constant 1, for each kind of answer that a source of market data or series can be asked for.
# TYPE quotewire_market_source_role gauge
quotewire_market_source_role{role="prices",source="cnbc"} 1
quotewire_market_source_role{role="prices",source="yahoo"} 1
quotewire_market_source_role{role="quotes",source="cnbc"} 1
quotewire_market_source_role{role="quotes",source="yahoo"} 1
`
		if err := testutil.GatherAndCompare(reg, strings.NewReader(want), "quotewire_market_source_role"); err != nil {
			t.Error(err)
		}
		if problems, err := testutil.GatherAndLint(reg); err != nil || len(problems) > 0 {
			t.Errorf("%v %v", problems, err)
		}
	})
}
