package macro

import (
	"bytes"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/market"
	"quotewire/internal/store"
	"quotewire/internal/store/storetest"
)

// keeper is a source whose terms allow that its answers are kept.
type keeper struct {
	*fake
	lasts time.Duration
}

func (k keeper) Keepable() time.Duration   { return k.lasts }
func (k keeper) Provider() market.Provider { return market.Provider{Name: k.name} }

// kept is a Macro with what it keeps.
type kept struct {
	*Macro
	writes *store.Client
}

// Close closes the Macro, then has what it kept written.
func (k kept) Close() {
	k.Macro.Close()
	k.writes.Close()
}

func keepingMacro(t *testing.T, s store.Store, log *bytes.Buffer, sources ...Source) kept {
	t.Helper()
	if log == nil {
		log = &bytes.Buffer{}
	}
	logger := slog.New(slog.NewTextHandler(log, nil))
	k := kept{writes: store.NewClient(s, logger, nil)}
	var err error
	if k.Macro, err = New(Options{Sources: sources, Store: k.writes, Logger: logger, Now: time.Now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(k.Close)
	return k
}

// What a source said is served by the next process with its age, for as long as the terms
// of the source allow, and never as the word of another.
func TestSeriesOutliveTheProcess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := storetest.NewMemory()
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
		s := storetest.NewMemory()
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
		kept := strings.Join(s.Keys(), ", ")
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
		s := storetest.NewMemory()
		s.Fail(true, true)
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
			ask(name)
			if puts, _ := s.Asked(); puts != want {
				t.Errorf("behind %s the store was asked %d times, want %d", name, puts, want)
			}
		}
		put(1, "us-cpi")
		put(1, "us-unemployment") // it rests
		time.Sleep(5 * time.Second)
		put(2, "gdp")
		s.Fail(false, false)
		time.Sleep(5 * time.Second)
		put(3, "retail sales")
		put(4, "initial claims")
		for _, want := range []string{"store is lost", "store is back"} {
			if strings.Count(log.String(), want) != 1 {
				t.Errorf("not once %q:\n%s", want, &log)
			}
		}
		// One that does not answer keeps nobody from closing for long.
		s.Slow = make(chan struct{})
		if _, err := m.Answer(t.Context(), Query{Series: "fred:DGS10", Range: "max"}); err != nil {
			t.Error(err)
		}
		begun := time.Now()
		if m.Close(); time.Since(begun) > time.Second {
			t.Errorf("Close took %s", time.Since(begun))
		}
	})
}

// What is kept comes back as it was; what is damaged is none.
func TestKeptComesBackWhole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := storetest.NewMemory()
		m := keepingMacro(t, s, nil, keeper{invented(t), time.Hour})
		backing, err := keeps(Options{Store: m.writes, Sources: []Source{keeper{invented(t), time.Hour}}, Now: time.Now}, m.catalogue)
		if err != nil {
			t.Fatal(err)
		}
		p := &Part{
			Series: map[string][]Observation{"10 Yr": run(t, days), "2 Yr": {{Date: day(t, "2024-08-19"), Value: -0.1, Revised: true}, {Date: day(t, "2024-08-20"), Value: 1e-9}}, "none": {}},
			Final:  true, Origin: market.Origin{Source: "treasury", Provider: fred, URL: "https://example.com/?a=1&b=2", AsOf: time.Now().Add(-time.Hour).UTC(), Simulated: true},
		}
		backing.Keep("treasury|2024", p)
		synctest.Wait()
		time.Sleep(time.Minute)
		old, ok := backing.Recall(t.Context(), "treasury|2024")
		if diff := cmp.Diff(p, old.Value); diff != "" || !ok || old.Age != time.Minute || old.Lasts != 59*time.Minute {
			t.Errorf("%v, for %v, %v (-want +got):\n%s", old.Age, old.Lasts, ok, diff)
		}
		s.Damage()
		if old, ok := backing.Recall(t.Context(), "treasury|2024"); ok {
			t.Errorf("damaged: %+v", old)
		}
	})
}
