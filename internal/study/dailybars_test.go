package study

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"quotewire/internal/market"
)

// on makes bars on days, each with its close.
func on(days ...any) (bars []market.Bar) {
	for i := 0; i < len(days); i += 2 {
		bars = append(bars, bar(days[i].(string), days[i+1].(float64)))
	}
	return bars
}

// A bar that came is a session, whatever the calendar says: a market whose
// calendar is another than the one that is known, a session on a Saturday, a
// market that trades on Sundays and is not known at all.
func TestBarsDecide(t *testing.T) {
	for name, tt := range map[string]struct {
		symbol, day string
		bars        []market.Bar
	}{
		"a holiday of the calendar": {"AAPL", "2024-11-28", on("2024-11-27", 100.0, "2024-11-28", 101.0)},
		"a Saturday":                {"RELIANCE.NS", "2024-06-15", on("2024-06-14", 100.0, "2024-06-15", 101.0)},
		"an unknown market":         {"AAA.ZZ", "2025-11-16", on("2025-11-13", 100.0, "2025-11-16", 101.0)},
	} {
		data := &fakeMarket{bars: map[string][]market.Bar{tt.symbol: tt.bars}, tickers: map[string]*market.Ticker{"AAA.ZZ": {Exchange: "ZZZ", TimeZone: "Asia/Dhaka"}}}
		r := analyze(t, data, Query{Symbols: symbols(tt.symbol), Period: tt.day, Measures: []Measure{Change}})
		wantValue(t, r.Sections[0], "change from the close before to the last close", Percent, 1)
		if r.Inputs[0].Last.String() != tt.day || r.Span.From.String() != tt.day || strings.Contains(r.Span.Note, "closed on") || r.Span.Closed != "" || r.Span.Sessions != 1 {
			t.Errorf("%s: %+v of %s", name, r.Span, r.Inputs[0].Last)
		}
	}
}

