package yahoo

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"quotewire/internal/market"
)

// eventsBody is a chart with three dividends and two splits, in no order.
const eventsBody = `{"chart":{"result":[{"meta":{"currency":"USD","symbol":"AAPL","longName":"Apple Inc.","firstTradeDate":-252322200,"exchangeTimezoneName":"America/New_York"},"timestamp":[1],"indicators":{},` +
	`"events":{"dividends":{"1604673000":{"amount":0.205,"date":1604673000},"1596807000":{"amount":0.82,"date":1596807000,"currency":"EUR"},"1612535400":{"amount":0.205,"date":1612535400},"x":{"amount":null,"date":1612535400},"y":{"amount":0,"date":1612535400},"z":{"amount":1}},` +
	`"splits":{"1598880600":{"date":1598880600,"numerator":4,"denominator":1,"splitRatio":"4:1"},"1402320600":{"date":1402320600,"numerator":7,"denominator":1,"splitRatio":"7:1"},"0":{"date":1402320600,"numerator":7,"denominator":0}}}}],"error":null}}`

func TestActions(t *testing.T) {
	f := newFakeYahoo(t)
	var asked []string
	f.on("/v8/finance/chart", func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		asked = append(asked, strings.Join([]string{q.Get("events"), q.Get("interval"), q.Get("period1"), q.Get("period2")}, " "))
		fmt.Fprint(w, eventsBody)
	})
	m := newTestMarket(t, options{BaseURL: f.URL, Now: func() time.Time { return time.Date(2021, time.June, 1, 15, 0, 0, 0, time.UTC) }})
	all, err := m.Actions(t.Context(), sym(t, "AAPL"), market.Date{}, market.Date{})
	if err != nil {
		t.Fatal(err)
	}
	want := []market.Dividend{
		{Date: market.Date{Year: 2020, Month: time.August, Day: 7}, Amount: market.Num(0.82), Currency: "EUR"},
		{Date: market.Date{Year: 2020, Month: time.November, Day: 6}, Amount: market.Num(0.205), Currency: ""},
		{Date: market.Date{Year: 2021, Month: time.February, Day: 5}, Amount: market.Num(0.205), Currency: ""},
	}
	splits := []market.Split{
		{Date: market.Date{Year: 2014, Month: time.June, Day: 9}, Numerator: market.Num(7), Denominator: market.Num(1), Ratio: "7:1"},
		{Date: market.Date{Year: 2020, Month: time.August, Day: 31}, Numerator: market.Num(4), Denominator: market.Num(1), Ratio: "4:1"},
	}
	if !slices.Equal(all.Dividends, want) || !slices.Equal(all.Splits, splits) || all.Currency != "USD" || !all.From.IsZero() || all.FirstTrade.String() != "1962-01-02" {
		t.Errorf("actions = %+v", all)
	}
	from, to := market.Date{Year: 2020, Month: time.August, Day: 31}, market.Date{Year: 2020, Month: time.November, Day: 6}
	part, err := m.Actions(t.Context(), sym(t, "AAPL"), from, to)
	if err != nil || !slices.Equal(part.Dividends, want[1:2]) || !slices.Equal(part.Splits, splits[1:]) || part.From != from || part.To != to {
		t.Errorf("actions of both days = %+v, %v", part, err)
	}
	if len(asked) != 2 || !strings.HasPrefix(asked[0], "div,splits 1d -2209042800 ") || !strings.HasPrefix(asked[1], "div,splits 1d 1598778000 1604761200") {
		t.Errorf("asked %q", asked)
	}
}

func TestNoActionsAreNoError(t *testing.T) {
	f := newFakeYahoo(t)
	m := newTestMarket(t, options{BaseURL: f.URL})
	for i, events := range []string{`{}`, `null`, `[]`, `{"dividends":null,"splits":[]}`} {
		f.says("/v8/finance/chart", 200, `{"chart":{"result":[{"meta":{"symbol":"AAPL"},"events":`+events+`}],"error":null}}`)
		got, err := m.Actions(t.Context(), sym(t, "AAPL"), market.Date{Year: 2020, Month: time.January, Day: i + 1}, market.Date{})
		if err != nil || got.Dividends == nil || got.Splits == nil || len(got.Dividends)+len(got.Splits) != 0 {
			t.Errorf("actions of %s = %+v, %v", events, got, err)
		}
	}
	f.says("/v8/finance/chart", 200, `{"chart":{"result":[{"meta":{"symbol":"MSFT"}}],"error":null}}`)
	_, err := m.Actions(t.Context(), sym(t, "AAPL"), market.Date{}, market.Date{})
	wantKind(t, err, market.ErrMalformed)
}
