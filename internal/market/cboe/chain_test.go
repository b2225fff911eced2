package cboe

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/market"
)

// option is one of a file; changes are fields to write otherwise.
func option(name string, changes ...string) string {
	o := `{"option":"` + name + `","bid":1.1,"bid_size":105.0,"ask":1.3,"ask_size":51.0,"iv":0.279,"open_interest":577.0,"volume":3.0,"delta":-0.0211,"gamma":0.0004,"theta":-0.1166,` +
		`"rho":-0.0312,"vega":0.2746,"theo":1.106,"change":0.0,"open":0.0,"high":0.0,"low":0.0,"tick":"no_change","last_trade_price":1.05000000046,"last_trade_time":"2024-06-25T09:46:28","percent_change":0.0,"prev_day_close":1.02500000596046}`
	for i := 0; i < len(changes); i += 2 {
		o = strings.Replace(o, changes[i], changes[i+1], 1)
	}
	return o
}

// chainFile is a file of options on KO, or on an index.
func chainFile(name string, options ...string) string {
	kind, symbol := "stock", name
	if isIndex(name) {
		kind, symbol = "index", "^"+name[1:]
	}
	return `{"timestamp":"2024-06-26 22:00:00","data":{"options":[` + strings.Join(options, ",") + `],"symbol":"` + symbol + `","security_type":"` + kind + `","current_price":62.5,"price_change":0.5,"bid":0.0,` +
		`"close":62.5,"prev_day_close":62.0,"last_trade_time":"2024-06-26T15:59:59"},"symbol":"` + name + `"}`
}

func names(c *market.Chain) (all []string) {
	for _, side := range [][]market.Contract{c.Calls, c.Puts} {
		for _, o := range side {
			all = append(all, o.Symbol)
		}
	}
	return all
}

