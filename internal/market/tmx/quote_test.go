package tmx

import (
	"context"
	"errors"
	"strings"
	"testing"

	"quotewire/internal/market"
)

// quoteOf is an answer about a share; changes are fields to write otherwise.
func quoteOf(changes ...string) string {
	a := `{"data":{"getQuoteBySymbol":{"symbol":"TOY","name":"Toy Makers Inc. Class B","price":31.5,"priceChange":0.5,"percentChange":1.6129032303,"exchangeName":"Toronto Stock Exchange","exShortName":"TSX",` +
		`"exchangeCode":"TSX","volume":184579,"openPrice":31.1,"dayHigh":31.9,"dayLow":30.8,"MarketCap":2205000000,"MarketCapAllClasses":3150000000,"peRatio":"","prevClose":31,"dividendYield":null,"eps":null,` +
		`"exDividendDate":"","shareOutStanding":70000000,"totalSharesOutStanding":100000000,"weeks52high":40.2,"weeks52low":25.1,"averageVolume10D":150000,"priceToBook":12.996,"day50MovingAvg":33.2,"day200MovingAvg":30.7,"datatype":"equity","issueType":"CS"}}}`
	for i := 0; i < len(changes); i += 2 {
		a = strings.Replace(a, changes[i], changes[i+1], 1)
	}
	return a
}

func says(text string) func(question) string { return func(question) string { return text } }

func TestQuote(t *testing.T) {
	f := &server{answer: says(quoteOf())}
	s := serve(t, "2024-06-26 12:00:00", f)
	all, errs := s.Quotes(t.Context(), []market.Symbol{symbol(t, "TOY.TO")})
	if errs[0] != nil {
		t.Fatal(errs[0])
	}
	k := all[0]
	for what, c := range map[string]struct{ got, want float64 }{
		"price": {num(k.Price), 31.5}, "before": {num(k.PreviousClose), 31}, "change": {num(k.Change), 0.5}, "percent": {num(k.ChangePercent), 1.61290323}, "open": {num(k.Open), 31.1},
		"high": {num(k.DayHigh), 31.9}, "low": {num(k.DayLow), 30.8}, "volume": {num(k.Volume), 184579}, "year's high": {num(k.YearHigh), 40.2}, "year's low": {num(k.YearLow), 25.1},
		"10 days": {num(k.AverageVolume10D), 150000}, "50 days": {num(k.Average50D), 33.2}, "200 days": {num(k.Average200D), 30.7}, "delay": {num(k.DelayMinutes), 15},
		// Of all classes: one alone is not what the company is worth.
		"worth": {num(k.MarketCap), 3.15e9}, "shares": {num(k.SharesOutstanding), 1e8},
		// Prices in one currency by accounts in another.
		"price to book": {num(k.PriceToBook), -1}, "P/E": {num(k.TrailingPE), -1}, "EPS": {num(k.EPS), -1},
	} {
		if c.got != c.want {
			t.Errorf("%s: %v, want %v", what, c.got, c.want)
		}
	}
	if k.Name != "Toy Makers Inc. Class B" || k.Kind != market.KindEquity || k.Currency != "CAD" || k.Exchange != "TOR" || k.TimeZone != "America/Toronto" || k.State != market.StateOpen {
		t.Errorf("%+v", k)
	}
	// There is no time in the answer: when it came is all there is.
	if !k.AsOf.IsZero() || !k.Origin.AsOf.Equal(at(t, "2024-06-26 12:00:00")) || k.Origin.URL != "https://money.tmx.com/en/quote/TOY" {
		t.Errorf("as of %s, origin %+v", k.AsOf, k.Origin)
	}
	q := f.asked[0]
	if q.Operation != "getQuoteBySymbol" || q.Variables["symbol"] != "TOY" || q.Variables["locale"] != "en" || !strings.Contains(q.Query, "getQuoteBySymbol(symbol: $symbol, locale: $locale)") {
		t.Errorf("asked %+v", q)
	}
	if f.header.Get("Content-Type") != "application/json" || f.header.Get("Origin") != "https://money.tmx.com" || !strings.HasPrefix(f.header.Get("User-Agent"), "Mozilla/5.0") {
		t.Errorf("headers %v", f.header)
	}
}

