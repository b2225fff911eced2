package market

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
)

// teller is a source that tells how it is.
type teller struct{ problem, held error }

func (s *teller) Problem() (time.Time, error) { return time.Time{}, s.problem }
func (s *teller) Held() error                 { return s.held }

// A source that is asked elsewhere is counted and told of beside those of a Market: once
// when it is lost, once when it is back, and it is asked all the while.
func TestWatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reg := prometheus.NewRegistry()
		m, err := New(Options{Sources: []Source{&fake{name: "yahoo"}}, Registerer: reg})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(m.Close)
		var log bytes.Buffer
		source := &teller{}
		w := NewWatch(WatchOptions{Name: "fred", Role: "series", Source: source, Logger: slog.New(slog.NewTextHandler(&log, nil)), Registerer: reg})
		other := NewWatch(WatchOptions{Name: "nyfed", Role: "series", Source: &teller{}, Logger: slog.New(slog.DiscardHandler), Registerer: reg})
		asked := 0
		ask := func(err error) {
			t.Helper()
			time.Sleep(time.Second)
			_, got := Watched(t.Context(), w, func(context.Context) (int, error) {
				asked++
				if errors.Is(err, errSlow) {
					panic("of no sense")
				}
				return 1, err
			})
			if !errors.Is(got, err) && !errors.Is(got, ErrMalformed) {
				t.Errorf("%v, want %v", got, err)
			}
		}
		if s := w.State(); s.Name != "fred" || !slices.Equal(s.Roles, []string{"series"}) || s.Breaker != (Breaker{Known: true}) || s.Lost {
			t.Errorf("before it was asked: %+v", s)
		}
		ask(nil)
		answered := time.Now()
		refused := refusal(40 * time.Second)
		source.problem, source.held = refused, refused
		for range 2 {
			ask(refused)
		}
		w.ServedStale()
		s := w.State()
		if s.Counts != (SourceCounts{Asked: 3, Answered: 1, Refused: 2, Stale: 1}) || !s.Lost || !s.Answered.Equal(answered) || s.Since != answered.Add(time.Second) || !s.Breaker.Open {
			t.Errorf("after refusals: %+v", s)
		}
		if _, err := Problem([]*Watch{other, w}); !errors.Is(err, ErrBlocked) {
			t.Errorf("nobody is well, and the problem is %v", err)
		}
		source.problem, source.held = nil, nil
		ask(errSlow) // what makes it panic
		ask(&Error{Kind: ErrNoData})
		if s := w.State(); asked != 5 || s.Lost || s.Counts.Malformed != 1 || s.Counts.Answered != 2 {
			t.Errorf("asked %d times: %+v", asked, s)
		}
		if _, err := Problem([]*Watch{other, w}); err != nil {
			t.Errorf("one is well: %v", err)
		}
		for _, one := range []string{`msg="source of market data lost" source=fred asked_for=series`, `msg="source of market data is back" source=fred`} {
			if strings.Count(log.String(), one) != 1 {
				t.Errorf("not once %q in\n%s", one, &log)
			}
		}
		want := `
# HELP quotewire_market_source_lost 1 from the failure of a source of market data or series until it answers again.
# TYPE quotewire_market_source_lost gauge
quotewire_market_source_lost{source="fred"} 0
quotewire_market_source_lost{source="nyfed"} 0
quotewire_market_source_lost{source="yahoo"} 0
`
		if err := testutil.GatherAndCompare(reg, strings.NewReader(want), "quotewire_market_source_lost"); err != nil {
			t.Error(err)
		}
	})
}
