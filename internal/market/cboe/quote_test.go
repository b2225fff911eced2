package cboe

import (
	"errors"
	"strings"
	"testing"
	"time"

	"quotewire/internal/market"
)

// quoteOf is a file of a share; changes are fields to write otherwise.
func quoteOf(stamp string, changes ...string) string {
	f := `{"timestamp": "` + stamp + `", "data": {"symbol": "KO", "current_price": 70.4, "bid": 70.38, "ask": 70.41, "bid_size": 10, "ask_size": 1, "open": 69.1, "high": 70.9, "low": 68.8, ` +
		`"close": 70.6, "volume": 1200300, "iv30": 19.841, "seqno": 25550708096, "prev_day_close": 69.0, "price_change": 1.6, "price_change_percent": 2.31884058, "iv30_change": 0.0, ` +
		`"last_trade_time": "2024-06-26T15:59:59", "exchange_id": 2, "tick": "down", "security_type": "stock"}, "symbol": "KO"}`
	for i := 0; i < len(changes); i += 2 {
		f = strings.Replace(f, changes[i], changes[i+1], 1)
	}
	return f
}

const (
	inSession = "2024-06-26 16:00:00" // UTC: noon in New York
	evening   = "2024-06-26 22:00:00"
	night     = "2024-06-27 03:43:59"
)

// The price and the close before are what Cboe's fields mean at the time of the file.
func TestPriceAndCloseBefore(t *testing.T) {
	live := []string{`"price_change": 1.6`, `"price_change": 1.4`, `15:59:59`, `11:44:59`}
	for name, c := range map[string]struct {
		file          string
		price, before float64
	}{
		"in the session": {quoteOf(inSession, live...), 70.4, 69},
		"in the session, the change is another's": {quoteOf(inSession, `15:59:59`, `11:44:59`), 70.4, -1},
		"in the session, no change":               {quoteOf(inSession, append(live, `"price_change": 1.4`, `"price_change": null`)...), 70.4, -1},
		"after it":                                {quoteOf(evening), 70.6, 69},
		"rolled over":                             {quoteOf(night, `"prev_day_close": 69.0`, `"prev_day_close": 70.6`), 70.6, 69},
		"rolled over, no change":                  {quoteOf(night, `"prev_day_close": 69.0`, `"prev_day_close": 70.6`, `"price_change": 1.6`, `"price_change": null`), 70.6, -1},
		"over, no close yet":                      {quoteOf(evening, `"close": 70.6`, `"close": 0.0`, live[0], live[1]), 70.4, 69},
		"over, the close is of the day before":    {quoteOf(evening, `"close": 70.6`, `"close": 69.0`, live[0], live[1]), 70.4, 69},
		"over, nothing fits":                      {quoteOf(evening, `"prev_day_close": 69.0`, `"prev_day_close": 65.0`), 70.6, -1},
		"shortly after, the print still":          {quoteOf("2024-06-26 20:05:00", live[0], live[1]), 70.4, 69},
		"shortly after, nothing is out":           {quoteOf("2024-06-26 20:05:00"), 70.4, -1},
		"a half day, over at one":                 {quoteOf("2024-07-03 18:00:00", "2024-06-26T15:59:59", "2024-07-03T12:59:59"), 70.6, 69},
		"as text":                                 {quoteOf(evening, `70.6`, `"70.6"`, `69.0`, `"69.0"`, `"price_change": 1.6`, `"price_change": "1.6"`), 70.6, 69},
		"before the opening, no trade yet": {quoteOf(night, `70.4`, `70.6`, `"price_change": 1.6`, `"price_change": 0.0`, `"prev_day_close": 69.0`, `"prev_day_close": 70.6`,
			`69.1`, `0.0`, `70.9`, `0.0`, `68.8`, `0.0`, `1200300`, `0`), 70.6, -1},
		"unchanged over a day": {quoteOf(night, `70.4`, `70.6`, `"price_change": 1.6`, `"price_change": 0.0`, `"prev_day_close": 69.0`, `"prev_day_close": 70.6`), 70.6, 70.6},
		"no trade":             {quoteOf(evening, `"2024-06-26T15:59:59"`, `null`, live[0], live[1]), 70.4, 69},
	} {
		s := serve(t, "2024-06-26 23:50:00", files{quotesPath + "KO.json": c.file})
		all, errs := s.Quotes(t.Context(), []market.Symbol{symbol(t, "KO")})
		if errs[0] != nil {
			t.Fatalf("%s: %v", name, errs[0])
		}
		k := all[0]
		if num(k.Price) != c.price || num(k.PreviousClose) != c.before {
			t.Errorf("%s: price %v after %v, want %v after %v", name, num(k.Price), num(k.PreviousClose), c.price, c.before)
		}
		if k.Change.IsZero() != (c.before < 0) || k.ChangePercent.IsZero() != (c.before < 0) {
			t.Errorf("%s: change %v, %v %%", name, num(k.Change), num(k.ChangePercent))
		}
	}
}

