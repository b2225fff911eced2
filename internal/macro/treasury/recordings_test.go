//go:build recordings

package treasury

import (
	"bytes"
	"encoding/csv"
	"errors"
	"flag"
	"net/http"
	"slices"
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

// Every cell of a recorded file is the yield of its day and its column, and an empty one
// is none. Recordings hold some rows of a year, which a file of the Treasury never does.
func TestRecordings(t *testing.T) {
	recordingtest.Run(t, *recordingsDir, Name, func(t *testing.T, r *recordingtest.Recording) int {
		if !strings.Contains(r.URL.Path, "/daily-treasury-rates.csv/") {
			t.Fatal("no decoder knows this file")
		}
		if r.Status != http.StatusOK || httpsource.IsHTML(r.Body) {
			return refusal(t, r)
		}
		return yields(t, r)
	})
}

// yields compares the years of a file one by one: that of a month, or of all years, is
// not asked for, and is read by the year.
func yields(t *testing.T, r *recordingtest.Recording) (figures int) {
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(r.Body), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	years := map[int][][]string{}
	for _, row := range rows[1:] {
		year := dayOf(t, row[0]).Year
		years[year] = append(years[year], row)
	}
	if len(years) == 0 {
		if _, err := decode(r.Body, 2026); !errors.Is(err, market.ErrNoData) {
			t.Errorf("no row: %v", err)
		}
		return 1
	}
	for year, of := range years {
		figures += compare(t, year, slices.Insert(of, 0, rows[0]))
	}
	return figures
}
func dayOf(t *testing.T, text string) market.Date {
	t.Helper()
	day, err := time.Parse("01/02/2006", text)
	if err != nil {
		t.Fatal(err)
	}
	return market.DateOf(day)
}

// compare holds the rows of a year, the header before them, against what is read of them.
func compare(t *testing.T, year int, rows [][]string) (figures int) {
	t.Helper()
	var body bytes.Buffer
	if err := csv.NewWriter(&body).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	series, err := decode(body.Bytes(), year)
	if err != nil {
		t.Fatal(err)
	}
	got := 0
	for _, all := range series {
		got += len(all)
	}
	for _, row := range rows[1:] {
		for i, cell := range row {
			name := strings.TrimSpace(rows[0][i])
			if name == dateColumn {
				continue
			}
			v, there := valueOn(series[name], dayOf(t, row[0]))
			want, err := strconv.ParseFloat(strings.TrimSpace(cell), 64)
			if there != (err == nil) || there && v != want {
				t.Errorf("%s of %s is %v, %v; want %q", name, row[0], v, there, cell)
			}
			if err == nil {
				figures++
			}
		}
	}
	if got != figures {
		t.Errorf("%d yields, %d in the file", got, figures)
	}
	return figures
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
	case r.Status >= 500:
		want = market.ErrUnavailable
	case r.Status < 400, r.Status == 429, r.Status == 403, r.Status == 401, httpsource.IsHTML(r.Body):
		want = market.ErrBlocked
	}
	if _, err := s.Load(t.Context(), "2026"); !errors.Is(err, want) {
		t.Errorf("%v, want %v", err, want)
	}
	return 1
}

func valueOn(all []macro.Observation, day market.Date) (float64, bool) {
	for _, o := range all {
		if o.Date == day {
			return o.Value, true
		}
	}
	return 0, false
}
