package macro

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"quotewire/internal/market"
)

// keeper is a source whose terms allow that its answers are kept.
type keeper struct {
	*fake
	lasts time.Duration
}

func (k keeper) Keepable() time.Duration   { return k.lasts }
func (k keeper) Provider() market.Provider { return market.Provider{Name: k.name} }

// shelf is a store in memory, which can fail.
type shelf struct {
	mu     sync.Mutex
	values map[string][]byte
	err    error
	slow   time.Duration
	puts   int
}

func (s *shelf) Put(ctx context.Context, bucket, key string, value []byte, _ time.Time) error {
	select {
	case <-time.After(s.slow):
	case <-ctx.Done():
		return ctx.Err()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.puts++
	if s.err == nil {
		s.values[bucket+" "+key] = value
	}
	return s.err
}

func (s *shelf) Get(_ context.Context, bucket, key string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.values[bucket+" "+key], s.err
}

func (s *shelf) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.err = err
}

func keepingMacro(t *testing.T, s Store, log *bytes.Buffer, sources ...Source) *Macro {
	t.Helper()
	if log == nil {
		log = &bytes.Buffer{}
	}
	m, err := New(Options{Sources: sources, Store: s, Logger: slog.New(slog.NewTextHandler(log, nil)), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	return m
}

// What a source said is served by the next process with its age, for as long as the terms
// of the source allow, and never as the word of another.
func TestSeriesOutliveTheProcess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &shelf{values: map[string][]byte{}}
		prices := invented(t)
		first := keepingMacro(t, s, nil, keeper{prices, time.Hour})
		query := Query{Series: "us-cpi", Range: "max"}
		want, err := first.Answer(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		first.Close()
		refusing := invented(t)
		refusing.err = &market.Error{Kind: market.ErrBlocked}
		time.Sleep(50 * time.Minute)
		second := keepingMacro(t, s, nil, keeper{refusing, time.Hour})
		got, err := second.Answer(t.Context(), query)
		if err != nil || !got.Stale || got.Age != 50*time.Minute || got.Provider != want.Provider || got.URL != want.URL || shown(got) != shown(want) {
			t.Errorf("%+v, %v", got, err)
		}
		if c := second.Sources()[0].Counts; c.Stale != 1 || c.Refused != 1 {
			t.Errorf("%+v", c)
		}
		other := invented(t)
		other.err, other.name = refusing.err, "another"
		if _, err := keepingMacro(t, s, nil, renamed{keeper{other, time.Hour}}).Answer(t.Context(), query); !errors.Is(err, market.ErrBlocked) {
			t.Errorf("what a source said that is not asked any more: %v", err)
		}
		time.Sleep(10 * time.Minute)
		if _, err := keepingMacro(t, s, nil, keeper{refusing, time.Hour}).Answer(t.Context(), query); !errors.Is(err, market.ErrBlocked) {
			t.Errorf("after an hour: %v", err)
		}
	})
}

// renamed is a source in the place of another, with a provider of its own.
type renamed struct{ keeper }

func (renamed) Name() string { return fred }

// Nothing is kept of a source whose terms do not say so, of publishers at FRED whose
// series are their own, and of what is not in the catalogue, whose id a client wrote.
func TestWhatIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &shelf{values: map[string][]byte{}}
		all := invented(t)
		for _, id := range []string{"MORTGAGE30US", "BAA10Y", "UMCSENT", "CSUSHPISA", "BAMLH0A0HYM2", "EXHOSLUSM495S", "CLIENTSWORD"} {
			all.values[id] = all.values["DGS10"]
		}
		m := keepingMacro(t, s, nil, keeper{all, time.Hour}, &fake{name: "treasury", values: map[string][]Observation{"10 Yr": all.values["DGS10"]}})
		for id := range all.values {
			if _, err := m.Answer(t.Context(), Query{Series: "fred:" + id, Range: "max"}); err != nil {
				t.Errorf("%s: %v", id, err)
			}
		}
		m.Close()
		kept := strings.Join(slices.Sorted(maps.Keys(s.values)), ", ")
		if want := "series fred|CPIAUCSL, series fred|GDP, series fred|ICSA, series fred|NETEXP, series fred|RSAFS, series fred|UNRATE"; kept != want {
			t.Errorf("kept is %q, want %q", kept, want)
		}
		c, err := NewCatalogue()
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range owners() {
			if !slices.ContainsFunc(c.series, func(s Series) bool { return s.Agency == name }) {
				t.Errorf("nobody in the catalogue is called %s", name)
			}
		}
	})
}

// A store that fails costs no answer, is told of once, rests, and is back.
func TestStoreOfSeriesFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &shelf{values: map[string][]byte{}, err: errors.New("disk is full")}
		var log bytes.Buffer
		m := keepingMacro(t, s, &log, keeper{invented(t), time.Hour})
		ask := func(name string) {
			t.Helper()
			if _, err := m.Answer(t.Context(), Query{Series: name, Range: "max"}); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			synctest.Wait()
		}
		put := func(want int, name string) {
			t.Helper()
			if ask(name); s.puts != want {
				t.Errorf("behind %s the store was asked %d times, want %d", name, s.puts, want)
			}
		}
		put(1, "us-cpi")
		put(1, "us-unemployment") // it rests
		time.Sleep(storeRest)
		put(2, "gdp")
		s.fail(nil)
		time.Sleep(storeRest)
		put(3, "retail sales")
		put(4, "initial claims")
		for _, want := range []string{"store of series is lost", "store of series is back"} {
			if strings.Count(log.String(), want) != 1 {
				t.Errorf("not once %q:\n%s", want, &log)
			}
		}
		// One that does not answer keeps nobody from closing for long.
		s.slow = time.Hour
		if _, err := m.Answer(t.Context(), Query{Series: "fred:DGS10", Range: "max"}); err != nil {
			t.Error(err)
		}
		begun := time.Now()
		if m.Close(); time.Since(begun) > storeTime {
			t.Errorf("Close took %s", time.Since(begun))
		}
	})
}
