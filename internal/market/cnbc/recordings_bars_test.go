//go:build recordings

package cnbc

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/recordingtest"
	"quotewire/internal/spelling"
)

// fileBar is a bar with a close as the file has it.
type fileBar struct {
	at  time.Time
	row any
}

func barsIn(t *testing.T, r *recordingtest.Recording) (all []fileBar) {
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	rows, _ := recordingtest.Dig(r.JSON(t), "barData", "priceBars").([]any)
	for _, row := range rows {
		if v, ok := plain(recordingtest.Dig(row, "close")); !ok || v == 0 {
			continue
		}
		text := fmt.Sprint(recordingtest.Dig(row, "tradeTime"))
		at, err := time.ParseInLocation("20060102150405", text, newYork)
		if err != nil {
			ms, err := strconv.ParseInt(fmt.Sprint(recordingtest.Dig(row, "tradeTimeinMills")), 10, 64)
			if err != nil {
				continue
			}
			at = time.UnixMilli(ms).In(newYork)
		}
		all = append(all, fileBar{at, row})
	}
	return all
}

// holdBars asks for what the file has, beside a quote with its last price.
func holdBars(t *testing.T, r *recordingtest.Recording) (n int) {
	parts := strings.Split(strings.TrimPrefix(r.URL.EscapedPath(), "/harmony/app/bars/"), "/")
	theirs, err := url.PathUnescape(parts[0])
	if err != nil {
		t.Fatal(err)
	}
	interval := map[string]market.Interval{"1M": market.Minute, "5M": market.Minutes5, "30M": market.Minutes30, "1D": market.Day}[strings.ToUpper(parts[1])]
	ours, known := spelling.From(spelling.CNBC, theirs)
	file := barsIn(t, r)
	if interval == "" || !known || len(file) == 0 {
		return holdChart(t, r)
	}
	slices.SortFunc(file, func(a, b fileBar) int { return a.at.Compare(b.at) })
	last := file[len(file)-1]
	price := fmt.Sprint(recordingtest.Dig(last.row, "close"))
	quote := `{"symbol":` + strconv.Quote(theirs) + `,"code":0,"last":` + strconv.Quote(price)
	if listing, _ := spelling.ListingOf(ours); len(listing.Currencies) > 0 {
		quote += `,"currencyCode":` + strconv.Quote(listing.Currencies[0])
	}
	f := newServer(t)
	f.quotes, f.bars = rowsOf(quote+"}"), string(r.Body)
	s := sourceOf(t, f.URL, last.at.Add(24*time.Hour))
	at := s.venues.Of(ours)
	h, err := s.History(t.Context(), market.HistoryQuery{Symbol: sym(t, ours), From: market.DateOf(file[0].at).AddDays(-1), To: market.DateOf(last.at).AddDays(1), Interval: interval})
	if err != nil {
		t.Fatal(err)
	}
	taken := map[int64][]fileBar{}
	for _, b := range file {
		if interval == market.Day {
			day := market.DateOf(b.at)
			if b.at.Hour() != 0 || b.at.Minute() != 0 {
				day = at.Day(b.at) // a moment, and not New York's name for a day
			}
			if open, ok := at.Opening(day); ok {
				taken[open.Unix()] = []fileBar{b}
			}
			continue
		}
		if at.Regular(b.at) {
			opening, _ := at.Opening(at.Day(b.at))
			slot := opening.Add(b.at.Sub(opening).Truncate(interval.Length())).Unix()
			taken[slot] = append(taken[slot], b)
		}
	}
	if len(h.Bars) != len(taken) {
		t.Errorf("%d bars, the file has %d within sessions", len(h.Bars), len(taken))
	}
	for _, b := range h.Bars {
		rows := taken[b.Time]
		if len(rows) == 0 {
			t.Errorf("a bar at %s that is not in the file", time.Unix(b.Time, 0))
			continue
		}
		n += holdBar(t, b, rows[0].row, rows[len(rows)-1].row)
	}
	return n + holdChart(t, r) // those out of sessions too, as they are read
}

func holdBar(t *testing.T, b market.Bar, first, last any) (n int) {
	n += hold(t, "close", market.Num(b.Close), recordingtest.Dig(last, "close")) + hold(t, "open", market.Num(b.Open), recordingtest.Dig(first, "open"))
	if recordingtest.Dig(first, "tradeTime") == recordingtest.Dig(last, "tradeTime") {
		n += 1 + hold(t, "high", market.Num(b.High), recordingtest.Dig(first, "high")) + hold(t, "low", market.Num(b.Low), recordingtest.Dig(first, "low"))
		if v, ok := plain(recordingtest.Dig(first, "volume")); ok && v != b.Volume && (v != 0 || b.Volume != -1) || !ok && b.Volume != -1 && recordingtest.Dig(first, "volume") == nil {
			t.Errorf("volume %v, the file has %v", b.Volume, recordingtest.Dig(first, "volume"))
		}
	}
	return n
}

// holdChart compares all bars as they are read, in sessions or not.
func holdChart(t *testing.T, r *recordingtest.Recording) (n int) {
	all, err := readBars(r.Body)
	file := barsIn(t, r)
	if len(file) == 0 {
		if err == nil && len(all.bars) > 0 {
			t.Errorf("%d bars of a file without one", len(all.bars))
		}
		return 1
	}
	if err != nil {
		t.Fatal(err)
	}
	byTime := map[int64]any{}
	for _, b := range file {
		if byTime[b.at.Unix()] == nil { // the first of a time
			byTime[b.at.Unix()] = b.row
		}
	}
	for _, b := range all.bars {
		if row := byTime[b.Time]; row == nil {
			t.Errorf("a bar at %s that is not in the file", time.Unix(b.Time, 0))
		} else {
			n += holdBar(t, b, row, row)
		}
	}
	return n
}