// Trading days are counted by the bars: where a typhoon closed the market, where it
// had a session on a Sunday, where nothing is known of its holidays or of it. Who was
// suspended, or has too few bars, is left to the calendar.
func TestTradingDaysAreCountedByBars(t *testing.T) {
	week := on("2025-11-10", 1.0, "2025-11-11", 2.0, "2025-11-12", 3.0, "2025-11-13", 4.0, "2025-11-14", 5.0, "2025-11-17", 6.0)
	without := func(day string) (kept []market.Bar) {
		for _, b := range week {
			if market.DateOf(time.Unix(b.Time, 0).UTC()).String() != day {
				kept = append(kept, b)
			}
		}
		return kept
	}
	sunday := append(without("2025-11-17"), on("2025-11-16", 7.0)...)
	for _, tt := range []struct {
		situation, symbol, words, now string
		bars                          []market.Bar
		from, to                      string
		open                          bool
	}{
		{"a typhoon", "0700.HK", "last 3 trading days", "2025-11-17T12:00:00Z", without("2025-11-14"), "2025-11-12", "2025-11-17", false},
		{"a typhoon", "0700.HK", "last trading day", "2025-11-14T12:00:00Z", without("2025-11-14")[:4], "2025-11-13", "2025-11-13", false},
		{"a typhoon", "0700.HK", "3d", "2025-11-17T03:00:00Z", without("2025-11-14"), "2025-11-12", "2025-11-17", false},
		{"a typhoon", "0700.HK", "the 3 trading days after 12 November 2025", "2025-11-21T12:00:00Z", append(without("2025-11-14"), on("2025-11-18", 8.0)...), "2025-11-13", "2025-11-18", false},
		{"a typhoon", "0700.HK", "2 trading days before 17 November 2025", "2025-11-21T12:00:00Z", without("2025-11-14"), "2025-11-12", "2025-11-13", false},
		{"a session on a Sunday", "RELIANCE.NS", "last trading day", "2025-11-16T16:00:00Z", sunday, "2025-11-16", "2025-11-16", false},
		{"a session on a Sunday that goes on", "RELIANCE.NS", "last trading day", "2025-11-16T12:00:00Z", sunday, "2025-11-14", "2025-11-14", true},
		{"a session on a Sunday", "RELIANCE.NS", "last 2 trading days", "2025-11-17T02:00:00Z", sunday, "2025-11-14", "2025-11-16", false},
		{"nothing is known", "AAA.ZZ", "last 2 trading days", "2025-11-16T20:00:00Z", sunday, "2025-11-14", "2025-11-16", false},
		{"its holidays are not known", "SQM-B.SN", "the first trading day of 2026", "2026-01-10T12:00:00Z", on("2025-12-30", 1.0, "2026-01-02", 2.0, "2026-01-05", 3.0), "2026-01-02", "2026-01-02", false},
		{"its holidays are not known", "SQM-B.SN", "the 2nd trading day of 2026", "2026-01-10T12:00:00Z", on("2025-12-30", 1.0, "2026-01-02", 2.0, "2026-01-05", 3.0), "2026-01-05", "2026-01-05", false},
		{"its holidays are not known", "SQM-B.SN", "the last trading day of 2025", "2026-01-10T12:00:00Z", on("2025-12-29", 1.0, "2025-12-30", 1.0, "2026-01-02", 2.0), "2025-12-30", "2025-12-30", false},
		{"back from suspension", "0700.HK", "last 3 trading days", "2025-11-17T12:00:00Z", append(on("2025-08-14", 9.0, "2025-08-15", 9.0), week[4:]...), "2025-11-13", "2025-11-17", false},
		{"a young share", "0700.HK", "last 9 trading days", "2025-11-17T12:00:00Z", week, "2025-11-05", "2025-11-17", false},
		{"the month is not over", "0700.HK", "last 10 trading days of this month", "2025-11-17T12:00:00Z", week, "2025-11-17", "2025-11-17", false},
		{"a future's Sunday evening", "ES=F", "last trading day", "2025-11-16T23:30:00Z", append(without("2025-11-17"), on("2025-11-16", 7.0)...), "2025-11-14", "2025-11-14", false},
		{"New York in session", "AAPL", "last 2 trading days", "2025-11-17T16:00:00Z", week, "2025-11-13", "2025-11-14", true},
	} {
		data := &fakeMarket{bars: map[string][]market.Bar{tt.symbol: tt.bars}, open: tt.open,
			tickers: map[string]*market.Ticker{"AAA.ZZ": {Exchange: "ZZZ", TimeZone: "America/New_York"}, "ES=F": {Exchange: "CME"}}}
		s := newStudy(t, data)
		s.now = func() time.Time {
			at, err := time.Parse(time.RFC3339, tt.now)
			if err != nil {
				t.Fatal(err)
			}
			return at
		}
		r, err := s.Analyze(t.Context(), Query{Symbols: symbols(tt.symbol), Period: tt.words, Measures: []Measure{Change}})
		if err != nil {
			t.Errorf("%s, %s: %v", tt.situation, tt.words, err)
			continue
		}
		if r.Span.From.String() != tt.from || r.Span.To.String() != tt.to {
			t.Errorf("%s, %s: %s to %s, want %s to %s; %s", tt.situation, tt.words, r.Span.From, r.Span.To, tt.from, tt.to, r.Span.Note)
		}
		if in := r.Inputs[0]; r.Span.Sessions > 0 && in.Bars > r.Span.Sessions {
			t.Errorf("%s, %s: %d bars of %d sessions", tt.situation, tt.words, in.Bars, r.Span.Sessions)
		}
		if n := len(data.asked); n > 1 && !r.Inputs[0].Before.IsZero() && tt.situation != "back from suspension" {
			t.Errorf("%s, %s: asked %d times", tt.situation, tt.words, n)
		}
		b, err := s.Bars(t.Context(), tt.words, market.HistoryQuery{Symbol: symbols(tt.symbol)[0], Interval: market.Hour}, nil)
		if err != nil {
			t.Errorf("%s, %s: %v", tt.situation, tt.words, err)
			continue
		}
		if q := data.asked[len(data.asked)-1]; q.Interval != market.Hour || q.From != r.Span.From || q.To != r.Span.To || b.Span.From != q.From || b.Span.To != q.To {
			t.Errorf("%s, %s: hours of %s to %s, want those of %s to %s", tt.situation, tt.words, q.From, q.To, r.Span.From, r.Span.To)
		}
	}
}

