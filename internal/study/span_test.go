package study

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"quotewire/internal/market"
)

func TestRead(t *testing.T) {
	data := &fakeMarket{
		tickers: map[string]*market.Ticker{"ES=F": {Exchange: "CME"}, "AAA.ZZ": {Exchange: "ZZZ"}},
		fund:    &market.Fundamentals{Statistics: &market.Statistics{LastFiscalYearEnd: market.Date{Year: 2025, Month: time.February, Day: 1}}},
	}
	for _, tt := range []struct{ symbol, words, from, to, note string }{
		{"AAPL", "on the 13th", "2025-11-13", "2025-11-13", ""},
		{"AAPL", "the 10 trading days after 5 Nov 2024", "2024-11-06", "2024-11-19", ""},
		{"VOD.L", "the 2 trading days after 24 December 2024", "2024-12-27", "2024-12-30", ""},
		{"BTC-USD", "the 2 trading days after 24 December 2024", "2024-12-25", "2024-12-26", ""},
		{"BRK-B", "the 2 trading days after 24 December 2024", "2024-12-26", "2024-12-27", ""},
		{"^N225", "the first trading day of 2025", "2025-01-06", "2025-01-06", ""},
		{"AAPL", "FY2024", "2023-02-01", "2024-01-31", "fiscal years end in January"},
		{"AAA.ZZ", "September", "2025-09-01", "2025-09-30", "the calendar of AAA.ZZ's exchange is not known"},
		{"QNBK.QA", "September", "2025-09-01", "2025-09-30", "the holidays of its exchange are not known, only its days of the week"},
		{"COMI.CA", "September", "2025-09-01", "2025-09-30", "the holidays of its exchange are not known, only its days of the week"},
		{"AAPL", "1929", "1929-01-01", "1929-12-31", "holidays are exact from"},
	} {
		span, err := newStudy(t, data).Read(t.Context(), tt.words, symbolOf(tt.symbol), nil)
		if err != nil || span.From.String() != tt.from || span.To.String() != tt.to || !strings.Contains(span.Note, tt.note) || tt.note == "" && span.Note != "" {
			t.Errorf("%s %q: %+v, %v, want %s to %s, %s", tt.symbol, tt.words, span, err, tt.from, tt.to, tt.note)
		}
	}
}

// Today is the reader's, where the reader says where that is.
func TestReadInAZone(t *testing.T) {
	tokyo := time.FixedZone("Tokyo", 9*3600)
	span, err := newStudy(t, &fakeMarket{}).Read(t.Context(), "today", symbolOf("AAPL"), tokyo)
	if err != nil || span.From.String() != "2025-11-22" || span.Closed != "weekend" {
		t.Errorf("today in Tokyo: %+v, %v", span, err)
	}
}

// A day is read as one, and closed or not open yet by the clock of its market: also
// where the day has only begun in one of the markets.
func TestReadBeforeTheOpen(t *testing.T) {
	for _, tt := range []struct{ now, symbol, words, from, closed string }{
		{"2025-11-21T14:29:00Z", "AAPL", "today", "2025-11-21", "not open yet"},
		{"2025-11-21T14:30:00Z", "AAPL", "today", "2025-11-21", ""},
		{"2025-11-24T10:00:00Z", "AAPL", "this week", "2025-11-24", "not open yet"},
		{"2025-11-21T20:00:00Z", "7203.T", "today", "2025-11-22", "weekend"},
		{"2025-11-19T19:30:00Z", "7203.T", "today", "2025-11-20", "not open yet"},
		{"2025-11-21T00:30:00Z", "ES=F", "today", "2025-11-20", ""},
		{"2025-11-22T03:00:00Z", "BTC-USD", "today", "2025-11-22", ""},
		{"2025-11-21T03:00:00Z", "AAA.ZZ", "today", "2025-11-21", ""}, // its hours are not known
	} {
		now, err := time.Parse(time.RFC3339, tt.now)
		if err != nil {
			t.Fatal(err)
		}
		s := newStudy(t, &fakeMarket{tickers: map[string]*market.Ticker{"ES=F": {Exchange: "CME"}, "AAA.ZZ": {Exchange: "ZZZ", TimeZone: "Asia/Dhaka"}}})
		s.now = func() time.Time { return now }
		span, err := s.Read(t.Context(), tt.words, symbolOf(tt.symbol), nil)
		if err != nil || span.From.String() != tt.from || span.Closed != tt.closed {
			t.Errorf("%s %s at %s: %+v, %v", tt.symbol, tt.words, tt.now, span, err)
		}
	}
}

func TestFiscalYearMustBeKnown(t *testing.T) {
	s := newStudy(t, &fakeMarket{fund: &market.Fundamentals{}})
	if _, err := s.Read(t.Context(), "FY2024", symbolOf("AAPL"), nil); err == nil || !strings.Contains(err.Error(), "fiscal year of AAPL is not known") {
		t.Errorf("no fiscal year: %v", err)
	}
	s = newStudy(t, &fakeMarket{})
	_, err := s.Read(t.Context(), "Q3 FY2025", symbolOf("^GSPC"), nil)
	if f, ok := errors.AsType[*FieldError](err); !ok || f.Field != "period" {
		t.Errorf("no fundamentals: %v", err)
	}
}