// Empty texts, nulls and figures that contradict each other are absent.
func TestWhatIsNotThere(t *testing.T) {
	for name, c := range map[string]struct {
		change        []string
		before, worth float64
	}{
		"a change that contradicts":    {[]string{`"priceChange":0.5`, `"priceChange":-0.5`}, -1, 3.15e9},
		"no change":                    {[]string{`"priceChange":0.5`, `"priceChange":null`}, 31, 3.15e9},
		"no close before":              {[]string{`"prevClose":31`, `"prevClose":""`}, -1, 3.15e9},
		"a close before of 0":          {[]string{`"prevClose":31`, `"prevClose":0`}, -1, 3.15e9},
		"worth in another currency":    {[]string{`3150000000`, `2300000000`}, 31, -1},
		"no shares":                    {[]string{`"totalSharesOutStanding":100000000`, `"totalSharesOutStanding":null`}, 31, -1},
		"a worth of 0 and shares of 0": {[]string{`3150000000`, `0`, `100000000`, `0`}, 31, -1},
	} {
		s := serve(t, "2024-06-26 12:00:00", &server{answer: says(quoteOf(c.change...))})
		all, errs := s.Quotes(t.Context(), []market.Symbol{symbol(t, "TOY.TO")})
		if errs[0] != nil {
			t.Fatalf("%s: %v", name, errs[0])
		}
		if k := all[0]; num(k.PreviousClose) != c.before || num(k.MarketCap) != c.worth || k.Change.IsZero() != (c.before < 0) || k.SharesOutstanding.IsZero() != (c.worth < 0) {
			t.Errorf("%s: %+v", name, k)
		}
	}
	empty := serve(t, "2024-06-26 12:00:00", &server{answer: says(`{"data":{"getQuoteBySymbol":{"symbol":"TOY","price":"31.50","openPrice":0,"dayHigh":"","dayLow":null,"exchangeCode":""}}}`)})
	all, errs := empty.Quotes(t.Context(), []market.Symbol{symbol(t, "TOY.TO")})
	if k := all[0]; errs[0] != nil || num(k.Price) != 31.5 || !k.Open.IsZero() || !k.DayHigh.IsZero() || !k.DayLow.IsZero() || !k.Volume.IsZero() || !k.YearLow.IsZero() || k.Exchange != "" || k.Kind != market.KindOther {
		t.Errorf("%+v, %v", all[0], errs[0])
	}
}

func TestListings(t *testing.T) {
	for name, c := range map[string]struct {
		symbol, asked, currency, exchange string
		change                            []string
		want                              error
	}{
		"Toronto":                      {"TOY.TO", "TOY", "CAD", "TOR", nil, nil},
		"Venture":                      {"TOY.V", "TOY", "CAD", "VAN", []string{`"exchangeCode":"TSX"`, `"exchangeCode":"TSXV"`}, nil},
		"in US dollars":                {"TOY-U.TO", "TOY.U", "USD", "TOR", []string{`"symbol":"TOY"`, `"symbol":"TOY.U"`}, nil},
		"a class":                      {"TOY-B.TO", "TOY.B", "CAD", "TOR", []string{`"symbol":"TOY"`, `"symbol":"TOY.B"`}, nil},
		"preferred":                    {"TOY-PA.TO", "TOY.PR.A", "CAD", "TOR", []string{`"symbol":"TOY"`, `"symbol":"TOY.PR.A"`}, nil},
		"preferred, series U or in US": {"TOY-PU.TO", "TOY.PR.U", "", "TOR", []string{`"symbol":"TOY"`, `"symbol":"TOY.PR.U"`}, nil},
		"Toronto's for Venture's":      {"TOY.V", "TOY", "", "", nil, market.ErrUnknownSymbol},
		"New York's for Toronto's":     {"TOY.TO", "TOY", "", "", []string{`"exchangeCode":"TSX"`, `"exchangeCode":"NYE"`}, market.ErrUnknownSymbol},
		"another symbol":               {"TOY.TO", "TOY", "", "", []string{`"symbol":"TOY"`, `"symbol":"TOYS"`}, market.ErrUnknownSymbol},
	} {
		f := &server{answer: says(quoteOf(c.change...))}
		s := serve(t, "2024-06-26 12:00:00", f)
		all, errs := s.Quotes(t.Context(), []market.Symbol{symbol(t, c.symbol)})
		if f.asked[0].Variables["symbol"] != c.asked || !errors.Is(errs[0], c.want) || (c.want == nil) != (errs[0] == nil) {
			t.Errorf("%s: asked for %v, %v, want %v", name, f.asked[0].Variables["symbol"], errs[0], c.want)
		}
		if c.want == nil && (all[0].Currency != c.currency || all[0].Exchange != c.exchange) {
			t.Errorf("%s: %+v", name, all[0])
		}
	}
	s := serve(t, "2024-06-26 12:00:00", &server{answer: says("")})
	for text, want := range map[string]bool{"SHOP.TO": true, "RCI-B.TO": true, "ABC.V": true, "SHOP": false, "VOD.L": false, "^GSPTSE": false, "SHOP.NE": false} {
		if got := s.Covers(symbol(t, text)); got != want {
			t.Errorf("covers %s: %v", text, got)
		}
	}
	if _, errs := s.Quotes(t.Context(), []market.Symbol{symbol(t, "VOD.L")}); !errors.Is(errs[0], market.ErrUnknownSymbol) {
		t.Errorf("what is not covered is %v", errs[0])
	}
}

