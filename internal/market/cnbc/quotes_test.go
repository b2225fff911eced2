package cnbc

import (
	"errors"
	"strings"
	"testing"

	"quotewire/internal/market"
)

const (
	during = "2026-03-18T11:30:00-04:00"
	apple  = `{"symbol":"AAPL","code":0,"name":"Example Inc","shortName":"EXMP","last":"218.29","change":"-0.07","change_pct":"-0.03%","open":"221.24","high":"1,222.00","low":"218.15","previous_day_closing":"218.36",` +
		`"volume":"77,555,460","mktcapView":"5.261T","sharesout":"24.1B","tendayavgvol":"157.28M","pe":"27.59","fpe":"-3.1","eps":"7.91","feps":"9","dividend":"1.00","dividendyield":"0.46%","yrhiprice":"236.54","yrloprice":"164.27",` +
		`"curmktstatus":"REG_MKT","last_time":"2026-03-18T11:29:58.000-0400","currencyCode":"USD","type":"STOCK","subType":"Common Stock","exchange":"NASDAQ","countryCode":"US","realTime":"true"}`
)

// quote asks a server that answers body for one symbol.
func quote(t testing.TB, symbol, now, body string) (*market.Ticker, error) {
	t.Helper()
	f := newServer(t)
	f.quotes = body
	tickers, errs := newSource(t, f.URL, now).Quotes(t.Context(), []market.Symbol{sym(t, symbol)})
	return tickers[0], errs[0]
}

func want(t testing.TB, what string, n market.Number, want string) {
	t.Helper()
	if n.Plain() != want {
		t.Errorf("%s is %q, want %q", what, n.Plain(), want)
	}
}

func TestQuote(t *testing.T) {
	k, err := quote(t, "AAPL", during, rowsOf(apple))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []struct {
		what string
		n    market.Number
		want string
	}{
		{"price", k.Price, "218.29"}, {"previous close", k.PreviousClose, "218.36"}, {"change", k.Change, "-0.07"}, {"percent", k.ChangePercent, "-0.03205715"}, {"open", k.Open, "221.24"}, {"high", k.DayHigh, "1222"}, {"low", k.DayLow, "218.15"},
		{"volume", k.Volume, "77555460"}, {"cap", k.MarketCap, "5261000000000"}, {"shares", k.SharesOutstanding, "24100000000"}, {"average", k.AverageVolume10D, "157280000"}, {"pe", k.TrailingPE, "27.59"}, {"forward pe", k.ForwardPE, ""}, {"eps", k.EPS, "7.91"},
		{"forward eps", k.ForwardEPS, "9"}, {"dividend", k.ForwardDividendRate, "1"}, {"yield", k.ForwardDividendYield, "0.46"}, {"year high", k.YearHigh, "236.54"}, {"year low", k.YearLow, "164.27"}, {"delay", k.DelayMinutes, "0"}, {"bid", k.Bid, ""},
	} {
		want(t, f.what, f.n, f.want)
	}
	if k.Name != "Example Inc" || k.Kind != market.KindEquity || k.Currency != "USD" || k.Exchange != "" || k.ExchangeName != "NASDAQ" || k.TimeZone != "America/New_York" || k.State != market.StateOpen || !k.ForwardLoss || k.TrailingLoss {
		t.Errorf("%+v", k)
	}
	if !k.AsOf.Equal(moment(t, "2026-03-18T15:29:58Z")) || k.AsOf.Location().String() != "UTC" {
		t.Errorf("as of %s", k.AsOf)
	}
	if k.Origin.URL != "https://www.cnbc.com/quotes/AAPL" || k.Origin.Provider != "CNBC" || !k.Origin.AsOf.Equal(moment(t, during)) || k.PreMarket != nil || k.PostMarket != nil {
		t.Errorf("origin %+v", k.Origin)
	}
}

