package tools

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/market"
)

// days makes one bar a day from 2025-09-01 on, rising by one, with the turns
// that the summary has to find.
func days(t testing.TB, count int) *market.History {
	h := &market.History{
		Symbol: symbol(t, "AAPL"), Name: "Apple Inc.", Kind: market.KindEquity, Currency: "USD",
		Location: zone(t, "America/New_York"), Interval: market.Day,
		Origin: from("", 0),
	}
	for i := range count {
		at := time.Date(2025, 9, 1+i, 9, 30, 0, 0, h.Location)
		v := 301.4599914551 + float64(i)
		h.Bars = append(h.Bars, market.Bar{Time: at.Unix(), Open: v - 0.5, High: v + 1, Low: v - 1, Close: v, AdjClose: v, Volume: 50e6 + float64(i)})
	}
	return h
}

func TestHistory(t *testing.T) {
	t.Run("short", func(t *testing.T) {
		h := days(t, 4)
		h.Open, h.Gaps = true, 2
		h.Bars[1].High, h.Bars[2].Low = 400, 200
		golden(t, "history.golden", call(t, &fakeMarket{history: h}, "history", `{"symbol":"aapl","start":"2025-09-01","end":"2025-09-04"}`))
	})
	t.Run("dividends and pence", func(t *testing.T) {
		h := days(t, 2)
		h.Currency, h.Kind, h.Name, h.Stale, h.Age = "GBp", market.KindETF, "", true, 3*time.Hour
		h.Bars[0].AdjClose = 300
		h.Bars[1].Volume = -1
		golden(t, "history-adjusted.golden", call(t, &fakeMarket{history: h}, "history", `{"symbol":"AAPL"}`))
	})
	t.Run("intraday currency", func(t *testing.T) {
		h := &market.History{Symbol: symbol(t, "EURUSD=X"), Kind: market.KindCurrency, Currency: "USD", Location: zone(t, "Europe/London"), Interval: market.Minutes5}
		for i := range 3 {
			v := 1.08734 + float64(i)/1000
			h.Bars = append(h.Bars, market.Bar{Time: 1_750_406_400 + int64(i)*300, Open: v, High: v, Low: v, Close: v, AdjClose: v, Volume: 0})
		}
		golden(t, "history-intraday.golden", call(t, &fakeMarket{history: h}, "history", `{"symbol":"EURUSD=X","range":"1d"}`))
	})
}

func TestHistoryPages(t *testing.T) {
	data := &fakeMarket{history: days(t, 130)}
	for _, c := range []struct {
		page        string
		first, last string
		rows        int
	}{
		{`1`, "2025-11-10", "2026-01-08", 60},
		{`"2"`, "2025-09-11", "2025-11-09", 60},
		{`3`, "2025-09-01", "2025-09-10", 10},
	} {
		r := call(t, data, "history", `{"symbol":"AAPL","range":"6mo","page":`+c.page+`}`)
		if !strings.Contains(r.Text, "page "+strings.Trim(c.page, `"`)+" of 3 (page 1 is the newest)") {
			t.Errorf("page %s is not named:\n%s", c.page, r.Text)
		}
		if !strings.Contains(r.Text, "period: 2025-09-01 to 2026-01-08 (130 bars, 1d)") {
			t.Errorf("page %s does not tell the whole period:\n%s", c.page, r.Text)
		}
		_, table, _ := strings.Cut(r.Text, "volume\n")
		rows := strings.Split(table, "\n")
		if len(rows) != c.rows || !strings.HasPrefix(rows[0], c.first) || !strings.HasPrefix(rows[len(rows)-1], c.last) {
			t.Errorf("page %s has %d rows from %s to %s", c.page, len(rows), rows[0], rows[len(rows)-1])
		}
		if len(r.Text) > 8<<10 {
			t.Errorf("page %s takes %d bytes", c.page, len(r.Text))
		}
	}
	if r := call(t, data, "history", `{"symbol":"AAPL","page":4}`); !strings.Contains(r.Text, "There is no page 4: pages are 1 (newest) to 3.") {
		t.Errorf("page 4:\n%s", r.Text)
	}
}

func TestHistoryQuery(t *testing.T) {
	aapl := symbol(t, "AAPL")
	for args, want := range map[string]market.HistoryQuery{
		`{"symbol":"AAPL"}`:                                         {Symbol: aapl, Range: "1mo", Interval: market.Day},
		`{"symbol":"AAPL","range":"1d"}`:                            {Symbol: aapl, Range: "1d", Interval: market.Minutes5},
		`{"symbol":"AAPL","range":"5y"}`:                            {Symbol: aapl, Range: "5y", Interval: market.Week},
		`{"symbol":"AAPL","range":"max"}`:                           {Symbol: aapl, Range: "max", Interval: market.Month},
		`{"symbol":"AAPL","range":"max","interval":"1wk"}`:          {Symbol: aapl, Range: "max", Interval: market.Week},
		`{"symbol":"AAPL","start":"2025-09-01"}`:                    {Symbol: aapl, From: market.Date{Year: 2025, Month: 9, Day: 1}, Interval: market.Day},
		`{"symbol":"AAPL","start":"2025-09-01","end":"2025-09-01"}`: {Symbol: aapl, From: market.Date{Year: 2025, Month: 9, Day: 1}, To: market.Date{Year: 2025, Month: 9, Day: 1}, Interval: market.Day},
	} {
		data := &fakeMarket{history: days(t, 1)}
		if r := call(t, data, "history", args); r.Failed {
			t.Errorf("%s: %s", args, r.Text)
		}
		if diff := cmp.Diff(want, data.query, cmp.Comparer(func(a, b market.Symbol) bool { return a == b })); diff != "" {
			t.Errorf("%s (-want +got):\n%s", args, diff)
		}
	}
}