func TestQuote(t *testing.T) {
	s := serve(t, "2024-06-26 23:50:00", files{
		quotesPath + "KO.json": quoteOf(night, `"prev_day_close": 69.0`, `"prev_day_close": 70.6`),
		yearPath + "KO.json":   `{"timestamp": "2024-06-26 11:06:33", "data": {"symbol": "KO", "annual_high": 70.80000305175781, "iv30_annual_high": 30.3, "annual_low": 51.54999923706055}, "symbol": "KO"}`,
	})
	all, errs := s.Quotes(t.Context(), []market.Symbol{symbol(t, "KO")})
	if errs[0] != nil {
		t.Fatal(errs[0])
	}
	k := all[0]
	for what, c := range map[string]struct{ got, want float64 }{
		"change": {num(k.Change), 1.6}, "percent": {num(k.ChangePercent), 2.31884058}, "open": {num(k.Open), 69.1}, "high": {num(k.DayHigh), 70.9}, "low": {num(k.DayLow), 68.8},
		"volume": {num(k.Volume), 1200300}, "bid": {num(k.Bid), 70.38}, "ask": {num(k.Ask), 70.41}, "delay": {num(k.DelayMinutes), 15},
		// The day's high is above that of the year before it.
		"year's high": {num(k.YearHigh), 70.9}, "year's low": {num(k.YearLow), 51.55}, "market value": {num(k.MarketCap), -1},
	} {
		if c.got != c.want {
			t.Errorf("%s: %v, want %v", what, c.got, c.want)
		}
	}
	if want := at(t, "2024-06-26 15:59:59"); !k.AsOf.Equal(want) || k.AsOf.Location() != time.UTC {
		t.Errorf("as of %s, want %s", k.AsOf, want)
	}
	if k.Kind != market.KindEquity || k.Currency != "USD" || k.TimeZone != "America/New_York" || k.State != market.StateClosed || k.Exchange != "" {
		t.Errorf("%+v", k)
	}
	if o := k.Origin; o.Provider != "Cboe" || o.URL != "https://www.cboe.com/delayed_quotes/ko" || !o.AsOf.Equal(at(t, "2024-06-26 23:50:00")) {
		t.Errorf("origin %+v", o)
	}
}

// What is 0 was not sent, in an index all of it.
func TestZeroIsAbsent(t *testing.T) {
	file := `{"timestamp":"2024-06-26 22:00:00","data":{"symbol":"^TNX","security_type":"index","exchange_id":0,"current_price":42.53,"price_change":-0.41,"bid":0.0,"ask":0.0,"bid_size":0,` +
		`"open":0.0,"high":0.0,"low":0.0,"close":0.0,"prev_day_close":42.94,"volume":0,"last_trade_time":"2024-06-26T15:00:02"},"symbol":"_TNX"}`
	s := serve(t, "2024-06-26 18:30:00", files{quotesPath + "_TNX.json": file})
	all, errs := s.Quotes(t.Context(), []market.Symbol{symbol(t, "^TNX")})
	if errs[0] != nil {
		t.Fatal(errs[0])
	}
	k := all[0]
	// Cboe's figure is ten times the yield.
	if num(k.Price) != 4.253 || num(k.PreviousClose) != 4.294 || num(k.Change) != -0.041 || k.Kind != market.KindIndex {
		t.Errorf("price %v after %v, %v: %s", num(k.Price), num(k.PreviousClose), num(k.Change), k.Kind)
	}
	for what, n := range map[string]market.Number{"bid": k.Bid, "ask": k.Ask, "open": k.Open, "high": k.DayHigh, "low": k.DayLow, "volume": k.Volume, "year": k.YearHigh} {
		if !n.IsZero() {
			t.Errorf("%s is %v, want it absent", what, num(n))
		}
	}
}

// A time that lies after the file itself has lost its zone, or is of something else.
func TestTimesThatCannotBe(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		want time.Time
	}{
		"UTC without a zone": {quoteOf("2024-06-26 20:20:00", "15:59:59", "19:59:59"), time.Time{}},
		"with a zone":        {quoteOf(evening, "2024-06-26T15:59:59", "2024-06-26T19:59:59Z"), at(t, "2024-06-26 15:59:59")},
		"no time":            {quoteOf(evening, "2024-06-26T15:59:59", "soon"), time.Time{}},
		"the first second":   {quoteOf(evening, "2024-06-26T15:59:59", "0001-01-01T00:00:00"), time.Time{}},
		"no time of a file":  {quoteOf("", "15:59:59", "15:00:00"), at(t, "2024-06-26 15:00:00")},
	} {
		s := serve(t, "2024-06-26 18:30:00", files{quotesPath + "KO.json": c.file})
		all, errs := s.Quotes(t.Context(), []market.Symbol{symbol(t, "KO")})
		if errs[0] != nil || !all[0].AsOf.Equal(c.want) {
			t.Errorf("%s: %+v, %v, want %s", name, all[0], errs[0], c.want)
		}
	}
}