// The close before is told by the change once the day has rolled, and by nothing on a day
// without a trade.
func TestPreviousClose(t *testing.T) {
	for _, c := range []struct{ what, row, previous, change, percent string }{
		{"as sent", `"last":"10.50","change":"+0.50","change_pct":"+5.00%","previous_day_closing":"10.00"`, "10", "0.5", "5"},
		{"rolled", `"last":"10.50","change":"+0.50","change_pct":"0%","previous_day_closing":"10.50"`, "10", "0.5", "5"},
		{"per cent without its sign", `"last":"9.50","change":"-0.50","change_pct":"5.00%","previous_day_closing":"10.00"`, "10", "-0.5", "-5"},
		{"per cent that contradicts", `"last":"4.606%","change":"+0.056","change_pct":"-0.1055%","previous_day_closing":"4.55%"`, "4.55", "0.056", "1.23076923"},
		{"finer than the change", `"last":"1.15983","change":"0.0012","previous_day_closing":"1.15867"`, "1.15867", "0.00116", "0.10011479"},
		{"unchanged after it has rolled", `"last":"10.50","change":"UNCH","change_pct":"UNCH","previous_day_closing":"10.50"`, "", "", ""},
		{"no change beside the same price", `"last":"10.50","change_pct":"0%","previous_day_closing":"10.50"`, "", "", ""},
		{"a zero for a change", `"last":"10.50","change":"0.00","previous_day_closing":"10.50"`, "", "", ""},
		{"unchanged beside another close", `"last":"10.50","change":"UNCH","previous_day_closing":"10.5049"`, "", "", ""},
		{"no change sent", `"last":"376.71","change_pct":"-4.37%","previous_day_closing":"393.94"`, "393.94", "-17.23", "-4.3737625"},
		{"no close sent", `"last":"10.50","change":"-0.25"`, "10.75", "-0.25", "-2.3255814"},
		{"a zero for a close", `"last":"10.50","previous_day_closing":"0.00"`, "", "", ""},
		{"neither", `"last":"10.50","change":null,"previous_day_closing":null`, "", "", ""},
	} {
		k, err := quote(t, "AAPL", during, rowsOf(`{"symbol":"AAPL","code":0,`+c.row+`}`))
		if err != nil {
			t.Fatalf("%s: %v", c.what, err)
		}
		want(t, c.what+": previous close", k.PreviousClose, c.previous)
		want(t, c.what+": change", k.Change, c.change)
		want(t, c.what+": per cent", k.ChangePercent, c.percent)
	}
}

// What stands in for a figure is none.
func TestAbsent(t *testing.T) {
	k, err := quote(t, "EURUSD=X", "2026-03-21T12:00:00Z", rowsOf(`{"symbol":"EUR=","code":0,"name":"EUR/USD","last":"1.1598","open":"0.00","high":"N/A","low":"--","volume":"0","yrloprice":"0.00","change":"UNCH","curmktstatus":"REG_MKT","currencyCode":"EUR"}`))
	if err != nil {
		t.Fatal(err)
	}
	for i, n := range []market.Number{k.Open, k.DayHigh, k.DayLow, k.Volume, k.YearLow, k.YearHigh, k.Change, k.ChangePercent, k.PreviousClose, k.DelayMinutes, k.MarketCap, k.EPS, k.TrailingPE} {
		if !n.IsZero() {
			t.Errorf("figure %d is %s", i, n.Plain())
		}
	}
	if k.Kind != market.KindCurrency || k.Currency != "USD" || k.Exchange != "CCY" || !k.AsOf.IsZero() || k.State != market.StateClosed || k.TrailingLoss {
		t.Errorf("%+v", k)
	}
}

// An index has the volume of its shares, and 0 where none is counted.
func TestVolumeOfAnIndex(t *testing.T) {
	for sent, volume := range map[string]string{`"2,555,460,000"`: "2555460000", `"0"`: "", `null`: ""} {
		k, err := quote(t, "^GSPC", during, rowsOf(`{"symbol":".SPX","code":0,"last":"6,602.45","type":"INDEX","currencyCode":"USD","volume":`+sent+`}`))
		if err != nil {
			t.Fatal(err)
		}
		want(t, "volume "+sent, k.Volume, volume)
	}
}