func TestState(t *testing.T) {
	for now, want := range map[string]market.State{
		"2024-06-26 09:29:00": market.StateClosed, "2024-06-26 09:30:00": market.StateOpen, "2024-06-26 16:00:00": market.StateClosed, "2024-06-29 12:00:00": market.StateClosed,
		"2024-07-01 12:00:00": market.StateClosed, "2024-07-04 12:00:00": market.StateOpen, "2095-07-05 12:00:00": market.StateUnknown,
	} {
		s := serve(t, now, &server{answer: says(quoteOf())})
		all, errs := s.Quotes(t.Context(), []market.Symbol{symbol(t, "TOY.TO")})
		if errs[0] != nil || all[0].State != want {
			t.Errorf("at %s: %+v, %v, want it %s", now, all[0], errs[0], want)
		}
	}
}

// An error is an answer with status 200, and none is what it seems.
func TestErrorsInAnswers(t *testing.T) {
	failed := func(code, message string) string {
		return `{"errors":[{"message":"` + message + `","path":["getQuoteBySymbol"],"extensions":{"code":"` + code + `"}}],"data":{"getQuoteBySymbol":null}}`
	}
	for name, c := range map[string]struct {
		status int
		answer string
		want   error
		asked  int
	}{
		"null":               {200, `{"data":{"getQuoteBySymbol":null}}`, market.ErrUnknownSymbol, 2},
		"no such field":      {200, `{"data":{"other":{}}}`, market.ErrUnknownSymbol, 2},
		"an empty object":    {200, `{"data":{"getQuoteBySymbol":{}}}`, market.ErrMalformed, 2},
		"no price":           {200, `{"data":{"getQuoteBySymbol":{"symbol":"TOY","price":null}}}`, market.ErrNoData, 2},
		"not found":          {200, failed("INTERNAL_SERVER_ERROR", "Request failed with status code 404"), market.ErrUnknownSymbol, 2},
		"behind it is down":  {200, failed("INTERNAL_SERVER_ERROR", "Request failed with status code 503"), market.ErrUnavailable, 1},
		"too many":           {200, failed("INTERNAL_SERVER_ERROR", "Too many requests"), market.ErrBlocked, 1},
		"a question refused": {400, failed("GRAPHQL_VALIDATION_FAILED", "Cannot query field x"), market.ErrMalformed, 2},
		"who knows":          {200, failed("INTERNAL_SERVER_ERROR", "Oops"), market.ErrNoData, 2},
		"a page":             {200, "<!DOCTYPE html><html><head></head></html>", market.ErrBlocked, 1},
		"a page with 403":    {403, "<html><head></head></html>", market.ErrBlocked, 1},
		"neither":            {200, `{}`, market.ErrMalformed, 2},
		"cut":                {200, quoteOf()[:100], market.ErrMalformed, 2},
		"another shape":      {200, `{"data":[]}`, market.ErrMalformed, 2},
		"400 without errors": {400, `{"message":"no"}`, market.ErrNoData, 2},
	} {
		f := &server{status: c.status, answer: says(c.answer)}
		s := serve(t, "2024-06-26 12:00:00", f)
		symbols := []market.Symbol{symbol(t, "TOY.TO"), symbol(t, "TOY.TO")}
		all, errs := s.Quotes(t.Context(), symbols)
		for i, err := range errs {
			if e, ok := errors.AsType[*market.Error](err); !ok || e.Kind != c.want || e.Symbol != "TOY.TO" || all[i] != nil {
				t.Errorf("%s: %+v, %v, want %v", name, all[i], err, c.want)
			}
			if strings.Contains(err.Error(), "Oops") {
				t.Errorf("%s: repeats what was said: %v", name, err)
			}
		}
		if len(f.asked) != c.asked {
			t.Errorf("%s: asked %d times, want %d", name, len(f.asked), c.asked)
		}
	}
}

func TestLeaving(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := serve(t, "2024-06-26 12:00:00", &server{answer: func(question) string {
		cancel()
		return quoteOf()
	}})
	_, errs := s.Quotes(ctx, []market.Symbol{symbol(t, "TOY.TO"), symbol(t, "TOY.TO")})
	if !errors.Is(errs[1], context.Canceled) {
		t.Errorf("%v", errs)
	}
	if _, err := s.History(ctx, market.HistoryQuery{Symbol: symbol(t, "TOY.TO"), Range: "1mo", Interval: market.Day}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