// The state is the calendar's, but where the price is not of the session under way:
// yesterday's file under today's date.
func TestState(t *testing.T) {
	for now, want := range map[string]market.State{
		"2024-06-26 12:00:00": market.StateOpen, "2024-06-26 16:05:00": market.StatePost, "2024-06-26 20:00:00": market.StateClosed,
		"2024-06-27 03:59:00": market.StateClosed, "2024-06-27 04:00:00": market.StatePre, "2024-06-27 09:40:00": market.StateOpen,
		"2024-06-27 10:30:00": market.StateUnknown, "2024-06-29 12:00:00": market.StateClosed, "2024-07-03 13:30:00": market.StatePost,
		"2024-07-03 17:00:00": market.StateClosed, "2024-07-04 12:00:00": market.StateClosed, "2090-07-05 12:00:00": market.StateUnknown,
	} {
		s := serve(t, now, files{quotesPath + "KO.json": quoteOf(at(t, now).UTC().Format(time.DateTime), "15:59:59", "11:59:59")})
		all, errs := s.Quotes(t.Context(), []market.Symbol{symbol(t, "KO")})
		if errs[0] != nil || all[0].State != want {
			t.Errorf("at %s: %+v, %v, want it %s", now, all[0], errs[0], want)
		}
	}
}

// What contradicts the question is no answer to it.
func TestAnotherThanAsked(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		want error
	}{
		"another symbol":  {quoteOf(evening, `"symbol": "KO"`, `"symbol": "PEP"`), market.ErrUnknownSymbol},
		"an index":        {quoteOf(evening, `"stock"`, `"index"`), market.ErrUnknownSymbol},
		"no symbol":       {`{"timestamp":"x","data":{}}`, market.ErrMalformed},
		"no price":        {`{"timestamp":"x","data":{"symbol":"KO"},"symbol":"KO"}`, market.ErrNoData},
		"nothing":         {`{"timestamp":"x","data":null,"symbol":"KO"}`, market.ErrNoData},
		"a list":          {`[]`, market.ErrMalformed},
		"cut":             {quoteOf(evening)[:200], market.ErrMalformed},
		"a page with 200": {"<!DOCTYPE html><html><head><title>Access Denied</title></head></html>", market.ErrBlocked},
		"prices below 0":  {quoteOf(evening, "70.4", "-70.4", "70.6", "-70.6"), market.ErrNoData},
	} {
		s := serve(t, "2024-06-26 18:30:00", files{quotesPath + "KO.json": c.file})
		all, errs := s.Quotes(t.Context(), []market.Symbol{symbol(t, "KO")})
		e, ok := errors.AsType[*market.Error](errs[0])
		if !ok || e.Kind != c.want || e.Symbol != "KO" || all[0] != nil {
			t.Errorf("%s: %+v, %v, want %v", name, all[0], errs[0], c.want)
		}
	}
}

// The range of a year is left out where it is old, of another symbol, or absurd.
func TestRangesOfAYearThatAreNone(t *testing.T) {
	for name, file := range map[string]string{
		"old":     `{"timestamp": "2024-06-10 11:06:33", "data": {"annual_high": 80.1, "annual_low": 50.2}, "symbol": "KO"}`,
		"another": `{"timestamp": "2024-06-26 11:06:33", "data": {"annual_high": 80.1, "annual_low": 50.2}, "symbol": "PEP"}`,
		"absurd":  `{"timestamp": "2024-06-26 11:06:33", "data": {"annual_high": 50.2, "annual_low": 80.1}, "symbol": "KO"}`,
		"half":    `{"timestamp": "2024-06-26 11:06:33", "data": {"annual_high": 80.1, "annual_low": 0.0}, "symbol": "KO"}`,
		"none":    `{"timestamp": "2024-06-26 11:06:33", "data": null, "symbol": "KO"}`,
	} {
		s := serve(t, "2024-06-26 18:30:00", files{quotesPath + "KO.json": quoteOf(evening), yearPath + "KO.json": file})
		all, errs := s.Quotes(t.Context(), []market.Symbol{symbol(t, "KO")})
		if errs[0] != nil || !all[0].YearHigh.IsZero() || !all[0].YearLow.IsZero() {
			t.Errorf("%s: %+v, %v", name, all[0], errs[0])
		}
	}
}
