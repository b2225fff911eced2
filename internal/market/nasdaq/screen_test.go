package nasdaq

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

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

func TestAnnouncements(t *testing.T) {
	body := data(`{"asOf":"Tue, Jul 2, 2024","headers":{},"rows":[` +
		`{"lastYearRptDt":"6/29/2023","lastYearEPS":"$1.74","time":"time-pre-market","symbol":"MSM","name":"MSC","marketCap":"$4,465,201,458","fiscalQuarterEnding":"May/2024","epsForecast":"$1.33","noOfEsts":"8"},` +
		`{"lastYearRptDt":"N/A","lastYearEPS":"N/A","time":"time-not-supplied","symbol":"WDS","name":"Woodside","marketCap":"","fiscalQuarterEnding":"Mar/2024","epsForecast":"","noOfEsts":"N/A"},` +
		`{"lastYearRptDt":"6/27/2023","lastYearEPS":"($0.09)","time":"time-after-hours","symbol":"BRK/B","name":"B","marketCap":"$1","fiscalQuarterEnding":"","epsForecast":"($0.24)","noOfEsts":"1"},{"symbol":"A^B"},null]}`)
	f := newServer(t, map[string]string{"": body})
	s := newSource(t, f.URL, saturday)
	all, err := s.Announcements(t.Context(), market.Date{Year: 2024, Month: time.July, Day: 2})
	if err != nil || len(all) != 3 {
		t.Fatalf("%v, %v", all, err)
	}
	if f.asked[0].URL.RequestURI() != "/api/calendar/earnings?date=2024-07-02" {
		t.Errorf("asked for %s", f.asked[0].URL)
	}
	want(t, "forecast", all[0].Forecast, "1.33")
	want(t, "cap", all[0].MarketCap, "4465201458")
	want(t, "last year", all[0].LastEPS, "1.74")
	want(t, "analysts", all[0].Analysts, "8")
	want(t, "a loss", all[2].Forecast, "-0.24")
	want(t, "a loss last year", all[2].LastEPS, "-0.09")
	for i, n := range []market.Number{all[1].Forecast, all[1].LastEPS, all[1].Analysts, all[1].MarketCap} {
		if !n.IsZero() {
			t.Errorf("figure %d is %s", i, n.Plain())
		}
	}
	if all[0].When != BeforeOpening || all[1].When != "" || all[2].When != AfterClose || all[0].LastYear.String() != "2023-06-29" || !all[1].LastYear.IsZero() || all[2].Symbol.String() != "BRK-B" || all[0].Quarter != "May/2024" {
		t.Errorf("%+v", all)
	}
	if all, err = newSource(t, newServer(t, map[string]string{"": data(`{"rows":null}`)}).URL, saturday).Announcements(t.Context(), market.Date{Year: 2024, Month: time.July, Day: 4}); err != nil || all == nil || len(all) != 0 {
		t.Errorf("none: %v, %v", all, err)
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
