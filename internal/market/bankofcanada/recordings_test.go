//go:build recordings

package bankofcanada

import (
	"errors"
	"flag"
	"net/http"
	"path"
	"strconv"
	"strings"
	"testing"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/recordingtest"
)

var recordingsDir = flag.String("recordings", "", "folder of recorded answers, a folder a source")

func TestRecordings(t *testing.T) {
	recordingtest.Run(t, *recordingsDir, "bankofcanada", func(t *testing.T, r *recordingtest.Recording) int {
		switch group := strings.Split(strings.TrimPrefix(r.URL.Path, "/valet/"), "/")[0]; group {
		case "groups", "series", "lists":
			r.NotRead("names of series and no rates")
			return 0
		}
		if format := path.Base(r.URL.Path); !strings.HasPrefix(r.URL.Path, "/valet/observations/") || format == "csv" || format == "xml" {
			t.Fatal("no decoder knows this file") // without a format it is JSON
		}
		if r.Status != http.StatusOK || httpsource.IsHTML(r.Body) {
			return refusal(t, r)
		}
		return rates(t, r)
	})
}

func parsed(t *testing.T, text string) market.Symbol {
	t.Helper()
	s, err := market.ParseSymbol(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// rates asks the real client for each series of the file in turn.
func rates(t *testing.T, r *recordingtest.Recording) (n int) {
	t.Helper()
	observations, _ := recordingtest.Dig(r.JSON(t), "observations").([]any)
	last, series := "", map[string]map[string]string{}
	for _, o := range observations {
		day, _ := recordingtest.Dig(o, "d").(string)
		last = max(last, day)
		for name := range o.(map[string]any) {
			text, _ := recordingtest.Dig(o, name, "v").(string)
			if text == "" {
				continue
			}
			if series[name] == nil {
				series[name] = map[string]string{}
			}
			series[name][day] = text
		}
	}
	if last == "" {
		return nothing(t, r)
	}
	until, err := market.ParseDate(last)
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(httpsource.Options{BaseURL: r.Serve(t), Now: func() time.Time { return until.In(time.UTC).Add(22 * time.Hour) }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for name, want := range series {
		n += compare(t, s, name, want)
	}
	if n == 0 && !t.Failed() {
		r.NotRead("no rate of ours against the Canadian dollar")
	}
	return n
}

func compare(t *testing.T, s *Source, name string, want map[string]string) (n int) {
	t.Helper()
	pair, ok := strings.CutPrefix(name, "FX")
	if ok = ok && len(pair) == 6 && (strings.HasPrefix(pair, "CAD") || strings.HasSuffix(pair, "CAD")); ok {
		ok = s.Covers(parsed(t, pair+"=X"))
	}
	if !ok {
		t.Logf("not read: %s: no rate of ours against the Canadian dollar", name)
		return 0
	}
	symbol := parsed(t, pair+"=X")
	h, err := s.History(t.Context(), market.HistoryQuery{Symbol: symbol, Range: "max", Interval: market.Day})
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return 0
	}
	if len(h.Bars) != len(want) || h.Currency != pair[3:] {
		t.Errorf("%s: %d bars in %s, the file has %d", name, len(h.Bars), h.Currency, len(want))
	}
	for _, b := range h.Bars {
		if v, err := strconv.ParseFloat(want[h.DayOf(b).String()], 64); err != nil || b.Close != v {
			t.Errorf("%s on %s: %v, the file has %q", name, h.DayOf(b), b.Close, want[h.DayOf(b).String()])
		}
		n++
	}
	return n
}

// nothing is an answer without an observation.
func nothing(t *testing.T, r *recordingtest.Recording) int {
	t.Helper()
	s, err := New(httpsource.Options{BaseURL: r.Serve(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.History(t.Context(), market.HistoryQuery{Symbol: parsed(t, "CAD=X"), Range: "1mo", Interval: market.Day}); !errors.Is(err, market.ErrNoData) {
		t.Errorf("no observation: %v", err)
	}
	return 1
}

func refusal(t *testing.T, r *recordingtest.Recording) int {
	t.Helper()
	s, err := New(httpsource.Options{BaseURL: r.Serve(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	want := market.ErrNoData
	switch {
	case r.Status == http.StatusNotFound:
		want = market.ErrUnknownSymbol
	case r.Status == 429 || r.Status == 403 || r.Status == 401 || r.Status < 400:
		want = market.ErrBlocked
	case r.Status >= 500:
		want = market.ErrUnavailable
	}
	if _, err := s.History(t.Context(), market.HistoryQuery{Symbol: parsed(t, "CAD=X"), Range: "1mo", Interval: market.Day}); !errors.Is(err, want) {
		t.Errorf("%v, want %v", err, want)
	}
	return 1
}