func TestEmptyHistoryIsNoData(t *testing.T) {
	if r := call(t, &fakeMarket{history: &market.History{}}, "history", `{"symbol":"AAPL"}`); !r.Failed || !strings.Contains(r.Text, "no data in that period") {
		t.Errorf("result %+v", r)
	}
}

// A bar of a week is named after its first day; neither its close nor its high
// need be of that day.
func TestHistoryOfWeeksAndMonths(t *testing.T) {
	for interval, word := range map[market.Interval]string{market.Week: "week", market.Month: "month"} {
		h := days(t, 3)
		h.Interval = interval
		r := call(t, &fakeMarket{history: h}, "history", `{"symbol":"AAPL","range":"5y"}`)
		for _, want := range []string{
			"\nperiod: 2025-09-01 to the " + word + " from 2025-09-03 (3 bars, ",
			"\nlast close: 303.46 in the " + word + " from 2025-09-03\n",
			"\nhighest high: 304.46 in the " + word + " from 2025-09-03\n",
		} {
			if !strings.Contains(r.Text, want) {
				t.Errorf("bars of a %s without %q:\n%s", word, want, r.Text)
			}
		}
		if strings.Contains(r.Text, " on 2025") {
			t.Errorf("a figure of a %s is said to be of a day:\n%s", word, r.Text)
		}
	}
}

// One day alone did not change by 0.00 from its close to its close.
func TestHistoryOfOneDay(t *testing.T) {
	h := days(t, 2)
	r := call(t, &fakeMarket{history: h}, "history", `{"symbol":"AAPL","period":"on 2 September 2025"}`)
	if !strings.Contains(r.Text, "\nperiod: 2025-09-02 (1 bar, 1d); read as Tuesday 2 September 2025\n") ||
		!strings.Contains(r.Text, "\nclose before the period: 301.46 on 2025-09-01\nchange: +1.00 (+0.33 %), close before to last close\n") {
		t.Errorf("one day:\n%s", r.Text)
	}
	if strings.Contains(r.Text, "0.00 %") || r.Summary != "AAPL 2025-09-02: +1.00 (+0.33 %)" {
		t.Errorf("summary %q of\n%s", r.Summary, r.Text)
	}
	h.Bars = h.Bars[1:] // nothing before it: there is no change to tell
	r = call(t, &fakeMarket{history: h}, "history", `{"symbol":"AAPL","start":"2025-09-02","end":"2025-09-02"}`)
	if strings.Contains(r.Text, "\nchange:") || r.Summary != "AAPL 2025-09-02: 302.46" {
		t.Errorf("summary %q of\n%s", r.Summary, r.Text)
	}
}

// A period without bars tells what there was before it.
func TestHistoryBeforeAnyTrading(t *testing.T) {
	r := call(t, &fakeMarket{history: days(t, 1)}, "history", `{"symbol":"AAPL","period":"2025-09-02 to 2025-09-05"}`)
	if want := "history of AAPL: no trading from 2025-09-02 to 2025-09-05; the last close before is 301.46 USD on 2025-09-01."; !r.Failed || !strings.Contains(r.Text, want) {
		t.Errorf("%q, want %q in it", r.Text, want)
	}
}

// Weeks and months of a period are made of its days, of no other days.
func TestHistoryOfWordsInWeeks(t *testing.T) {
	data := &fakeMarket{history: days(t, 40)} // 1 September, a Monday, to 10 October
	data.history.Bars[3].Volume = -1
	r := call(t, data, "history", `{"symbol":"AAPL","period":"2025-09-03 to 2025-10-10","interval":"1wk"}`)
	if data.query.Interval != market.Day || data.query.From.Compare(day(t, "2025-09-02")) > 0 {
		t.Errorf("asked for %+v", data.query)
	}
	for _, want := range []string{
		"\nperiod: 2025-09-03 to the week from 2025-10-06 (6 bars, 1wk)",
		"\nclose before the period: 302.46 on 2025-09-02\nchange from the close before: +38.00 (+12.56 %)",
		"\n2025-09-03 | 302.96 | 308.46 | 302.46 | 307.46 | 200,000,017\n", // Wednesday to Sunday, Thursday's volume is not known
		"\n2025-09-08 | 307.96 | 315.46 | 307.46 | 314.46 | 350,000,070\n",
	} {
		if !strings.Contains(r.Text, want) {
			t.Errorf("no %q in\n%s", want, r.Text)
		}
	}
	r = call(t, data, "history", `{"symbol":"AAPL","period":"2025-09-03 to 2025-10-10","interval":"1mo"}`)
	if !strings.Contains(r.Text, "\nfirst close: 330.46 in the month from 2025-09-03\nlast close: 340.46 in the month from 2025-10-01\n") || !strings.Contains(r.Text, "\n2025-10-01 | 330.96 | 341.46 | 330.46 | 340.46 | ") {
		t.Errorf("months:\n%s", r.Text)
	}
}