// A day that was counted from another does not move back to it, or before it.
func TestACountedDayStaysBehindItsStart(t *testing.T) {
	bars := on("2025-11-26", 101.0, "2025-11-28", 102.0)
	for _, words := range []string{"the trading day after 28 November 2025", "the first trading day of this month"} {
		s := newStudy(t, &fakeMarket{bars: map[string][]market.Bar{"AAPL": bars}})
		s.now = func() time.Time { return time.Date(2025, 12, 2, 12, 0, 0, 0, time.UTC) }
		_, err := s.Analyze(t.Context(), Query{Symbols: symbols("AAPL"), Period: words, Measures: []Measure{Change}})
		if want := "no trading on 2025-12-01; the last close before is 102.00 USD on 2025-11-28"; err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", words, err, want)
		}
	}
}

// A coin that lost nearly all has not lost all.
func TestNearlyAllIsNotAll(t *testing.T) {
	for _, tt := range []struct{ fraction, want float64 }{{-0.999999, -99.9999}, {-0.996, -99.6}, {-0.99996, -99.996}, {-1, -100}, {-2.7205, -272.05}, {0.01234, 1.23}} {
		if got, _ := percent("", tt.fraction).Value.Get(); got != tt.want {
			t.Errorf("%v is %v %%, want %v", tt.fraction, got, tt.want)
		}
	}
}

// Returns of a share that has just been listed do not begin with a close before.
func TestReturnsSayWhatTheyBeginWith(t *testing.T) {
	for _, tt := range []struct {
		from string
		want bool
	}{{"2025-11-03", false}, {"2025-11-04", true}} {
		r := analyze(t, &fakeMarket{bars: map[string][]market.Bar{"AAPL": on("2025-11-03", 1.0, "2025-11-04", 2.0, "2025-11-05", 3.0)}},
			Query{Symbols: symbols("AAPL"), Period: tt.from + " to 2025-11-05", Measures: []Measure{Returns}})
		if got := strings.Contains(r.Sections[0].About, "close before the period"); got != tt.want {
			t.Errorf("from %s: %s", tt.from, r.Sections[0].About)
		}
	}
}

// A day that the calendar holds for a session, and on which the symbol did not
// trade, is answered by the one before it, but not from far away.
func TestDayWithoutABar(t *testing.T) {
	data := &fakeMarket{bars: map[string][]market.Bar{"AAPL": on("2025-09-02", 100.0, "2025-09-03", 102.0, "2025-09-25", 99.0)}}
	r := analyze(t, data, Query{Symbols: symbols("AAPL"), Period: "2025-09-04", Measures: []Measure{Change}})
	wantValue(t, r.Sections[0], "last close", "USD", 102, "2025-09-03")
	if !strings.Contains(r.Span.Note, "AAPL did not trade on 2025-09-04") || r.Span.From.String() != "2025-09-03" || r.Span.Sessions != 1 {
		t.Errorf("%+v", r.Span)
	}
	_, err := newStudy(t, data).Analyze(t.Context(), Query{Symbols: symbols("AAPL"), Period: "2025-09-24"})
	if want := "no trading on 2025-09-24; the last close before is 102.00 USD on 2025-09-03"; err == nil || err.Error() != want {
		t.Errorf("three weeks later: %v, want %s", err, want)
	}
}

// Each symbol is asked by its own market, and what differs is said beside it.
func TestEachSymbolByItsOwnCalendar(t *testing.T) {
	data := &fakeMarket{bars: map[string][]market.Bar{
		"AAPL":   on("2024-11-26", 98.0, "2024-11-27", 100.0),
		"7203.T": on("2024-11-27", 100.0, "2024-11-28", 102.0),
	}}
	for _, order := range [][]string{{"AAPL", "7203.T"}, {"7203.T", "AAPL"}} {
		r := analyze(t, data, Query{Symbols: symbols(order...), Period: "2024-11-28", Measures: []Measure{Change}})
		if r.Span.From.String() != "2024-11-28" || strings.Contains(r.Span.Note, "is used") {
			t.Errorf("%v: the period is %+v", order, r.Span)
		}
		for i, in := range r.Inputs {
			want, note := "2024-11-28", ""
			if in.Symbol.String() == "AAPL" {
				want, note = "2024-11-27", "Thanksgiving"
			}
			if in.Last.String() != want || !strings.Contains(in.Note, note) || note == "" && in.Note != "" {
				t.Errorf("%v: %s to %s, note %q", order, in.Symbol, in.Last, in.Note)
			}
			wantValue(t, r.Sections[i], "change from the close before to the last close", Percent, map[string]float64{"AAPL": (100.0/98 - 1) * 100, "7203.T": 2}[in.Symbol.String()])
		}
	}
	// Both on the day before: that is the period, as for one symbol.
	data.bars["MSFT"] = on("2024-11-26", 50.0, "2024-11-27", 51.0)
	r := analyze(t, data, Query{Symbols: symbols("AAPL", "MSFT"), Period: "2024-11-28", Measures: []Measure{Change}})
	if r.Span.From.String() != "2024-11-27" || !strings.Contains(r.Span.Note, "Thanksgiving") || r.Inputs[1].Note != "" {
		t.Errorf("both closed: %+v, %q", r.Span, r.Inputs[1].Note)
	}
}

