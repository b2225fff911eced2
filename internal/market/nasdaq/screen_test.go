package nasdaq

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
)

func listedRow(symbol, price, change, volume, size string) string {
	return fmt.Sprintf(`{"symbol":%q,"name":"Name of %[1]s","lastsale":%q,"netchange":%q,"pctchange":"9%%","volume":%q,"marketCap":%q,"country":"","url":"/x"}`, symbol, price, change, volume, size)
}

func listedShares() string {
	return `{"asOf":null,"headers":{},"rows":[` + strings.Join([]string{
		listedRow("AAPL", "$105.00", "5.00", "46767645", "4514709583000.00"), listedRow("BRK/B", "$110.00", "10.00", "50000", "900000000000.00"), listedRow("MSFT", "$90.00", "-10.00", "22489138", "3588320603071.00"),
		listedRow("TINY", "$50.00", "20.00", "9000000", "1000000.00"), listedRow("NOCAP", "$50.00", "20.00", "9000000", ""), listedRow("ABR^D", "$15.88", "5.00", "9000000", "9000000000.00"), listedRow("PENNY", "$1.00", "0.50", "9000000", "9000000000.00"),
		listedRow("QUIET", "$50.00", "20.00", "100", "9000000000.00"), listedRow("WORDS", "$50.00", "UNCH", "9000000", "9000000000.00"), listedRow("NONE", "NA", "1.00", "9000000", "9000000000.00"), "null",
	}, ",") + `]}`
}

func TestScreens(t *testing.T) {
	for _, list := range []string{listedShares(), `{"table":` + listedShares() + `}`} {
		f := newServer(t, map[string]string{"": data(list)})
		s := newSource(t, f.URL, saturday)
		for name, want := range map[string]string{"day_gainers": "BRK-B 10 AAPL 5", "day_losers": "MSFT -10", "most_actives": "AAPL 5 MSFT -10"} {
			page, err := s.Screen(t.Context(), name, market.ScreenQuery{Limit: 25, Region: "us"})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, row := range page.Rows {
				got = append(got, row.Symbol.String(), row.ChangePercent.Plain())
				if row.State != market.StateClosed || !row.AsOf.IsZero() || row.Currency != "USD" || row.Exchange != "" || row.Name == "" || row.Origin.Provider != "Nasdaq" {
					t.Errorf("%s: %+v", name, row)
				}
			}
			if strings.Join(got, " ") != want || page.Title == "" || page.Total != market.Num(float64(len(page.Rows))) {
				t.Errorf("%s: %v of %s", name, got, page.Total.Plain())
			}
		}
		if q := f.asked[0].URL; q.Path != "/api/screener/stocks" || q.Query().Get("download") != "true" {
			t.Errorf("asked for %s", q)
		}
		page, err := s.Screen(t.Context(), "day_gainers", market.ScreenQuery{Limit: 1, Offset: 1})
		if err != nil || len(page.Rows) != 1 || page.Rows[0].Symbol.String() != "AAPL" || page.Offset != 1 || page.Total.Plain() != "2" {
			t.Errorf("second page: %+v, %v", page, err)
		}
		if page, err = s.Screen(t.Context(), "day_gainers", market.ScreenQuery{Limit: 1, Offset: 99}); err != nil || len(page.Rows) != 0 || page.Rows == nil {
			t.Errorf("past the last: %+v, %v", page, err)
		}
	}
	s := newSource(t, newServer(t, map[string]string{"": data(`{"rows":[]}`)}).URL, saturday)
	for what, c := range map[string]struct {
		name string
		q    market.ScreenQuery
		want error
	}{"an empty list": {"day_gainers", market.ScreenQuery{}, market.ErrMalformed}, "another screen": {"portfolio_anchors", market.ScreenQuery{}, market.ErrNoData}, "elsewhere": {"day_gainers", market.ScreenQuery{Region: "de"}, market.ErrNoData}} {
		if page, err := s.Screen(t.Context(), c.name, c.q); !errors.Is(err, c.want) || page != nil {
			t.Errorf("%s: %v, %v", what, page, err)
		}
	}
}

func FuzzAnswers(f *testing.F) {
	f.Add([]byte(infoOf(`{"lastSalePrice":"$266.782","netChange":"0.318","deltaIndicator":"down","lastTradeTimestamp":"DATA AS OF Mar 18, 2026 10:33 AM ET"}`, `{"lastSalePrice":"1e308"}`, keyStats)))
	f.Add([]byte(data(days)))
	f.Add([]byte(data(listedShares())))
	f.Add([]byte(`{"data":{"symbol":"AAPL","tradesTable":{"rows":[{"date":"99/99/9999","close":1e308},{"date":"01/02/0001","close":-1}]},"dividends":{"rows":[{"exOrEffDate":"01/02/2020","type":"Cash","amount":1}]},"summaryData":{"Beta":3},"keyStats":[]},"status":{"rCode":"200"}}`))
	s := newSource(f, "", saturday)
	apple, now := sym(f, "AAPL"), moment(f, saturday)
	at := s.venues.Of("AAPL")
	f.Fuzz(func(t *testing.T, body []byte) {
		if v := dataIn[info](body); v != nil {
			if k, err := s.ticker(apple, stocks, v); (k == nil) == (err == nil) || k != nil && k.Price.IsZero() {
				t.Errorf("%+v, %v", k, err)
			}
		}
		if v := dataIn[historical](body); v != nil {
			h, err := s.read(market.HistoryQuery{Symbol: apple, Range: "max", Interval: market.Day}, stocks, v, at, now)
			if (h == nil) == (err == nil) {
				t.Errorf("%v, %v", h, err)
			}
			for i := 0; h != nil && i < len(h.Bars); i++ {
				if b := h.Bars[i]; b.Close <= 0 || i > 0 && b.Time <= h.Bars[i-1].Time {
					t.Errorf("bar %d is %+v", i, b)
				}
			}
		}
		if v := dataIn[dividends](body); v != nil && v.Table != nil {
			for _, d := range v.between(market.Date{}, market.DateOf(now)) {
				if d.Amount.IsZero() || d.Date.IsZero() {
					t.Errorf("dividend %+v", d)
				}
			}
		}
		if v := dataIn[summary](body); v != nil && v.fundamentals().Statistics == nil {
			t.Error("no statistics")
		}
		if v := dataIn[list](body); v != nil {
			for _, k := range s.listing(v) {
				if k.Price.IsZero() {
					t.Errorf("%+v", k)
				}
			}
		}
	})
}

func dataIn[V any](body []byte) *V {
	var e envelope[V]
	if httpsource.JSON(body, &e) != nil {
		return nil
	}
	return e.Data
}
