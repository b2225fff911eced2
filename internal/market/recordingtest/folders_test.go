//go:build recordings

package recordingtest

import (
	"flag"
	"os"
	"testing"
)

var recordingsDir = flag.String("recordings", "", "folder of recorded answers, a folder a source")

// A folder that nobody reads fails.
func TestRecordingsHaveReaders(t *testing.T) {
	entries, err := os.ReadDir(*recordingsDir)
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, e := range entries {
		why, known := folders()[e.Name()]
		switch {
		case !e.IsDir():
		case !known:
			t.Errorf("%s: no decoder knows this folder", e.Name())
		case why != "":
			t.Logf("%s: not read: %s", e.Name(), why)
		default:
			read++
		}
	}
	if read == 0 {
		t.Errorf("%s has no folder of a source", *recordingsDir)
	}
}

// folders are those that there may be, with why a decoder does not read it.
func folders() map[string]string {
	return map[string]string{
		"yahoo": "", "cboe": "", "cnbc": "", "nasdaq": "", "tmx": "", "ecb": "", "bankofcanada": "", "kraken": "", "coinbase": "", "binance": "", "coingecko": "",
		"tiingo": "", "twelvedata": "", "finnhub": "", "treasury": "", "nyfed": "", "fred": "",
		"alphavantage": "no source: it bears 25 questions a day",
		"sec":          "filings are no market data",
		"guard":        "answers of models, which are no market data",
	}
}