func TestSessions(t *testing.T) {
	s := newStudy(t, &fakeMarket{})
	r, err := s.Sessions(t.Context(), "November 2024 to December 2024", symbolOf("AAPL"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if r.Span.Sessions != 41 || r.First.String() != "2024-11-01" || r.Last.String() != "2024-12-31" || len(r.Holidays) != 2 || len(r.Early) != 2 ||
		r.Holidays[0].Date.String() != "2024-11-28" || r.Early[1].Date.String() != "2024-12-24" || !strings.Contains(r.Early[0].Why, "13:00") {
		t.Errorf("sessions = %+v", r)
	}
	if r.OpenNow || r.LastCompleted.String() != "2025-11-21" || r.Next.String() != "2025-11-24" || r.Open != "09:30 to 16:00 America/New_York" {
		t.Errorf("now = %+v", r)
	}
	// Days that lie ahead are known too.
	if r, err = s.Sessions(t.Context(), "2025-12-25", symbolOf("AAPL"), nil); err != nil || !strings.Contains(r.Span.Closed, "Christmas") || r.Span.Sessions != 0 || !r.First.IsZero() {
		t.Errorf("Christmas: %+v, %v", r, err)
	}
	// Today is Friday 21 November 2025, after the close.
	for words, want := range map[string]string{
		"tomorrow": "2025-11-22 to 2025-11-22, weekend", "next Monday": "2025-11-24 to 2025-11-24, ", "next week": "2025-11-24 to 2025-11-30, ",
		"Christmas Eve": "2025-12-24 to 2025-12-24, ", "Thanksgiving": "2025-11-27 to 2025-11-27, Thanksgiving Day",
	} {
		r, err := s.Sessions(t.Context(), words, symbolOf("AAPL"), nil)
		if err != nil {
			t.Errorf("%s: %v", words, err)
			continue
		}
		if got := fmt.Sprintf("%s to %s, %s", r.Span.From, r.Span.To, r.Span.Closed); got != want {
			t.Errorf("%s: %s, want %s", words, got, want)
		}
	}
	if r, err = s.Sessions(t.Context(), "Christmas Eve", symbolOf("AAPL"), nil); err != nil || r.Open != "09:30 to 13:00 America/New_York" || r.HoursOn != r.Span.From || !strings.Contains(r.Span.Note, "24 December 2024") {
		t.Errorf("Christmas Eve: %+v, %v", r, err)
	}
	if r, err = s.Sessions(t.Context(), "this month", symbolOf("AAPL"), nil); err != nil || r.Span.To.String() != "2025-11-30" || r.Span.Sessions != 19 || r.SoFar != 15 {
		t.Errorf("this month: %+v, %v", r, err)
	}
	// Prices do not lie ahead.
	if _, err := s.Read(t.Context(), "next week", symbolOf("AAPL"), nil); err == nil {
		t.Error("prices of next week are read")
	}
	// Of a market that is not known there are no hours to tell.
	data := &fakeMarket{tickers: map[string]*market.Ticker{"AAA.ZZ": {Exchange: "ZZZ", TimeZone: "Asia/Dhaka"}}}
	if r, err = newStudy(t, data).Sessions(t.Context(), "today", symbolOf("AAA.ZZ"), nil); err != nil || r.HoursKnown || r.Open != "" || r.OpenNow || r.Span.From.String() != "2025-11-22" {
		t.Errorf("an unknown market: %+v, %v", r, err)
	}
	// All of history costs a bounded walk and gives a bounded list.
	if r, err = s.Sessions(t.Context(), "max", symbolOf("^GSPC"), nil); err != nil || len(r.Holidays) > MaxListed || len(r.Holidays) == 0 {
		t.Errorf("all of history: %v", err)
	}
}

func TestIndicators(t *testing.T) {
	closes := make([]float64, 60)
	for i := range closes {
		closes[i] = 100 + float64(i%7)
	}
	data := &fakeMarket{bars: map[string][]market.Bar{"AAPL": walk(t, "2025-08-01", closes...)}}
	for _, m := range []Measure{"sma", "ema", "rsi", "macd", "bollinger", "adx", "stochastic", "atr", "obv"} {
		r := analyze(t, data, Query{Symbols: symbols("AAPL"), Period: "2025-10-01 to 2025-10-10", Measures: []Measure{m}, Window: 5})
		s := r.Sections[0]
		if s.Missing != "" || s.Table == nil || len(s.Table.Rows) == 0 {
			t.Errorf("%s: %+v", m, s)
			continue
		}
		if first := s.Table.Rows[0]; first.Name != "2025-10-01" || len(first.Cells) != len(s.Table.Columns)-1 || first.Cells[1].IsZero() {
			t.Errorf("%s: the first day of the period is not warm: %+v", m, first)
		}
	}
	r := analyze(t, data, Query{Symbols: symbols("AAPL"), Period: "2025-10-01 to 2025-10-10", Measures: []Measure{"sma"}, Window: 7})
	wantValue(t, r.Sections[0], "SMA", "USD", 103, "2025-10-10")
}

func TestCandles(t *testing.T) {
	data := september(t)
	hammer := &data.bars["AAPL"][5] // 5 September
	hammer.Open, hammer.High, hammer.Low, hammer.Close = 107, 108.2, 98, 108
	r := analyze(t, data, Query{Symbols: symbols("AAPL"), Period: "2025-09-05 to 2025-09-11", Measures: []Measure{Candles}})
	rows := r.Sections[0].Table.Rows
	if len(rows) != 1 || rows[0].Name != "2025-09-05" || rows[0].Texts[0] != "hammer" || rows[0].Texts[1] != "bullish" {
		t.Errorf("rows = %+v", rows)
	}
	r = analyze(t, data, Query{Symbols: symbols("AAPL"), Period: "2025-09-08 to 2025-09-11", Measures: []Measure{Candles}})
	if r.Sections[0].Missing == "" {
		t.Errorf("a pattern before the period is shown: %+v", r.Sections[0])
	}
}