// A fiscal year of the first symbol is that of an index beside it, which has none.
func TestFiscalYearBesideAnIndex(t *testing.T) {
	data := &fakeMarket{
		bars:  map[string][]market.Bar{"AAPL": walk(t, "2024-09-25", 98, 99, 100, 101, 102, 103, 104), "^GSPC": walk(t, "2024-09-25", 98, 99, 100, 101, 102, 103, 104)},
		kinds: map[string]market.Kind{"^GSPC": market.KindIndex}, fund: &market.Fundamentals{},
	}
	withYear := &fiscalMarket{data}
	s := newStudy(t, data)
	s.market = withYear
	r, err := s.Analyze(t.Context(), Query{Symbols: symbols("AAPL", "^GSPC"), Period: "FY2025", Measures: []Measure{Change}})
	if err != nil || len(r.Failures) > 0 || r.Inputs[0].First != r.Inputs[1].First {
		t.Errorf("%+v, %v", r, err)
	}
}

// A period on which nothing was traded yet has no change: only a day that was
// asked for as a day moves back.
func TestPeriodWithoutTradingIsEmpty(t *testing.T) {
	bars := on("2026-12-29", 100.0, "2026-12-30", 101.0, "2026-12-31", 102.0)
	for _, tt := range []struct{ now, words string }{
		{"2027-01-01T15:00:00Z", "YTD"}, {"2027-01-01T15:00:00Z", "this month"}, {"2027-01-01T15:00:00Z", "this quarter"},
		{"2027-01-02T15:00:00Z", "YTD"}, {"2027-01-04T10:00:00Z", "this week"},
	} {
		s := newStudy(t, &fakeMarket{bars: map[string][]market.Bar{"AAPL": bars}})
		s.now = func() time.Time {
			at, err := time.Parse(time.RFC3339, tt.now)
			if err != nil {
				t.Fatal(err)
			}
			return at
		}
		_, err := s.Analyze(t.Context(), Query{Symbols: symbols("AAPL"), Period: tt.words})
		if !errors.Is(err, market.ErrNoData) || !strings.Contains(err.Error(), "no trading yet") || !strings.Contains(err.Error(), "102.00 USD on 2026-12-31") {
			t.Errorf("%s at %s: %v", tt.words, tt.now, err)
		}
		if r, err := s.Analyze(t.Context(), Query{Symbols: symbols("AAPL"), Period: "today"}); err != nil || r.Inputs[0].Last.String() != "2026-12-31" {
			t.Errorf("today at %s: %v", tt.now, err)
		}
	}
}

