package yahoo

import (
	"fmt"
	"math"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/wire/wiretest"
)

// TestKnownAnswers holds the table of README.md against what the server sends.
func TestKnownAnswers(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(readme), "| symbol | what | figure |")
	checked := 0
	for line := range strings.Lines(table) {
		cells := strings.Split(strings.TrimSpace(line), "|")
		if len(cells) != 5 || strings.HasPrefix(cells[1], "-") {
			continue
		}
		symbol, what := strings.TrimSpace(cells[1]), strings.TrimSpace(cells[2])
		want, err := strconv.ParseFloat(strings.TrimSpace(cells[3]), 64)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		name, date, _ := strings.Cut(what, " ")
		var got float64
		switch name {
		case "open", "high", "low", "close", "volume", "dividend":
			got = charted(t, symbol, name, date)
		default:
			got = accounted(t, symbol, name, date)
		}
		if math.Abs(got-want) > 1e-7*math.Abs(want) {
			t.Errorf("%s %s is %v, README.md says %v", symbol, what, got, want)
		}
		checked++
	}
	if checked < 30 {
		t.Errorf("README.md holds %d known answers", checked)
	}
}

// charted is a figure of a daily bar, or the dividend of that day.
func charted(t *testing.T, symbol, name, date string) float64 {
	t.Helper()
	d, err := facts.ParseDay(date)
	if err != nil {
		t.Fatal(err)
	}
	ch := chartOf(t, wiretest.Wednesday(), symbol, days(t, date, (d+1).String())+"&events=div,splits")
	q := ch.Indicators.Quote[0]
	switch name {
	case "open":
		return *q.Open[0]
	case "high":
		return *q.High[0]
	case "low":
		return *q.Low[0]
	case "close":
		return *q.Close[0]
	case "volume":
		return float64(*q.Volume[0])
	}
	for _, paid := range ch.Events["dividends"] {
		return paid["amount"].(float64)
	}
	return math.NaN()
}

// accounted is a figure of the accounts, the last that was sent for its period.
func accounted(t *testing.T, symbol, name, date string) float64 {
	t.Helper()
	path := fmt.Sprintf("%s%s?period1=0&period2=1900000000&type=%s", seriesPath, url.PathEscape(symbol), name)
	result := wiretest.Decoded(t, answerOf(t, wiretest.Wednesday(), path))["timeseries"].(fields)["result"].([]any)[0].(fields)
	points, _ := result[name].([]any)
	for _, p := range slices.Backward(points) {
		if point, ok := p.(fields); ok && point["asOfDate"] == date {
			return point["reportedValue"].(fields)["raw"].(float64)
		}
	}
	return math.NaN()
}
