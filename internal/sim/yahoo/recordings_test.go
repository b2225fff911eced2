//go:build recordings

package yahoo

import (
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quotewire/internal/sim/wire/wiretest"
)

var recordings = flag.String("recordings", "", "directory of recorded answers of Yahoo")

// TestRecordingsHaveTheKeysOfQuotesAndCharts compares the keys that Yahoo really sends with ours: all of
// a chart's, and of a quote all but those listed here.
func TestRecordingsHaveTheKeysOfQuotesAndCharts(t *testing.T) {
	if *recordings == "" {
		t.Fatal("-recordings is not given")
	}
	// Logos and texts that nobody computes with.
	optional := []string{"coinImageUrl", "logoUrl", "messageBoardId", "startDate", "longName", "prevName", "nameChangeDate",
		"preMarketPrice", "preMarketChange", "preMarketChangePercent", "preMarketTime", "postMarketPrice", "postMarketChange", "postMarketChangePercent", "postMarketTime",
		"epsForward", "forwardPE", "earningsCallTimestampStart", "earningsCallTimestampEnd", "ipoExpectedDate", "volume24Hr"}
	for file, symbol := range map[string]string{
		"quote-AAPL.json": "AAPL", "quote-QQQ.json": "QQQ", "quote-BTC-USD.json": "BTC-USD", "quote-EURUSD=X.json": "EURUSD=X",
		"quote-GC=F.json": "GC=F", "quote-OCDO.L.json": "VOD.L", "quote-BRKS.json": "TWTR", "quote-0P000071W8.TO.json": "VFIAX", "quote-^VXAPL.json": "^GSPC",
	} {
		if !there(t, file) {
			continue
		}
		recorded := recording(t, file)["quoteResponse"].(fields)["result"].([]any)[0].(fields)
		ours := quoteOf(t, symbol, wiretest.Wednesday())
		for _, key := range slices.Sorted(maps.Keys(recorded)) {
			if slices.Contains(optional, key) {
				continue
			}
			if got, want := jsonKind(ours[key]), jsonKind(recorded[key]); got != want {
				t.Errorf("%s: %s is %s, ours %s", file, key, want, got)
			}
		}
	}
	for file, symbol := range map[string]string{
		"chart-AAPL-2020-08-31-to-2020-11-07.json": "AAPL", "chart-BTC-USD-2020-01-01-to-2020-01-03.json": "BTC-USD",
		"chart-EURUSD=X-2020-01-01-to-2020-01-03.json": "EURUSD=X", "chart-GC=F-2020-01-01-to-2020-01-03.json": "GC=F",
	} {
		if !there(t, file) {
			continue
		}
		recorded := recording(t, file)["chart"].(fields)["result"].([]any)[0].(fields)
		ours := chartOf(t, wiretest.Wednesday(), symbol, "range=1mo&interval=1d")
		for key, v := range recorded["meta"].(fields) {
			if got, want := jsonKind(ours.Meta[key]), jsonKind(v); got != want {
				t.Errorf("%s: meta %s is %s, ours %s", file, key, want, got)
			}
		}
		for key := range ours.Meta {
			if _, known := recorded["meta"].(fields)[key]; !known {
				t.Errorf("%s: Yahoo sends no meta %s", file, key)
			}
		}
	}
}

// there reports whether a folder of recordings has this one: others have other symbols.
func there(t *testing.T, file string) bool {
	t.Helper()
	_, err := os.Stat(filepath.Join(*recordings, "yahoo", file))
	if os.IsNotExist(err) {
		t.Logf("%s: no recording", file)
		return false
	}
	if err != nil {
		t.Fatal(err)
	}
	return true
}

func recording(t *testing.T, file string) fields {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(*recordings, "yahoo", file))
	if err != nil {
		t.Fatal(err)
	}
	var r struct{ JSON fields }
	if err := json.Unmarshal(raw, &r); err != nil || r.JSON == nil {
		t.Fatalf("%s: %v", file, strings.TrimSpace(err.Error()))
	}
	return r.JSON
}
