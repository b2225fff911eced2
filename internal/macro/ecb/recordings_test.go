//go:build recordings

package ecb

import (
	"bytes"
	"encoding/csv"
	"errors"
	"flag"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/recordingtest"
)

var recordingsDir = flag.String("recordings", "", "folder of recorded answers, a folder a source")

const service = "/service/data/"

// Every value of a recorded answer comes out of the real client on its day, and none
// where the cell is empty. The folder has the bank's exchange rates too.
func TestRecordings(t *testing.T) {
	recordingtest.Run(t, *recordingsDir, Name, func(t *testing.T, r *recordingtest.Recording) int {
		of, ok := strings.CutPrefix(r.URL.Path, service)
		switch {
		case !ok, strings.HasPrefix(of, "EXR/"):
			r.NotRead("exchange rates, which internal/market/ecb reads")
			return 0
		case r.Status != http.StatusOK, httpsource.IsHTML(r.Body), len(bytes.TrimSpace(r.Body)) == 0:
			return refusal(t, r)
		}
		return held(t, r, of)
	})
}

func opened(t *testing.T, r *recordingtest.Recording) *Source {
	t.Helper()
	s, err := New(httpsource.Options{BaseURL: r.Serve(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// held asks for each series of a file: several at once are not asked for, and are told
// alike.
func held(t *testing.T, r *recordingtest.Recording, of string) (figures int) {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(r.Body), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := slices.Index(rows[0], "KEY")
	series := map[string][][]string{}
	for _, row := range rows[1:] {
		key := of
		if at >= 0 {
			key = strings.Replace(row[at], ".", "/", 1)
		}
		series[key] = append(series[key], row)
	}
	if len(series) == 0 {
		if _, err := opened(t, r).Load(t.Context(), of); !errors.Is(err, market.ErrNoData) {
			t.Errorf("no row: %v", err)
		}
		return 1
	}
	for key, some := range series {
		figures += compare(t, r, key, slices.Insert(some, 0, rows[0]))
	}
	return figures
}

func compare(t *testing.T, r *recordingtest.Recording, key string, rows [][]string) (figures int) {
	t.Helper()
	var body bytes.Buffer
	if err := csv.NewWriter(&body).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	p, err := opened(t, &recordingtest.Recording{Name: r.Name, Body: body.Bytes(), Status: r.Status, ContentType: r.ContentType}).Load(t.Context(), key)
	if err != nil {
		t.Fatalf("%s: %v", key, err)
	}
	got := map[string]float64{}
	for _, o := range p.Series[key] {
		got[o.Date.String()] = o.Value
	}
	day, value := slices.Index(rows[0], "TIME_PERIOD"), slices.Index(rows[0], "OBS_VALUE")
	for _, row := range rows[1:] {
		v, there := got[row[day]]
		want, err := strconv.ParseFloat(row[value], 64)
		sent := err == nil && !math.IsNaN(want)
		if there != sent || there && v != want {
			t.Errorf("%s on %s is %v, %t; the file has %q", key, row[day], v, there, row[value])
		}
		if delete(got, row[day]); sent {
			figures++
		}
	}
	if len(got) > 0 {
		t.Errorf("%s: days that the file does not have: %v", key, got)
	}
	return figures
}

func refusal(t *testing.T, r *recordingtest.Recording) int {
	t.Helper()
	_, err := opened(t, r).Load(t.Context(), "FM/D.U2.EUR.4F.KR.DFR.LEV")
	if _, ok := errors.AsType[*market.Error](err); !ok {
		t.Errorf("a refusal: %v", err)
	}
	return 1
}
