//go:build recordings

package finnhub

import (
	"encoding/json"
	"errors"
	"flag"
	"math"
	"net/http"
	"testing"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/recordingtest"
	"quotewire/internal/spelling"
)

var recordingsDir = flag.String("recordings", "", "folder of recorded answers, a folder a source")

func TestRecordings(t *testing.T) {
	recordingtest.Run(t, *recordingsDir, "finnhub", func(t *testing.T, r *recordingtest.Recording) int {
		if r.URL.Path != "/api/v1/quote" {
			t.Fatal("no decoder knows this file")
		}
		text, ok := spelling.From(spelling.Finnhub, r.URL.Query().Get("symbol"))
		if !ok {
			text = "AAPL" // of a refusal of what is no symbol
		}
		return held(t, r, symbols(t, text)[0])
	})
}

func held(t *testing.T, r *recordingtest.Recording, of market.Symbol) (n int) {
	t.Helper()
	var file any
	page := httpsource.IsHTML(r.Body)
	if r.Status == http.StatusOK && !page {
		file = r.JSON(t)
	}
	figure := func(name string) float64 {
		v, _ := recordingtest.Dig(file, name).(json.Number)
		f, err := v.Float64()
		if err != nil {
			return 0
		}
		return f
	}
	now := time.Now()
	if seconds := int64(figure("t")); seconds > 0 {
		now = time.Unix(seconds, 0).Add(time.Second)
	}
	s, err := New(httpsource.Options{BaseURL: r.Serve(t), Key: "recorded", Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	tickers, errs := s.Quotes(t.Context(), []market.Symbol{of})
	if r.Status != http.StatusOK || figure("c") == 0 {
		if kind, ok := errors.AsType[*market.Error](errs[0]); !ok || r.Status == http.StatusOK && !page && recordingtest.Dig(file, "error") == nil && kind.Kind != market.ErrUnknownSymbol {
			t.Errorf("a refusal: %v", errs[0])
		}
		return 1
	}
	if errs[0] != nil {
		if !errors.Is(errs[0], market.ErrNoData) || s.venues.Of(of.String()).OfSession(time.Unix(int64(figure("t")), 0)) {
			t.Fatal(errs[0])
		}
		return 1 // from before or after a session
	}
	q := tickers[0]
	recordingtest.Only(t, q, "Price Open DayHigh DayLow PreviousClose Change ChangePercent DelayMinutes")
	for name, got := range map[string]market.Number{"c": q.Price, "o": q.Open, "h": q.DayHigh, "l": q.DayLow} {
		if v, ok := got.Get(); v != figure(name) || ok != (figure(name) > 0) {
			t.Errorf("%s: %s, the file has %v", name, got.Plain(), figure(name))
		}
		n++
	}
	// Of a day that is over one that repeats the price may be that of a new day.
	moved := math.Abs(figure("c")-figure("pc")-figure("d")) < 0.0051+1e-6*figure("c") && figure("pc") > 0
	if v, ok := q.PreviousClose.Get(); ok && v != figure("pc") || !ok && moved && figure("d") != 0 {
		t.Errorf("previous close %v, %t, the file has %v", v, ok, figure("pc"))
	}
	if v, ok := q.Change.Get(); ok && (v-figure("d") > 0.0051+1e-6*figure("c") || figure("d")-v > 0.0051+1e-6*figure("c")) {
		t.Errorf("change %v, the file has %v", v, figure("d"))
	}
	if seconds := int64(figure("t")); seconds > 0 && q.AsOf.Unix() != seconds {
		t.Errorf("as of %s, the file has %d", q.AsOf, seconds)
	}
	return n + 3
}
