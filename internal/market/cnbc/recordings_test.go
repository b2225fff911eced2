//go:build recordings

package cnbc

import (
	"errors"
	"flag"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/recordingtest"
	"quotewire/internal/spelling"
)

var recordingsDir = flag.String("recordings", "", "folder of recorded answers, a folder a source")

func TestRecordings(t *testing.T) {
	recordingtest.Run(t, *recordingsDir, "cnbc", func(t *testing.T, r *recordingtest.Recording) int {
		path := r.URL.Path
		switch {
		case refused(r):
			return holdRefusal(t, r)
		case strings.HasSuffix(path, "/symbolType/symbol"), strings.HasSuffix(path, "/quote.htm"):
			return holdQuotes(t, r)
		case strings.HasPrefix(path, "/harmony/app/bars/"):
			return holdBars(t, r)
		case strings.HasPrefix(path, "/harmony/app/charts/"):
			return holdChart(t, r)
		}
		t.Fatal("no decoder knows this file")
		return 0
	})
}

func refused(r *recordingtest.Recording) bool { return r.Status >= 300 || httpsource.IsHTML(r.Body) }

func holdRefusal(t *testing.T, r *recordingtest.Recording) int {
	_, errs := sourceOf(t, r.Serve(t), time.Now()).Quotes(t.Context(), []market.Symbol{sym(t, "AAPL")})
	e, ok := errors.AsType[*market.Error](errs[0])
	if !ok {
		t.Fatalf("%v", errs[0])
	}
	if blocked := httpsource.IsHTML(r.Body) && r.Status < 500 && r.Status != http.StatusNotFound; blocked && e.Kind != market.ErrBlocked {
		t.Errorf("a page is %v", e)
	}
	return 1
}