func TestChain(t *testing.T) {
	body := chainFile("KO",
		option("KO240719P00065000"), option("KO240719C00065000"), option("KO240628C00062500"), option("KO240628C00060000"), option("KO240628P00062000"), option("KO240628P00060000",
			`"bid":1.1`, `"bid":0.0`, `"ask":1.3`, `"ask":0.0`, `"iv":0.279`, `"iv":0.0`, `"volume":3.0`, `"volume":0.0`, `1.05000000046`, `0.0`, `"2024-06-25T09:46:28"`, `null`),
		option("KO240626C00060000"), option("KO1240628C00060000"), option("KO240628C00060000", "577", "1"), `7`, `null`, `{}`, `{"option":"what is this"}`, option("KO240231C00060000"), option("KOW240628C00060000"), option("KO260116C00060000"))
	s := serve(t, "2024-06-26 18:00:00", files{optionsPath + "KO.json": body})
	c, err := s.Options(t.Context(), symbol(t, "KO"), market.Date{})
	if err != nil {
		t.Fatal(err)
	}
	// Those of today are over; the nearest are asked for.
	if diff := cmp.Diff([]string{"KO240628C00060000", "KO240628C00062500", "KO240628P00060000", "KO240628P00062000"}, names(c)); diff != "" {
		t.Errorf("contracts (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff("[2024-06-26 2024-06-28 2024-07-19 2026-01-16]", fmt.Sprint(c.Expirations)); diff != "" || c.Expiry.String() != "2024-06-28" {
		t.Errorf("expires %s (-want +got):\n%s", c.Expiry, diff)
	}
	o := c.Calls[0]
	for what, f := range map[string]struct{ got, want float64 }{
		"strike": {num(o.Strike), 60}, "bid": {num(o.Bid), 1.1}, "ask": {num(o.Ask), 1.3}, "last": {num(o.Last), 1.05}, "volume": {num(o.Volume), 3}, "open interest": {num(o.OpenInterest), 577}, "volatility": {num(o.ImpliedVolatility), 0.279},
	} {
		if f.got != f.want {
			t.Errorf("%s: %v, want %v", what, f.got, f.want)
		}
	}
	if !o.LastTrade.Equal(at(t, "2024-06-25 09:46:28")) || o.Currency != "USD" || o.Size != "REGULAR" {
		t.Errorf("%+v", o)
	}
	empty := c.Puts[0]
	if !empty.Bid.IsZero() || !empty.Ask.IsZero() || !empty.Last.IsZero() || !empty.ImpliedVolatility.IsZero() || !empty.LastTrade.IsZero() || num(empty.Volume) != 0 {
		t.Errorf("a contract that nobody makes a price on: %+v", empty)
	}
	if inside := fmt.Sprint(c.Calls[0].InTheMoney, c.Calls[1].InTheMoney, c.Puts[0].InTheMoney, c.Puts[1].InTheMoney); inside != "true false false false" {
		t.Errorf("in the money: %s", inside)
	}
	if u := c.Underlying; u == nil || num(u.Price) != 62.5 || num(u.PreviousClose) != 62 || c.Origin.URL != "https://www.cboe.com/delayed_quotes/ko/quote_table" {
		t.Errorf("underlying %+v, %s", u, c.Origin.URL)
	}
}

// Options on an index that settle by the opening and by the close of one day are never
// mixed.
func TestRootsAreKeptApart(t *testing.T) {
	body := chainFile("_RUT", option("RUT240719C02000000"), option("RUTW240719C02000000", "577", "8"), option("RUT240719P02000000"), option("RUT240816C02000000"), option("RUTW240628C02000000"), option("RUTX240628C02000000"))
	s := serve(t, "2024-06-26 18:00:00", files{optionsPath + "_RUT.json": body})
	for day, want := range map[string]string{"2024-07-19": "[RUTW240719C02000000]", "2024-08-16": "[RUT240816C02000000]", "2024-06-28": "[RUTW240628C02000000]"} {
		c, err := s.Options(t.Context(), symbol(t, "^RUT"), date(t, day))
		if err != nil || fmt.Sprint(names(c)) != want {
			t.Errorf("%s: %+v, %v, want %s", day, c, err, want)
		}
	}
}

func TestChainThatIsNone(t *testing.T) {
	for name, c := range map[string]struct {
		f    files
		day  string
		kind error
		says string
	}{
		"no file":        {files{}, "", market.ErrNoData, "no options are listed on it"},
		"no options":     {files{optionsPath + "KO.json": chainFile("KO")}, "", market.ErrNoData, "no options are listed on it"},
		"another day":    {files{optionsPath + "KO.json": chainFile("KO", option("KO240628C00060000"), option("KO240719C00060000"))}, "2024-07-05", market.ErrNoData, "but for 2024-06-28, 2024-07-19"},
		"all are over":   {files{optionsPath + "KO.json": chainFile("KO", option("KO240621C00060000"))}, "", market.ErrNoData, "2024-06-21"},
		"another symbol": {files{optionsPath + "KO.json": chainFile("PEP", option("PEP240628C00060000"))}, "", market.ErrUnknownSymbol, "another symbol"},
		"cut":            {files{optionsPath + "KO.json": chainFile("KO", option("KO240628C00060000"))[:300]}, "", market.ErrMalformed, ""},
		"cut at the end": {files{optionsPath + "KO.json": strings.TrimSuffix(chainFile("KO", option("KO240628C00060000")), "}")}, "", market.ErrMalformed, ""},
		"no list":        {files{optionsPath + "KO.json": `{"data":{"options":{"a":1},"symbol":"KO"}}`}, "", market.ErrMalformed, ""},
		"no object":      {files{optionsPath + "KO.json": `[1]`}, "", market.ErrMalformed, ""},
		"null":           {files{optionsPath + "KO.json": `{"data":null,"symbol":"KO"}`}, "", market.ErrNoData, ""},
	} {
		s := serve(t, "2024-06-26 18:00:00", c.f)
		day := market.Date{}
		if c.day != "" {
			day = date(t, c.day)
		}
		chain, err := s.Options(t.Context(), symbol(t, "KO"), day)
		if e, ok := errors.AsType[*market.Error](err); !ok || e.Kind != c.kind || !strings.Contains(e.Message, c.says) || chain != nil {
			t.Errorf("%s: %+v, %v, want %v, %s", name, chain, err, c.kind, c.says)
		}
	}
}

// bigChain is a chain of 12 MB: 30,000 options on 50 days.
func bigChain() string {
	var options []string
	for i := range 50 {
		for strike := range 600 {
			options = append(options, option(fmt.Sprintf("KO%02d%02d%02dC%08d", 24+i/12, 1+i%12, 1+i%28, 1000*(1+strike))))
		}
	}
	return chainFile("KO", options...)
}

// Of a chain of 12 MB the contracts of one day are kept, and nothing else takes memory
// while it is read.
func TestAChainOfTwelveMegabytes(t *testing.T) {
	body := bigChain()
	if len(body) < 12e6 || len(body) > maxBody {
		t.Fatalf("%d bytes", len(body))
	}
	s := serve(t, "2024-06-26 18:00:00", files{optionsPath + "KO.json": body})
	c, err := s.Options(t.Context(), symbol(t, "KO"), market.Date{})
	if err != nil || len(c.Calls) != 600 || len(c.Expirations) != 50 || c.Expiry.String() != "2024-07-07" {
		t.Fatalf("%+v, %v", c, err)
	}
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	raw, sel := []byte(body), &selection{name: "KO", over: s.expired}
	before, most, n := heap(), uint64(0), 0
	if _, err := walk(raw, func(w contractWire) {
		sel.take(w)
		if n++; n%5000 == 0 {
			most = max(most, heap())
		}
	}); err != nil || n != 30000 {
		t.Fatalf("%d contracts, %v", n, err)
	}
	if most > before+4<<20 {
		t.Errorf("reading took %d bytes beside the body", most-before)
	}
	runtime.KeepAlive(raw)
}

// A file that is longer than any chain is no chain.
func TestAChainWithoutEnd(t *testing.T) {
	s := serve(t, "2024-06-26 18:00:00", files{optionsPath + "KO.json": strings.Repeat(" ", maxBody+1) + chainFile("KO")})
	if c, err := s.Options(t.Context(), symbol(t, "KO"), market.Date{}); !errors.Is(err, market.ErrMalformed) {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestTermsOfAnOption(t *testing.T) {
	for name, want := range map[string]string{
		"AAPL250117C00150000": "AAPL 2025-01-17 true 150", "RUTW230922P02075500": "RUTW 2023-09-22 false 2075.5", "F250117C00000500": "F 2025-01-17 true 0.5", "AAPL1250117C00150000": "AAPL1 2025-01-17 true 150",
		"": "", "250117C00150000": "", "AAPL251317C00150000": "", "AAPL250117X00150000": "", "AAPL250117C0015000a": "", "AAPL250117C-0150000": "", "AAPL250117C00000000": "", "LONGEST250117C00150000": "",
	} {
		got := ""
		if o, ok := termsOf(name); ok {
			got = fmt.Sprint(o.root, " ", o.day, " ", o.call, " ", o.strike)
		}
		if got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}
