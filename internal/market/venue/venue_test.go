package venue

import (
	"testing"
	"time"

	"quotewire/internal/market"
)

func at(t *testing.T, text string) time.Time {
	t.Helper()
	if text == "" {
		return time.Time{}
	}
	v, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func venues(t *testing.T) *Venues {
	t.Helper()
	v, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestState(t *testing.T) {
	v := venues(t)
	for _, c := range []struct {
		what, symbol, now, price string
		want                     market.State
	}{
		{"a session", "AAPL", "2025-11-19T11:30:00-05:00", "2025-11-19T11:29:58-05:00", market.StateOpen},
		{"a session, no time of the price", "AAPL", "2025-11-19T11:30:00-05:00", "", market.StateOpen},
		{"a session without a trade since yesterday", "AAPL", "2025-11-19T11:30:00-05:00", "2025-11-18T16:00:00-05:00", market.StateUnknown},
		{"just opened", "AAPL", "2025-11-19T09:31:00-05:00", "2025-11-18T16:00:00-05:00", market.StateOpen},
		{"before the session", "AAPL", "2025-11-19T04:00:00-05:00", "2025-11-18T16:00:00-05:00", market.StatePre},
		{"in the night", "AAPL", "2025-11-19T03:59:59-05:00", "2025-11-18T16:00:00-05:00", market.StateClosed},
		{"after the session", "AAPL", "2025-11-19T16:00:00-05:00", "2025-11-19T16:00:00-05:00", market.StatePost},
		{"late in the evening", "AAPL", "2025-11-19T20:00:00-05:00", "2025-11-19T16:00:00-05:00", market.StateClosed},
		{"after a half day", "AAPL", "2025-11-28T13:30:00-05:00", "2025-11-28T13:00:00-05:00", market.StatePost},
		{"the evening of a half day", "AAPL", "2025-11-28T17:00:00-05:00", "2025-11-28T13:00:00-05:00", market.StateClosed},
		{"a holiday", "AAPL", "2025-11-27T11:30:00-05:00", "2025-11-26T16:00:00-05:00", market.StateClosed},
		{"an index has no trading around", "^GSPC", "2025-11-19T08:00:00-05:00", "2025-11-18T16:00:00-05:00", market.StateClosed},
		{"an index that closes", "^GSPC", "2025-11-19T16:01:00-05:00", "2025-11-19T16:00:30-05:00", market.StateClosed},
		{"London in New York's morning", "VOD.L", "2025-11-19T11:29:00-05:00", "2025-11-19T11:14:00-05:00", market.StateOpen},
		{"London closed", "VOD.L", "2025-11-19T12:00:00-05:00", "2025-11-19T11:35:00-05:00", market.StateClosed},
		{"Tokyo's lunch", "7203.T", "2025-11-19T12:00:00+09:00", "2025-11-19T11:30:00+09:00", market.StateClosed},
		{"a yield at night", "^TNX", "2025-11-19T21:02:00-05:00", "2025-11-19T21:01:45-05:00", market.StateUnknown},
		{"currencies", "EURUSD=X", "2025-11-19T03:00:00Z", "2025-11-19T02:59:59Z", market.StateOpen},
		{"currencies on a Saturday", "EURUSD=X", "2025-11-22T12:00:00Z", "2025-11-21T22:00:00Z", market.StateClosed},
		{"currencies on a Sunday evening", "EURUSD=X", "2025-11-23T23:00:00Z", "2025-11-23T22:59:00Z", market.StateUnknown},
		{"a coin on a Saturday", "BTC-USD", "2025-11-22T12:00:00Z", "2025-11-22T11:59:59Z", market.StateOpen},
		{"a future in the evening", "CL=F", "2025-11-19T19:00:00-05:00", "2025-11-19T18:59:00-05:00", market.StateOpen},
		{"a future in its break", "CL=F", "2025-11-19T17:30:00-05:00", "2025-11-19T17:00:00-05:00", market.StateClosed},
		{"hours that nobody knows", "DX-Y.NYB", "2025-11-19T11:30:00-05:00", "2025-11-19T11:00:00-05:00", market.StateUnknown},
		{"hours that nobody knows, a fresh price", "DX-Y.NYB", "2025-11-19T11:30:00-05:00", "2025-11-19T11:29:00-05:00", market.StateOpen},
	} {
		if got := v.Of(c.symbol).State(at(t, c.now), at(t, c.price)); got != c.want {
			t.Errorf("%s (%s): %s, want %s", c.what, c.symbol, got, c.want)
		}
	}
}

func TestDays(t *testing.T) {
	v := venues(t)
	day := market.Date{Year: 2025, Month: 11, Day: 19}
	for symbol, want := range map[string]string{
		"AAPL": "2025-11-19T09:30:00-05:00", "VOD.L": "2025-11-19T08:00:00Z", "7203.T": "2025-11-19T09:00:00+09:00", "EURUSD=X": "2025-11-19T00:00:00Z",
		"BTC-USD": "2025-11-19T00:00:00Z", "CL=F": "2025-11-19T00:00:00-05:00", "DX-Y.NYB": "2025-11-19T00:00:00-05:00",
	} {
		if got, ok := v.Of(symbol).Opening(day); !ok || !got.Equal(at(t, want)) {
			t.Errorf("%s opens at %s, %t, want %s", symbol, got, ok, want)
		}
	}
	for symbol, free := range map[string]market.Date{"AAPL": {Year: 2025, Month: 11, Day: 27}, "7203.T": {Year: 2025, Month: 11, Day: 24}, "EURUSD=X": {Year: 2025, Month: 11, Day: 22}} {
		if got, ok := v.Of(symbol).Opening(free); ok {
			t.Errorf("%s opens on %s at %s", symbol, free, got)
		}
		if _, ok := v.Of(symbol).Closing(free); ok {
			t.Errorf("%s closes on %s", symbol, free)
		}
	}
	if end, ok := v.Of("AAPL").Closing(market.Date{Year: 2025, Month: 11, Day: 28}); !ok || !end.Equal(at(t, "2025-11-28T13:00:00-05:00")) {
		t.Errorf("a half day ends at %s, %t", end, ok)
	}
	if _, ok := v.Of("DX-Y.NYB").Closing(day); ok {
		t.Error("an end of unknown hours")
	}
	if zone := v.Of("XXXX.YY").Zone(); zone != "" {
		t.Errorf("zone %q of nothing", zone)
	}
}

func TestRegularAndUnfinished(t *testing.T) {
	v := venues(t)
	apple, oil := v.Of("AAPL"), v.Of("CL=F")
	for moment, want := range map[string]bool{
		"2025-11-19T09:29:59-05:00": false, "2025-11-19T09:30:00-05:00": true, "2025-11-19T15:59:59-05:00": true, "2025-11-19T16:00:00-05:00": false, "2025-11-22T12:00:00-05:00": false, "2025-11-28T13:00:00-05:00": false,
	} {
		if got := apple.Regular(at(t, moment)); got != want {
			t.Errorf("regular at %s: %t", moment, got)
		}
	}
	if !oil.Regular(at(t, "2025-11-18T19:00:00-05:00")) || oil.Regular(at(t, "2025-11-18T17:30:00-05:00")) {
		t.Error("a future's evening")
	}
	for _, c := range []struct {
		bar      string
		interval market.Interval
		now      string
		want     bool
	}{
		{"2025-11-19T09:30:00-05:00", market.Day, "2025-11-19T15:59:59-05:00", true},
		{"2025-11-19T09:30:00-05:00", market.Day, "2025-11-19T16:00:00-05:00", false},
		{"2025-11-19T15:30:00-05:00", market.Minutes30, "2025-11-19T15:45:00-05:00", true},
		{"2025-11-18T15:30:00-05:00", market.Minutes30, "2025-11-19T15:45:00-05:00", false},
		{"2025-11-17T00:00:00-05:00", market.Week, "2025-11-21T15:00:00-05:00", true},
		{"2025-11-17T00:00:00-05:00", market.Week, "2025-11-21T16:00:00-05:00", false},
		{"2025-11-01T00:00:00-04:00", market.Month, "2025-11-28T12:59:00-05:00", true},
		{"2025-11-01T00:00:00-04:00", market.Month, "2025-11-28T13:00:00-05:00", false},
	} {
		if got := apple.Unfinished(at(t, c.bar), c.interval, at(t, c.now)); got != c.want {
			t.Errorf("%s of %s at %s: %t", c.interval, c.bar, c.now, got)
		}
	}
}
