//go:build recordings

package tmx

import (
	"encoding/json"
	"errors"
	"flag"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/recordingtest"
)

var recordingsDir = flag.String("recordings", "", "folder of recorded answers, a folder a source")

func TestRecordings(t *testing.T) {
	recordingtest.Run(t, *recordingsDir, "tmx", func(t *testing.T, r *recordingtest.Recording) int {
		if r.URL.Path != "/graphql" {
			t.Fatal("no decoder knows this file")
		}
		c := &comparison{t: t}
		s, err := New(httpsource.Options{BaseURL: r.Serve(t), Now: func() time.Time { return recorded(r) }})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(s.Close)
		if r.Status >= 400 || httpsource.IsHTML(r.Body) {
			c.refused(s)
			return c.n
		}
		file := r.JSON(t)
		quote, days := recordingtest.Dig(file, "data", "getQuoteBySymbol"), recordingtest.Dig(file, "data", "getCompanyPriceHistory")
		switch {
		case days != nil:
			c.days(s, r, days.([]any))
		case quote != nil:
			r.Unread(t, "price", "priceChange", "percentChange", "prevClose", "openPrice", "dayHigh", "dayLow", "weeks52high", "weeks52low", "averageVolume10D",
				"day50MovingAvg", "day200MovingAvg", "volume", "MarketCapAllClasses", "totalSharesOutStanding")
			c.quote(s, quote)
		case recordingtest.Dig(file, "errors") != nil, empty(file):
			c.refused(s)
		default:
			t.Fatal("no decoder knows this file")
		}
		return c.n
	})
}

// empty reports whether a file has nothing in a field that is asked for.
func empty(file any) bool {
	data, _ := recordingtest.Dig(file, "data").(map[string]any)
	_, quote := data["getQuoteBySymbol"]
	_, days := data["getCompanyPriceHistory"]
	return quote || days
}

// recorded is when a recording was made.
func recorded(r *recordingtest.Recording) time.Time {
	for _, layout := range []string{time.RFC1123, time.RFC3339, time.DateOnly} {
		if at, err := time.Parse(layout, r.Date); err == nil {
			return at
		}
	}
	return time.Now()
}

// comparison counts the figures of a recording that were held against what came out.
type comparison struct {
	t *testing.T
	n int
}

// figure is one of the file's, 0 where there is none.
func (c *comparison) figure(v any) float64 {
	text, _ := v.(string)
	if n, ok := v.(json.Number); ok {
		text = n.String()
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0
	}
	return f
}

// refused is an answer that has nothing for its symbol.
func (c *comparison) refused(s *Source) {
	_, errs := s.Quotes(c.t.Context(), []market.Symbol{symbol(c.t, "SHOP.TO")})
	if _, ok := errors.AsType[*market.Error](errs[0]); !ok {
		c.t.Errorf("a refusal is %v", errs[0])
	}
	c.n++
}

