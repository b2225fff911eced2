//go:build recordings

package nyfed

import (
	"encoding/json"
	"errors"
	"flag"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"quotewire/internal/macro"
	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/recordingtest"
)

var recordingsDir = flag.String("recordings", "", "folder of recorded answers, a folder a source")

// Every rate, bound of a target range and volume of a recorded answer comes out of the
// real client under its key and on its day.
func TestRecordings(t *testing.T) {
	recordingtest.Run(t, *recordingsDir, Name, func(t *testing.T, r *recordingtest.Recording) int {
		if !strings.HasPrefix(r.URL.Path, "/api/rates/") || !strings.HasSuffix(r.URL.Path, ".json") {
			t.Fatal("no decoder knows this file")
		}
		if r.Status != http.StatusOK || httpsource.IsHTML(r.Body) {
			return refusal(t, r)
		}
		r.Unread(t, "percentRate", "targetRateFrom", "targetRateTo", "volumeInBillions", "percentPercentile1", "percentPercentile25", "percentPercentile75", "percentPercentile99")
		return held(t, r)
	})
}

// part is a year of a rate, as it is asked for.
type part struct{ name, year string }

// held asks for each rate of a file and each year of it: we do not ask for the last few
// days or for several rates at once, but they are told alike.
func held(t *testing.T, r *recordingtest.Recording) (figures int) {
	rows, _ := recordingtest.Dig(r.JSON(t), "refRates").([]any)
	parts := map[part][]any{}
	for _, row := range rows {
		kind, _ := recordingtest.Dig(row, "type").(string)
		day, _ := recordingtest.Dig(row, "effectiveDate").(string)
		if _, ok := rateOf(strings.ToLower(kind)); !ok {
			t.Logf("not read: %s", kind) // averages
			continue
		}
		p := part{strings.ToLower(kind), day[:4]}
		parts[p] = append(parts[p], row)
	}
	if len(rows) == 0 {
		if _, err := opened(t, r, time.Now()).Load(t.Context(), "sofr/2026"); !errors.Is(err, market.ErrNoData) {
			t.Errorf("no rate: %v", err)
		}
		return 1
	}
	for p, of := range parts {
		raw, err := json.Marshal(map[string]any{"refRates": of})
		if err != nil {
			t.Fatal(err)
		}
		figures += compare(t, &recordingtest.Recording{Name: r.Name, Body: raw, Status: r.Status, ContentType: r.ContentType}, p, of)
	}
	return figures
}

func opened(t *testing.T, r *recordingtest.Recording, now time.Time) *Source {
	t.Helper()
	s, err := New(httpsource.Options{BaseURL: r.Serve(t), Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func compare(t *testing.T, r *recordingtest.Recording, of part, rows []any) (figures int) {
	t.Helper()
	fields := map[string]string{
		"percentRate": "", "targetRateFrom": ".target_low", "targetRateTo": ".target_high", "volumeInBillions": ".volume",
		"percentPercentile1": ".p1", "percentPercentile25": ".p25", "percentPercentile75": ".p75", "percentPercentile99": ".p99",
	}
	year, err := strconv.Atoi(of.year)
	if err != nil {
		t.Fatal(err)
	}
	p, err := opened(t, r, time.Date(year+1, 1, 2, 0, 0, 0, 0, time.UTC)).Load(t.Context(), of.name+"/"+of.year)
	if err != nil {
		t.Fatal(err)
	}
	sent := map[string]int{}
	for _, row := range rows {
		day, _ := recordingtest.Dig(row, "effectiveDate").(string)
		revision, _ := recordingtest.Dig(row, "revisionIndicator").(string)
		for field, key := range fields {
			want, isSent := figure(recordingtest.Dig(row, field))
			got, there := valueOn(p.Series[of.name+key], day)
			if there != isSent || there && (got.Value != want || got.Revised != (strings.TrimSpace(revision) != "")) {
				t.Errorf("%s of %s is %+v, %v; the file has %v", field, day, got, there, recordingtest.Dig(row, field))
			}
			if isSent {
				figures++
				sent[of.name+key]++
			}
		}
	}
	for key, all := range p.Series {
		if len(all) != sent[key] {
			t.Errorf("%s: %d values, %d sent", key, len(all), sent[key])
		}
	}
	return figures
}

// figure is a number of a file, also one that is written as text.
func figure(v any) (float64, bool) {
	text, _ := v.(string)
	if n, ok := v.(json.Number); ok {
		text = n.String()
	}
	f, err := strconv.ParseFloat(text, 64)
	return f, err == nil
}

func valueOn(all []macro.Observation, day string) (macro.Observation, bool) {
	for _, o := range all {
		if d, err := market.ParseDate(day); err == nil && o.Date == d {
			return o, true
		}
	}
	return macro.Observation{}, false
}

func refusal(t *testing.T, r *recordingtest.Recording) int {
	t.Helper()
	want := market.ErrNoData
	switch {
	case r.Status == http.StatusNotFound:
		want = market.ErrUnknownSymbol
	case r.Status >= 500:
		want = market.ErrUnavailable
	case r.Status < 400, r.Status == 429, r.Status == 403, r.Status == 401, httpsource.IsHTML(r.Body):
		want = market.ErrBlocked
	}
	if _, err := opened(t, r, time.Now()).Load(t.Context(), "sofr/2026"); !errors.Is(err, want) {
		t.Errorf("%v, want %v", err, want)
	}
	return 1
}
