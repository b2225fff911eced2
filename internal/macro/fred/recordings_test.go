//go:build recordings

package fred

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"quotewire/internal/macro"
	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/recordingtest"
)

var recordingsDir = flag.String("recordings", "", "folder of recorded answers, a folder a source")

// Every value of a recorded answer comes out of the real client on its day, and none
// where it was a point. What the recordings of the API hold is the file's as well.
func TestRecordings(t *testing.T) {
	recordingtest.Run(t, *recordingsDir, Name, func(t *testing.T, r *recordingtest.Recording) int {
		file := strings.HasSuffix(r.URL.Path, "/fredgraph.csv")
		switch {
		case !file && !strings.HasSuffix(r.URL.Path, "/series/observations"):
			t.Fatal("no decoder knows this file")
		case r.Status != http.StatusOK || httpsource.IsHTML(r.Body):
			return refusal(t, r, file)
		case file:
			return recordedTable(t, r)
		}
		return observations(t, r)
	})
}

func opened(t *testing.T, r *recordingtest.Recording, key string) *Source {
	t.Helper()
	s, err := New(httpsource.Options{BaseURL: r.Serve(t), Key: key})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// recordedTable asks for each series of a file of CSV.
func recordedTable(t *testing.T, r *recordingtest.Recording) (figures int) {
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(r.Body), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for i, id := range rows[0] {
		if strings.EqualFold(id, "DATE") || strings.EqualFold(id, "observation_date") {
			continue
		}
		want := map[string]string{}
		for _, row := range rows[1:] {
			want[row[0]] = row[i]
		}
		figures += compare(t, opened(t, r, ""), id, want)
	}
	return figures
}

// observations asks for the series of an answer of the API. One to a question that we do
// not put, with changes for values, the newest first or not all of them, is refused, and
// is compared in the form in which it would have been asked for.
func observations(t *testing.T, r *recordingtest.Recording) int {
	id, body := r.URL.Query().Get("series_id"), r.JSON(t)
	fields, _ := body.(map[string]any)
	rows, _ := recordingtest.Dig(body, "observations").([]any)
	want := map[string]string{}
	for _, row := range rows {
		day, _ := recordingtest.Dig(row, "date").(string)
		want[day], _ = recordingtest.Dig(row, "value").(string)
	}
	dayOf := func(row any) string { day, _ := recordingtest.Dig(row, "date").(string); return day }
	ordered := slices.SortedFunc(slices.Values(rows), func(a, b any) int { return strings.Compare(dayOf(a), dayOf(b)) })
	count, _ := fields["count"].(json.Number)
	units, _ := fields["units"].(string)
	if count != json.Number(strconv.Itoa(len(rows))) && count != "" || units != "lin" && units != "" || len(rows) > 0 && dayOf(rows[0]) != dayOf(ordered[0]) {
		if _, err := opened(t, r, "KEY").Load(t.Context(), id); !errors.Is(err, market.ErrMalformed) {
			t.Errorf("an answer to another question: %v", err)
		}
		fields["count"], fields["units"], fields["observations"] = len(rows), "lin", ordered
		raw, err := json.Marshal(fields)
		if err != nil {
			t.Fatal(err)
		}
		r = &recordingtest.Recording{Name: r.Name, Body: raw, URL: r.URL, Status: r.Status, ContentType: r.ContentType}
	}
	return compare(t, opened(t, r, "KEY"), id, want)
}

// compare holds all values of a series against the file's, and the days that have none.
func compare(t *testing.T, s *Source, id string, want map[string]string) (figures int) {
	t.Helper()
	p, err := s.Load(t.Context(), id)
	sent := maps.Clone(want)
	maps.DeleteFunc(sent, func(_, value string) bool { return value == "." || value == "" })
	if len(sent) == 0 {
		if !errors.Is(err, market.ErrNoData) {
			t.Errorf("no value: %v", err)
		}
		return 1
	}
	if err != nil {
		t.Fatal(err)
	}
	for day, value := range want {
		v, there := valueOn(p.Series[id], day)
		number, err := strconv.ParseFloat(value, 64)
		if there != (err == nil) || there && v != number {
			t.Errorf("%s is %v, %v; want %q", day, v, there, value)
		}
		if err == nil {
			figures++
		}
	}
	if len(p.Series[id]) != len(sent) {
		t.Errorf("%d values, %d sent", len(p.Series[id]), len(sent))
	}
	return figures
}

func valueOn(all []macro.Observation, day string) (float64, bool) {
	for _, o := range all {
		if d, err := market.ParseDate(day); err == nil && o.Date == d {
			return o.Value, true
		}
	}
	return 0, false
}

func refusal(t *testing.T, r *recordingtest.Recording, file bool) int {
	t.Helper()
	key, words := "KEY", strings.ToLower(string(r.Body))
	if file {
		key = ""
	}
	want := market.ErrNoData
	switch {
	case r.Status == http.StatusNotFound, strings.Contains(words, "does not exist"), strings.Contains(words, "variable series_id"):
		want = market.ErrUnknownSymbol
	case r.Status >= 500:
		want = market.ErrUnavailable
	case r.Status < 400, r.Status == 429, r.Status == 403, r.Status == 401, strings.Contains(words, "api_key"), httpsource.IsHTML(r.Body):
		want = market.ErrBlocked
	}
	if _, err := opened(t, r, key).Load(t.Context(), "DGS10"); !errors.Is(err, want) {
		t.Errorf("%v, want %v", err, want)
	}
	return 1
}