func sourceOf(t *testing.T, base string, now time.Time) *Source {
	t.Helper()
	s, err := New(httpsource.Options{BaseURL: base, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// plain reads a number as the file has it, in another way than the decoder.
func plain(v any) (float64, bool) {
	text := fmt.Sprint(v)
	if v == nil {
		return 0, false
	}
	factor := 1.0
	text = strings.ReplaceAll(strings.TrimSuffix(text, "%"), ",", "")
	for unit, by := range map[string]float64{"K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12} {
		if strings.HasSuffix(text, unit) {
			text, factor = strings.TrimSuffix(text, unit), by
		}
	}
	f, err := strconv.ParseFloat(text, 64)
	return f * factor, err == nil
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-9*math.Max(math.Abs(a), math.Abs(b)) }

// hold compares a figure with the file's, of which 0 is none.
func hold(t *testing.T, what string, got market.Number, v any) int {
	t.Helper()
	want, ok := plain(v)
	have, is := got.Get()
	switch {
	case !ok || want == 0:
		if is && have != 0 {
			t.Errorf("%s: %v, the file has %v", what, have, v)
		}
	case !is || !near(have, want):
		t.Errorf("%s: %s, the file has %v", what, got.Plain(), v)
	default:
		return 1
	}
	return 0
}

// latest is a moment soon after all times of a file.
func latest(rows []any, date string) time.Time {
	var last time.Time
	for _, row := range rows {
		for _, at := range []any{recordingtest.Dig(row, "last_time"), recordingtest.Dig(row, "ExtendedMktQuote", "last_time")} {
			text, _ := at.(string)
			if t := timeIn(text); t.After(last) {
				last = t
			}
		}
	}
	if last.IsZero() {
		last, _ = time.Parse(time.DateOnly, date[:min(len(date), 10)])
	}
	if last.IsZero() {
		return time.Now()
	}
	return last.Add(time.Minute)
}

func timeIn(text string) time.Time {
	for _, form := range []string{"2006-01-02T15:04:05.000-0700", "2006-01-02T15:04:05-0700", "2006-01-02T15:04:05Z07:00"} {
		if t, err := time.Parse(form, text); err == nil {
			return t
		}
	}
	return time.Time{}
}

func holdQuotes(t *testing.T, r *recordingtest.Recording) (n int) {
	body := r.JSON(t)
	var list any
	for _, form := range []string{"Formatted", "ITV", "Quick"} {
		if at := recordingtest.Dig(body, form+"QuoteResult", form+"Quote"); at != nil {
			list = at
		}
	}
	if list == nil {
		t.Fatal("no decoder knows this file")
	}
	rows, ok := list.([]any)
	if !ok {
		rows = []any{list}
	}
	byName := map[string]any{}
	for _, row := range rows {
		if name, _ := recordingtest.Dig(row, "symbol").(string); byName[name] == nil {
			byName[name] = row
		}
	}
	r.Unread(t, "last", "change", "previous_day_closing", "open", "high", "low", "volume", "yrhiprice", "yrloprice", "tendayavgvol", "mktcapView", "sharesout",
		"pe", "fpe", "eps", "feps", "dividend", "dividendyield", "code")
	s := sourceOf(t, r.Serve(t), latest(rows, r.Date))
	for name := range strings.SplitSeq(r.URL.Query().Get("symbols"), "|") {
		var got *market.Ticker
		var err error
		ours, ok := spelling.From(spelling.CNBC, name)
		if ok {
			tickers, errs := s.Quotes(t.Context(), []market.Symbol{sym(t, ours)})
			got, err = tickers[0], errs[0]
		} else { // a symbol that no market of ours asks for: read as an index
			var read map[string]*row
			if read, err = s.rows(t.Context(), []string{name}); err == nil {
				got, err = s.ticker(sym(t, "^UNKNOWN"), read[name])
			}
		}
		row := byName[name]
		price, traded := plain(recordingtest.Dig(row, "last"))
		if code := recordingtest.Dig(row, "code"); row == nil || !traded || price == 0 || code != nil && fmt.Sprint(code) != "0" {
			if !errors.Is(err, market.ErrUnknownSymbol) && (row != nil || !errors.Is(err, market.ErrMalformed)) {
				t.Errorf("%s: %v, %v", name, got, err)
			}
			n++
			continue
		}
		if e, ok := errors.AsType[*market.Error](err); ok && e.Message != "" && errors.Is(err, market.ErrUnknownSymbol) {
			if !elsewhere(row, ours, e.Message) {
				t.Errorf("%s: refused: %s", name, e.Message)
			}
			n++
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		n += holdRow(t, name, got, row) + holdUnit(t, name, got, row, ours)
	}
	return n
}

// elsewhere reports whether a row says of itself that it is no share, or of another
// listing than that of our symbol: by currency, country or, where that is why it was
// refused, exchange.
func elsewhere(row any, ours, why string) bool {
	said := func(field string) string { text, _ := recordingtest.Dig(row, field).(string); return text }
	listing, _ := spelling.ListingOf(ours)
	usual := slices.IndexFunc(listing.Currencies, func(c string) bool { return strings.EqualFold(c, said("currencyCode")) })
	country := said("countryCode")
	return said("type") != "" && said("type") != "STOCK" || said("exchange") != "" && (country == "" || strings.Contains(why, "exchange")) ||
		country != "" && country != listing.Country || said("currencyCode") != "" && (usual < 0 || country == "" && usual > 0)
}

// holdUnit holds the currency against that of the file. Pence and agorot are named in more
// than one way, pairs by their symbol, and yields have none.
func holdUnit(t *testing.T, name string, k *market.Ticker, row any, ours string) int {
	said, _ := recordingtest.Dig(row, "currencyCode").(string)
	kind := spelling.KindOf(ours)
	if ours == "" || said == "" || kind == spelling.Currency {
		return 0
	}
	want := said
	switch {
	case said == "GBX":
		want = "GBp"
	case said == "ILS" && strings.HasSuffix(ours, ".TA"):
		want = "ILA"
	}
	if k.Currency != want {
		t.Errorf("%s: in %s, the file has %s", name, k.Currency, said)
	}
	return 1
}

func holdRow(t *testing.T, name string, k *market.Ticker, row any) (n int) {
	at := func(field string) any { return recordingtest.Dig(row, field) }
	recordingtest.Only(t, k, "Price PreviousClose Change ChangePercent Open DayHigh DayLow YearHigh YearLow Volume AverageVolume10D DelayMinutes "+
		"MarketCap SharesOutstanding EPS ForwardEPS TrailingPE ForwardPE ForwardDividendRate ForwardDividendYield")
	for field, got := range map[string]market.Number{
		"last": k.Price, "open": k.Open, "high": k.DayHigh, "low": k.DayLow, "yrhiprice": k.YearHigh, "yrloprice": k.YearLow,
	} {
		n += hold(t, name+" "+field, got, at(field))
	}
	share := k.Kind == market.KindEquity || k.Kind == market.KindETF || k.Kind == market.KindFund || k.Kind == market.KindOther
	if share || k.Kind == market.KindCrypto || k.Kind == market.KindFuture || spelling.KindOf(k.Symbol.String()) == spelling.Index {
		n += hold(t, name+" volume", k.Volume, at("volume")) + hold(t, name+" tendayavgvol", k.AverageVolume10D, at("tendayavgvol"))
	}
	if share && !minor(k.Currency) && k.Currency != "" {
		n += hold(t, name+" mktcapView", k.MarketCap, at("mktcapView")) + hold(t, name+" sharesout", k.SharesOutstanding, at("sharesout")) + hold(t, name+" eps", k.EPS, at("eps")) + hold(t, name+" feps", k.ForwardEPS, at("feps")) +
			hold(t, name+" dividend", k.ForwardDividendRate, at("dividend")) + hold(t, name+" dividendyield", k.ForwardDividendYield, at("dividendyield"))
		if pe, ok := plain(at("pe")); ok && pe < 0 {
			if !k.TrailingPE.IsZero() || !k.TrailingLoss {
				t.Errorf("%s: pe %s, loss %t", name, k.TrailingPE.Plain(), k.TrailingLoss)
			}
			n++
		} else {
			n += hold(t, name+" pe", k.TrailingPE, at("pe"))
		}
		if pe, ok := plain(at("fpe")); ok && pe < 0 {
			if !k.ForwardPE.IsZero() || !k.ForwardLoss {
				t.Errorf("%s: forward pe %s, loss %t", name, k.ForwardPE.Plain(), k.ForwardLoss)
			}
			n++
		} else {
			n += hold(t, name+" fpe", k.ForwardPE, at("fpe"))
		}
	} else if !k.MarketCap.IsZero() || !k.SharesOutstanding.IsZero() || !k.EPS.IsZero() || !k.TrailingPE.IsZero() || !k.ForwardDividendRate.IsZero() {
		t.Errorf("%s: figures of a company: %+v", name, k)
	}
	n += holdChange(t, name, k, row)
	extended := k.PreMarket
	if extended == nil {
		extended = k.PostMarket
	}
	if extended != nil {
		n += hold(t, name+" outside", extended.Price, recordingtest.Dig(row, "ExtendedMktQuote", "last"))
		if text, _ := recordingtest.Dig(row, "ExtendedMktQuote", "last_time").(string); !timeIn(text).Equal(extended.AsOf) {
			t.Errorf("%s: outside at %s, the file has %s", name, extended.AsOf, text)
		}
	} else if k.State != market.StateOpen {
		if v, ok := plain(recordingtest.Dig(row, "ExtendedMktQuote", "last")); ok && v != 0 {
			say := t.Logf
			if outside(t, row) {
				say = t.Errorf
			}
			say("%s: the price outside the session is not taken", name)
		}
	}
	if text, _ := at("last_time").(string); timeIn(text).IsZero() {
		if text == "" && !k.AsOf.IsZero() {
			t.Errorf("%s: as of %s, the file has none", name, k.AsOf)
		}
	} else if !timeIn(text).Equal(k.AsOf) {
		t.Errorf("%s: as of %s, the file has %s", name, k.AsOf, text)
	} else {
		n++
	}
	return n
}

// outside reports whether a row's extended price is certain to be one: later than that of
// the session, and well before its opening or after its end by the clock of New York.
func outside(t *testing.T, row any) bool {
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	text, _ := recordingtest.Dig(row, "ExtendedMktQuote", "last_time").(string)
	session, _ := recordingtest.Dig(row, "last_time").(string)
	at := timeIn(text).In(newYork)
	minute := at.Hour()*60 + at.Minute()
	return at.Year() > 1 && timeIn(session).Before(at) && (minute < 9*60+25 || minute >= 16*60)
}

// holdChange compares the close before: the price less the change, or as it was sent.
func holdChange(t *testing.T, name string, k *market.Ticker, row any) (n int) {
	last, _ := plain(recordingtest.Dig(row, "last"))
	change, moved := plain(recordingtest.Dig(row, "change"))
	sent, was := plain(recordingtest.Dig(row, "previous_day_closing"))
	before, has := k.PreviousClose.Get()
	ours, changed := k.Change.Get()
	if has != changed || has && math.Abs(ours-(last-before)) > 1e-5 {
		t.Errorf("%s: change %v of %v to %v", name, ours, before, last)
	}
	_, said := recordingtest.Dig(row, "change").(string)
	switch moved = moved && change != 0; {
	case moved && (!has || math.Abs(before-(last-change)) > 0.0051*math.Max(1, math.Abs(change))):
		t.Errorf("%s: close before %v, the file has %v less %v", name, before, last, change)
	case !moved && (said || !was || sent == last || sent == 0):
		if has {
			t.Errorf("%s: close before %v, the file tells none", name, before)
		}
	case !moved:
		return hold(t, name+" previous_day_closing", k.PreviousClose, recordingtest.Dig(row, "previous_day_closing"))
	default:
		n++
	}
	return n
}