func TestTimes(t *testing.T) {
	for text, want := range map[string]string{
		"2026-03-18T11:29:58.000-0400": "2026-03-18T15:29:58Z", "2026-03-18T11:29:58-0400": "2026-03-18T15:29:58Z", "2026-03-18T11:29:58-04:00": "2026-03-18T15:29:58Z", "2026-03-17": "2026-03-17T20:00:00Z",
		"2026-03-18": "", "2026-03-15": "", "11:17 AM EDT": "", "": "", "2026-03-19T11:29:58.000-0400": "", "2026-03-18T11:29:58": "",
	} {
		k, err := quote(t, "AAPL", during, rowsOf(`{"symbol":"AAPL","code":0,"last":"1","last_time":"`+text+`"}`))
		switch {
		case err != nil:
			t.Fatal(err)
		case want == "" && !k.AsOf.IsZero(), want != "" && !k.AsOf.Equal(moment(t, want)):
			t.Errorf("%q is %s, want %q", text, k.AsOf, want)
		}
	}
}

func TestOutsideTheSession(t *testing.T) {
	const regular = `"symbol":"AAPL","code":0,"last":"207.41","previous_day_closing":"207.41","change_pct":"0%","last_time":"2026-03-17T16:00:00.000-0400"`
	for _, c := range []struct{ what, now, extended, pre, post string }{
		{"before", "2026-03-18T09:18:30-04:00", `{"type":"PRE_MKT","last":"208.47","change_pct":"+0.51%","last_time":"2026-03-18T09:18:00-0400"}`, "208.47", ""},
		{"after", "2026-03-17T17:00:00-04:00", `{"type":"POST_MKT","last":"207.00","last_time":"2026-03-17T16:59:00.000-0400"}`, "", "207"},
		{"no time", "2026-03-18T09:18:30-04:00", `{"type":"PRE_MKT","last":"208.47"}`, "208.47", ""},
		{"of the morning, in the evening", "2026-03-17T17:00:00-04:00", `{"type":"PRE_MKT","last":"208.47","last_time":"2026-03-17T09:18:00-0400"}`, "", ""},
		{"while the market is open", "2026-03-18T11:30:00-04:00", `{"type":"PRE_MKT","last":"208.47"}`, "", ""},
		{"no price", "2026-03-18T09:18:30-04:00", `{"type":"PRE_MKT","last":"0.00"}`, "", ""},
		{"an empty text", "2026-03-18T09:18:30-04:00", `""`, "", ""}, {"null", "2026-03-18T09:18:30-04:00", `null`, "", ""}, {"another type", "2026-03-18T09:18:30-04:00", `{"type":"REG_MKT","last":"208.47"}`, "", ""},
	} {
		row := regular
		if c.now == during {
			row = strings.Replace(row, "2026-03-17T16:00", "2026-03-18T11:29", 1)
		}
		k, err := quote(t, "AAPL", c.now, rowsOf(`{`+row+`,"ExtendedMktQuote":`+c.extended+`}`))
		if err != nil {
			t.Fatalf("%s: %v", c.what, err)
		}
		got := func(e *market.Extended) string {
			if e == nil {
				return ""
			}
			return e.Price.Plain()
		}
		if got(k.PreMarket) != c.pre || got(k.PostMarket) != c.post {
			t.Errorf("%s: pre %q, post %q", c.what, got(k.PreMarket), got(k.PostMarket))
		}
		if k.PreMarket != nil {
			want(t, c.what+": change", k.PreMarket.Change, "1.06")
			want(t, c.what+": per cent", k.PreMarket.ChangePercent, "0.51106504")
		}
		want(t, c.what+": change of the day", k.Change, "")
	}
}

