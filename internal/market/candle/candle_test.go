package candle

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/markettest"
)

func moment(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse("2006-01-02 15:04", text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func sent(v float64) httpsource.Decimal { return httpsource.Decimal{Number: market.Num(v)} }

// Which bars a question takes: of a date all of that day, of weeks and months those that
// end after the period too, of the last sessions some days more.
func TestSpans(t *testing.T) {
	now := moment(t, "2026-03-31 15:30")
	for name, c := range map[string]struct {
		q        market.HistoryQuery
		from, to string // empty: zero, now
		step     time.Duration
	}{
		"a day":            {market.HistoryQuery{From: markettest.Date(t, "2026-03-01"), To: markettest.Date(t, "2026-03-01"), Interval: market.Day}, "2026-03-01 00:00", "2026-03-02 00:00", day},
		"until today":      {market.HistoryQuery{From: markettest.Date(t, "2026-03-01"), To: markettest.Date(t, "2026-03-31"), Interval: market.Day}, "2026-03-01 00:00", "", day},
		"weeks":            {market.HistoryQuery{From: markettest.Date(t, "2026-01-05"), To: markettest.Date(t, "2026-01-12"), Interval: market.Week}, "2026-01-05 00:00", "2026-01-19 00:00", day},
		"months":           {market.HistoryQuery{From: markettest.Date(t, "2026-01-01"), To: markettest.Date(t, "2026-01-31"), Interval: market.Month}, "2026-01-01 00:00", "2026-02-01 00:00", day},
		"hours of a day":   {market.HistoryQuery{From: markettest.Date(t, "2026-03-01"), To: markettest.Date(t, "2026-03-01"), Interval: market.Hour}, "2026-03-01 00:00", "2026-03-02 00:00", time.Hour},
		"minutes of today": {market.HistoryQuery{Range: "1d", Interval: market.Minutes5}, "2026-03-31 00:00", "", 5 * time.Minute},
		"five days":        {market.HistoryQuery{Range: "5d", Interval: market.Hour}, "2026-03-27 00:00", "", time.Hour},
		"five sessions":    {market.HistoryQuery{Range: "5d", Interval: market.Day}, "2026-03-23 00:00", "", day},
		"this year":        {market.HistoryQuery{Range: "ytd", Interval: market.Day}, "2026-01-01 00:00", "", day},
		"a year":           {market.HistoryQuery{Range: "1y", Interval: market.Week}, "2025-03-31 00:00", "", day},
		"all":              {market.HistoryQuery{Range: "max", Interval: market.Day}, "", "", day},
	} {
		got := SpanOf(c.q, now)
		want := Span{To: now, Step: c.step}
		if c.from != "" {
			want.From = moment(t, c.from)
		}
		if c.to != "" {
			want.To = moment(t, c.to)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if n := SpanOf(market.HistoryQuery{Range: "max", Interval: market.Day}, now).Bars(moment(t, "2026-03-30 00:00")); n != 2 {
		t.Errorf("%d bars since yesterday, want 2", n)
	}
}

// Rows come in any order, some twice, some without a close, some at no moment at which a
// bar begins, some of a day that has not come.
func TestHistoryOfRows(t *testing.T) {
	now := moment(t, "2026-03-31 15:30")
	q := market.HistoryQuery{Symbol: markettest.Symbol(t, "BTC-EUR"), From: markettest.Date(t, "2026-03-28"), To: markettest.Date(t, "2026-03-31"), Interval: market.Day}
	row := func(at string, close float64) Row {
		return Row{At: moment(t, at), Open: sent(close - 1), High: sent(close + 2), Low: sent(close - 2), Close: sent(close), Volume: market.Num(close * 100)}
	}
	bad := row("2026-03-29 00:00", 0)
	half := Row{At: moment(t, "2026-03-30 00:00"), Open: sent(0), Close: sent(60)}
	rows := []Row{row("2026-03-31 00:00", 70), row("2026-03-31 00:00", 71), half, bad, row("2026-03-29 07:00", 50), row("2026-03-28 00:00", 40), row("2026-03-27 00:00", 30), row("2026-04-01 00:00", 90)}
	h, err := SpanOf(q, now).History(q, rows, now, market.Origin{Provider: "Example"})
	if err != nil {
		t.Fatal(err)
	}
	want := []market.Bar{
		{Time: moment(t, "2026-03-28 00:00").Unix(), Open: 39, High: 42, Low: 38, Close: 40, AdjClose: 40, Volume: 4000},
		{Time: moment(t, "2026-03-30 00:00").Unix(), Close: 60, AdjClose: 60, Volume: -1},
		{Time: moment(t, "2026-03-31 00:00").Unix(), Open: 69, High: 72, Low: 68, Close: 70, AdjClose: 70, Volume: 7000},
	}
	if diff := cmp.Diff(want, h.Bars); diff != "" {
		t.Errorf("bars (-want +got):\n%s", diff)
	}
	if !h.Open || h.Gaps != 2 || h.Partial != 1 || h.Currency != "EUR" || h.Kind != market.KindCrypto || h.Adjusted != market.AdjustedForNothing || h.Location != time.UTC {
		t.Errorf("%+v", h)
	}
	if h, err := SpanOf(q, now.Add(day)).History(q, rows, now.Add(day), market.Origin{}); err != nil || h.Open {
		t.Errorf("a day later the last bar is final: %+v, %v", h, err)
	}
	q.From, q.To = markettest.Date(t, "2026-03-20"), markettest.Date(t, "2026-03-21")
	if _, err := SpanOf(q, now).History(q, rows, now, market.Origin{}); !errors.Is(err, market.ErrNoData) {
		t.Errorf("no bar of the period: %v", err)
	}
}

// A month is open until it is over, and banks have no weekend.
func TestHistoryOfMonthsAndCurrencies(t *testing.T) {
	now := moment(t, "2026-03-31 15:30")
	var rows []Row
	for at := moment(t, "2026-01-01 00:00"); at.Before(now); at = at.Add(day) {
		rows = append(rows, Row{At: at, Open: sent(1), High: sent(2), Low: sent(0.5), Close: sent(1.5)})
	}
	q := market.HistoryQuery{Symbol: markettest.Symbol(t, "EURUSD=X"), Range: "ytd", Interval: market.Month}
	h, err := SpanOf(q, now).History(q, rows, now, market.Origin{})
	if err != nil || len(h.Bars) != 3 || !h.Open || h.Kind != market.KindCurrency || h.Currency != "USD" {
		t.Fatalf("%+v, %v", h, err)
	}
	q.Interval = market.Day
	h, err = SpanOf(q, now).History(q, rows, now, market.Origin{})
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range h.Bars {
		if weekend(time.Unix(b.Time, 0)) {
			t.Errorf("a bar on %s", h.DayOf(b))
		}
	}
	if len(h.Bars) != 64 {
		t.Errorf("%d bars, want the 64 weekdays", len(h.Bars))
	}
}

func TestTickers(t *testing.T) {
	friday, saturday := moment(t, "2026-03-27 12:00"), moment(t, "2026-03-28 12:00")
	for _, c := range []struct {
		symbol   string
		now      time.Time
		state    market.State
		currency string
	}{
		{"BTC-USD", saturday, market.StateOpen, "USD"}, {"ETH-BTC", friday, market.StateOpen, "BTC"},
		{"JPY=X", friday, market.StateOpen, "JPY"}, {"EURUSD=X", saturday, market.StateUnknown, "USD"},
	} {
		got := Ticker(markettest.Symbol(t, c.symbol), c.now, market.Origin{})
		if got.State != c.state || got.Currency != c.currency || got.TimeZone != "UTC" {
			t.Errorf("%s: %+v", c.symbol, got)
		}
	}
	q := Ticker(markettest.Symbol(t, "BTC-USD"), friday, market.Origin{})
	Today(q, []Row{
		{At: moment(t, "2026-03-26 00:00"), Open: sent(1), High: sent(2), Low: sent(3), Close: sent(4)},
		{At: moment(t, "2026-03-27 00:00"), Open: sent(5), High: sent(6), Low: sent(0), Close: sent(8)},
		{At: moment(t, "2026-03-25 00:00"), Close: sent(9)},
	}, friday)
	if q.PreviousClose != market.Num(4) || q.Open != market.Num(5) || q.DayHigh != market.Num(6) || !q.DayLow.IsZero() {
		t.Errorf("%+v", q)
	}
}

// An error of several symbols is that of each, and none of it changes the first.
func TestErrorsOfSeveral(t *testing.T) {
	all := []market.Symbol{markettest.Symbol(t, "BTC-USD"), markettest.Symbol(t, "ETH-USD")}
	first := &market.Error{Kind: market.ErrBlocked, RetryAfter: time.Minute}
	for i, err := range Each(all, first) {
		e, ok := errors.AsType[*market.Error](err)
		if !ok || e.Symbol != all[i].String() || e.Kind != market.ErrBlocked || e.RetryAfter != time.Minute {
			t.Errorf("%v", err)
		}
	}
	if first.Symbol != "" || Each(all, nil)[1] != nil {
		t.Error("the error of all has a symbol, or there is one of none")
	}
}