// The close before a period is looked for however long a share was suspended.
func TestCloseBeforeASuspension(t *testing.T) {
	for name, before := range map[string]string{"five months": "2025-04-22", "three years": "2022-09-20", "twelve years": "2013-06-03"} {
		data := &fakeMarket{bars: map[string][]market.Bar{"3380.HK": on(before, 1.65, "2025-09-23", 0.35, "2025-09-24", 0.36)}}
		r := analyze(t, data, Query{Symbols: symbols("3380.HK"), Period: "2025-09-23", Measures: []Measure{Change}})
		wantValue(t, r.Sections[0], "change from the close before to the last close", Percent, (0.35/1.65-1)*100, before, "2025-09-23")
		if in := r.Inputs[0]; in.Before.String() != before || !strings.Contains(in.Note, "did not trade between "+before) || in.Bars != 1 {
			t.Errorf("%s: %+v", name, in)
		}
	}
	young := &fakeMarket{bars: map[string][]market.Bar{"AAPL": walk(t, "2025-09-02", 100, 101)}}
	r := analyze(t, young, Query{Symbols: symbols("AAPL"), Period: "September 2025", Measures: []Measure{Change}})
	if r.Inputs[0].Note != "no close before 2025-09-02 was found" || len(young.asked) != 3 {
		t.Errorf("nothing before: %q after %d requests", r.Inputs[0].Note, len(young.asked))
	}
	young.asked = nil
	r = analyze(t, young, Query{Symbols: symbols("AAPL"), Period: "max", Measures: []Measure{Change}})
	if r.Inputs[0].Note != "" || len(young.asked) != 1 {
		t.Errorf("all of its history: %q after %d requests", r.Inputs[0].Note, len(young.asked))
	}
	young.began, young.asked = market.Date{Year: 2025, Month: time.September, Day: 2}, nil
	r = analyze(t, young, Query{Symbols: symbols("AAPL"), Period: "September 2025", Measures: []Measure{Change}})
	if r.Inputs[0].Note != "no close before the first bar: trading began on 2025-09-02" || len(young.asked) != 1 {
		t.Errorf("the first day of trading: %q after %d requests", r.Inputs[0].Note, len(young.asked))
	}
}

// A fall on the first day of a period is one, as its change says beside it.
func TestDrawdownOfTheFirstDay(t *testing.T) {
	data := &fakeMarket{bars: map[string][]market.Bar{"AAPL": walk(t, "2025-08-29", 100, 90, 91, 95)}}
	r := analyze(t, data, Query{Symbols: symbols("AAPL"), Period: "September 2025", Measures: []Measure{Drawdown}})
	wantValue(t, r.Sections[0], "drawdown", Percent, -10, "2025-08-29", "2025-09-02")
}

// One price under zero takes the percentages that start from it, and nothing else.
func TestPriceUnderZero(t *testing.T) {
	//                                                             17 Apr 20      21     22     23
	data := &fakeMarket{bars: map[string][]market.Bar{"CL=F": walk(t, "2020-04-17", 18.27, -37.63, 10.01, 13.78, 16.5)},
		kinds: map[string]market.Kind{"CL=F": market.KindFuture}, tickers: map[string]*market.Ticker{"CL=F": {Exchange: "NYM"}}}
	r := analyze(t, data, Query{Symbols: symbols("CL=F"), Period: "2020-04-20 to 2020-04-23", Measures: []Measure{Daily, Months, Change, Returns}})
	daily := r.Sections[0]
	wantValue(t, daily, "largest drop of one day", "USD", -55.9, "2020-04-20")
	wantValue(t, daily, "largest rise of one day", "USD", 47.64, "2020-04-21")
	wantValue(t, daily, "largest rise of one day in per cent", Percent, (13.78/10.01-1)*100, "2020-04-22")
	wantValue(t, daily, "days up", Count, 3)
	for _, f := range daily.Figures {
		if f.Name == "largest rise of one day" && f.Unit == Percent {
			t.Errorf("a percentage from a price under zero: %+v", f)
		}
	}
	if !strings.Contains(daily.About, "not defined from a close that is not above 0, as on 2020-04-20") {
		t.Errorf("about: %s", daily.About)
	}
	wantValue(t, r.Sections[2], "change from the close before to the last close", Percent, (16.5/18.27-1)*100)
	if r.Sections[3].Missing == "" {
		t.Errorf("returns over a price under zero: %+v", r.Sections[3].Figures)
	}
	r = analyze(t, data, Query{Symbols: symbols("CL=F"), Period: "2020-04-21 to 2020-04-23", Measures: []Measure{Months}})
	if cells := r.Sections[0].Table.Rows[0].Cells; !cells[3].IsZero() || len(r.Sections[0].Figures) > 0 {
		t.Errorf("a month that begins under zero changed by %v per cent", cells[3])
	}
}

// fiscalMarket knows the fiscal year of AAPL alone.
type fiscalMarket struct{ *fakeMarket }

func (s *fiscalMarket) Fundamentals(_ context.Context, symbol market.Symbol) (*market.Fundamentals, error) {
	if symbol.String() != "AAPL" {
		return nil, &market.Error{Kind: market.ErrNoData}
	}
	return &market.Fundamentals{Statistics: &market.Statistics{LastFiscalYearEnd: market.Date{Year: 2025, Month: time.September, Day: 27}}}, nil
}