// An answer about another listing is none; so is one of an instrument that has the name
// of a share.
func TestAnotherListing(t *testing.T) {
	for _, c := range []struct {
		what, symbol, row string
		currency          string // empty: refused
		exchange          string
	}{
		{"the ADR for the share", "SAP.DE", `"symbol":"SAP-DE","last":"193.50","currencyCode":"USD","exchange":"NYSE"`, "", ""},
		{"the ADR by its exchange alone", "SAP.DE", `"symbol":"SAP-DE","last":"193.50","exchange":"NYSE"`, "", ""},
		{"the ADR by its country alone", "SAP.DE", `"symbol":"SAP-DE","last":"193.50","countryCode":"US"`, "", ""},
		{"another exchange of the country", "SAP.DE", `"symbol":"SAP-DE","last":"167.38","currencyCode":"EUR","exchange":"Frankfurt Stock Exchange"`, "", ""},
		{"the share", "SAP.DE", `"symbol":"SAP-DE","last":"167.38","currencyCode":"EUR","exchange":"XETRA","countryCode":"DE"`, "EUR", "GER"},
		{"an exchange of no known name", "SAP.DE", `"symbol":"SAP-DE","last":"167.38","currencyCode":"EUR","exchange":"Some Exchange","countryCode":"DE"`, "EUR", "GER"},
		{"the home listing for the American one", "SAP", `"symbol":"SAP","last":"167.38","currencyCode":"EUR","exchange":"XETRA"`, "", ""},
		{"the American one, of a German company", "SAP", `"symbol":"SAP","last":"193.50","currencyCode":"USD","exchange":"NYSE","countryCode":"DE"`, "USD", "NYQ"},
		{"pence", "VOD.L", `"symbol":"VOD-GB","last":"116.90","currencyCode":"GBp","exchange":"London Stock Exchange"`, "GBp", "LSE"},
		{"pence in capitals", "VOD.L", `"symbol":"VOD-GB","last":"116.90","currencyCode":"GBX"`, "GBp", "LSE"},
		{"no word on pence or pounds", "VOD.L", `"symbol":"VOD-GB","last":"116.90"`, "-", "LSE"},
		{"agorot called shekels", "LUMI.TA", `"symbol":"LUMI-IL","last":"7,377.00","currencyCode":"ILS","exchange":"Tel Aviv Stock Exchange"`, "ILA", "TLV"},
		{"an index for a share", "VIX", `"symbol":"VIX","last":"17.10","type":"INDEX"`, "", ""},
		{"another symbol", "AAPL", `"symbol":"AAPL.O","last":"17.10"`, "", ""},
	} {
		k, err := quote(t, c.symbol, during, rowsOf(`{"code":0,`+c.row+`}`))
		if c.currency == "" {
			e, ok := errors.AsType[*market.Error](err)
			wanted := market.ErrUnknownSymbol
			if c.what == "another symbol" {
				wanted = market.ErrMalformed
			}
			if !ok || e.Kind != wanted || e.Message == "" || e.Symbol != c.symbol || k != nil {
				t.Errorf("%s: %v, %v", c.what, k, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.what, err)
		} else if k.Currency != strings.Trim(c.currency, "-") || k.Exchange != c.exchange {
			t.Errorf("%s: %q on %q", c.what, k.Currency, k.Exchange)
		}
	}
}

// Figures of a company are not given where prices are in pence.
func TestPenceHaveNoRatios(t *testing.T) {
	row := strings.NewReplacer(`"AAPL"`, `"VOD-GB"`, `"USD"`, `"GBp"`, `"NASDAQ"`, `"London Stock Exchange"`, `"US"`, `"GB"`).Replace(apple)
	k, err := quote(t, "VOD.L", during, rowsOf(row))
	if err != nil {
		t.Fatal(err)
	}
	for i, n := range []market.Number{k.MarketCap, k.EPS, k.TrailingPE, k.ForwardDividendRate} {
		if !n.IsZero() {
			t.Errorf("figure %d is %s", i, n.Plain())
		}
	}
}

func TestKinds(t *testing.T) {
	for row, want := range map[string]market.Kind{
		`"type":"STOCK","subType":"Exchange Traded Fund"`: market.KindETF, `"type":"ETF"`: market.KindETF, `"type":"FUND"`: market.KindFund, `"type":"STOCK"`: market.KindEquity, `"type":null`: market.KindOther,
	} {
		k, err := quote(t, "SPY", during, rowsOf(`{"symbol":"SPY","code":0,"last":"1",`+row+`}`))
		if err != nil || k.Kind != want {
			t.Errorf("%s: %v, %v", row, k, err)
		}
	}
}