func (c *comparison) quote(s *Source, quote any) {
	name, _ := recordingtest.Dig(quote, "symbol").(string)
	code, _ := recordingtest.Dig(quote, "exchangeCode").(string)
	suffix := ".TO"
	if code != "TSX" {
		suffix = ".V"
	}
	sym, err := market.ParseSymbol(strings.Replace(strings.Replace(name, ".PR.", "-P", 1), ".", "-", 1) + suffix)
	asked := err == nil && s.Covers(sym) && slices.Contains([]string{"TSX", "TSXV", "TSX-V", "TSV", "CDX"}, code)
	if !asked {
		sym = symbol(c.t, "SHOP.TO")
	}
	all, errs := s.Quotes(c.t.Context(), []market.Symbol{sym})
	switch {
	case !asked: // an index, or a listing elsewhere: its figures are read as if it were ours
		if c.n++; !errors.Is(errs[0], market.ErrUnknownSymbol) {
			c.t.Errorf("what is not asked for is %v", errs[0])
		}
		fields, _ := quote.(map[string]any)
		fields["symbol"], fields["exchangeCode"] = "SHOP", "TSX"
		raw, err := json.Marshal(fields)
		var w *quoteWire
		if err != nil || json.Unmarshal(raw, &w) != nil {
			c.t.Fatalf("not a quote: %v", err)
		}
		all[0], errs[0] = s.read(sym, "SHOP", w)
	}
	switch {
	case c.figure(recordingtest.Dig(quote, "price")) == 0:
		if c.n++; !errors.Is(errs[0], market.ErrNoData) {
			c.t.Errorf("a quote without a price is %v", errs[0])
		}
		return
	case errs[0] != nil:
		c.t.Fatal(errs[0])
	}
	t := all[0]
	recordingtest.Only(c.t, t, "Price PreviousClose Change ChangePercent Open DayHigh DayLow YearHigh YearLow AverageVolume10D Average50D Average200D Volume MarketCap SharesOutstanding DelayMinutes")
	of := func(field string) float64 { return c.figure(recordingtest.Dig(quote, field)) }
	before, worth, shares := of("prevClose"), of("MarketCapAllClasses"), of("totalSharesOutStanding")
	if math.Abs(of("price")-of("priceChange")-before) > 0.0105 {
		before = 0
	}
	if math.Abs(worth-shares*of("price")) > 0.05*worth {
		worth, shares = 0, 0
	}
	for field, got := range map[string]market.Number{
		"price": t.Price, "openPrice": t.Open, "dayHigh": t.DayHigh, "dayLow": t.DayLow, "weeks52high": t.YearHigh, "weeks52low": t.YearLow,
		"averageVolume10D": t.AverageVolume10D, "day50MovingAvg": t.Average50D, "day200MovingAvg": t.Average200D,
	} {
		c.is(field, got, of(field))
	}
	if c.n++; recordingtest.Dig(quote, "volume") != nil && num(t.Volume) != of("volume") {
		c.t.Errorf("volume %v, the file has %v", num(t.Volume), of("volume"))
	}
	c.is("previous close", t.PreviousClose, before)
	c.is("market value", t.MarketCap, worth)
	c.is("shares", t.SharesOutstanding, shares)
	if before != 0 {
		moved, ok := t.Change.Get() // 0 where the price is the one before
		if c.n++; !ok || math.Abs(moved-(of("price")-before)) > 5.1e-5 {
			c.t.Errorf("change of %v, the file has %v of %v", moved, of("price"), before)
		}
		if c.n++; math.Abs(num(t.ChangePercent)-of("percentChange")) > 0.001 {
			c.t.Errorf("change of %v %%, the file has %v", num(t.ChangePercent), of("percentChange"))
		}
	}
	full, _ := recordingtest.Dig(quote, "name").(string)
	if t.Name != strings.Join(strings.Fields(full), " ") || !t.AsOf.IsZero() || num(t.DelayMinutes) != 15 || t.TimeZone != "America/Toronto" {
		c.t.Errorf("ticker %+v", t)
	}
	// What is made of the accounts, in another currency perhaps, is left out.
	if !t.TrailingPE.IsZero() || !t.EPS.IsZero() || !t.PriceToBook.IsZero() || !t.DividendYield.IsZero() {
		c.t.Errorf("ratios of accounts: %+v", t)
	}
}

// is holds a figure against one of the file's, whose 0 is none.
func (c *comparison) is(what string, got market.Number, want float64) {
	c.t.Helper()
	c.n++
	if v, ok := got.Get(); ok != (want != 0) || math.Abs(v-want) > 1e-9*math.Abs(want) {
		c.t.Errorf("%s: %v (there: %v), the file has %v", what, v, ok, want)
	}
}

func (c *comparison) days(s *Source, r *recordingtest.Recording, rows []any) {
	if len(rows) == 0 {
		_, err := s.History(c.t.Context(), market.HistoryQuery{Symbol: symbol(c.t, "SHOP.TO"), Range: "1mo", Interval: market.Day})
		if c.n++; !errors.Is(err, market.ErrNoData) {
			c.t.Errorf("no days are %v", err)
		}
		return
	}
	r.Unread(c.t, "openPrice", "closePrice", "high", "low", "volume")
	oldest, newest := date(c.t, "2200-01-01"), market.Date{}
	byDay := map[string]any{}
	for _, row := range rows {
		text, _ := recordingtest.Dig(row, "datetime").(string)
		d := date(c.t, text)
		byDay[text] = row
		if d.Compare(oldest) < 0 {
			oldest = d
		}
		if d.Compare(newest) > 0 {
			newest = d
		}
	}
	h, err := s.History(c.t.Context(), market.HistoryQuery{Symbol: symbol(c.t, "SHOP.TO"), From: oldest, To: newest, Interval: market.Day})
	if err != nil {
		c.t.Fatal(err)
	}
	gaps := 0
	for i, b := range h.Bars {
		day := h.DayOf(b).String()
		row := byDay[day]
		for field, got := range map[string]float64{"openPrice": b.Open, "closePrice": b.Close, "high": b.High, "low": b.Low, "volume": b.Volume} {
			want := c.figure(recordingtest.Dig(row, field))
			if recordingtest.Dig(row, field) == nil && field == "volume" {
				want = -1
			}
			if c.n++; got != want {
				c.t.Errorf("%s of %s is %v, the file has %v", field, day, got, want)
			}
		}
		if b.AdjClose != b.Close || i > 0 && b.Time <= h.Bars[i-1].Time {
			c.t.Errorf("bar of %s: %+v", day, b)
		}
	}
	for _, row := range rows {
		if c.figure(recordingtest.Dig(row, "closePrice")) == 0 {
			gaps++
		}
	}
	if len(h.Bars)+gaps != len(rows) || h.Gaps != gaps || h.Adjusted != market.AdjustedForSplits {
		c.t.Errorf("%d bars and %d gaps of %d rows, adjusted for %s", len(h.Bars), h.Gaps, len(rows), h.Adjusted)
	}
	if n := len(r.Asked()); n != 1 {
		c.t.Errorf("asked %d times", n)
	}
}
