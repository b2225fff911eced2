//go:build recordings

package cboe

import (
	"encoding/json"
	"errors"
	"flag"
	"math"
	"net/http"
	"path"
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
	recordingtest.Run(t, *recordingsDir, "cboe", func(t *testing.T, r *recordingtest.Recording) int {
		c := &comparison{t: t, r: r, name: path.Base(r.URL.Path)}
		c.name = strings.TrimSuffix(strings.TrimSuffix(c.name, ".json"), "_History.csv")
		folder := path.Base(path.Dir(r.URL.Path))
		read, ok := map[string]func(){"quotes": c.quotes, "options": c.options, "historical": c.days, "intraday": c.minutes, "historical_data": c.year, "daily_prices": c.index}[folder]
		switch {
		case !ok:
			t.Fatal("no decoder knows this file")
		case r.Status >= 400 || httpsource.IsHTML(r.Body):
			c.refusal()
		default:
			read()
		}
		return c.n
	})
}

// comparison counts the figures of a recording that were held against what came out.
type comparison struct {
	t    *testing.T
	r    *recordingtest.Recording
	name string // Cboe's, from the address
	n    int
}

// source is the real one, at the moment at which the file was written.
func (c *comparison) source() *Source {
	s, err := New(httpsource.Options{BaseURL: c.r.Serve(c.t), Now: func() time.Time { return c.told() }})
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(s.Close)
	return s
}

// told is when the file was written, by itself, else by when it was recorded.
func (c *comparison) told() time.Time {
	var f struct{ Timestamp string }
	if json.Unmarshal(c.r.Body, &f) == nil {
		if at, err := time.Parse(time.DateTime, f.Timestamp); err == nil {
			return at
		}
	}
	for _, layout := range []string{time.RFC1123, time.RFC3339, time.DateOnly} {
		if at, err := time.Parse(layout, c.r.Date); err == nil {
			return at
		}
	}
	return time.Now()
}

// symbol is ours of Cboe's name, or one of the same letters where it is not covered.
func (c *comparison) symbol() market.Symbol {
	text, ok := spelling.From(spelling.Cboe, c.name)
	if !ok {
		text = strings.Replace(c.name, "_", "^", 1)
	}
	return symbol(c.t, text)
}

// figure is one of the file's, 0 where there is none.
func (c *comparison) figure(v any) float64 {
	switch v := v.(type) {
	case json.Number:
		f, err := v.Float64()
		if err != nil {
			c.t.Fatal(err)
		}
		return f
	case string:
		f, err := strconv.ParseFloat(v, 64)
		if err != nil {
			return 0
		}
		return f
	}
	return 0
}

// is holds a figure against one of the file's, whose 0 is none.
func (c *comparison) is(what string, got market.Number, want float64) {
	c.t.Helper()
	c.n++
	if v, ok := got.Get(); ok != (want != 0) || math.Abs(v-want) > 5.1e-5 {
		c.t.Errorf("%s: %v (there: %v), the file has %v", what, v, ok, want)
	}
}

func (c *comparison) moment(what string, got time.Time, v any, loc *time.Location) {
	c.t.Helper()
	c.n++
	text, _ := v.(string)
	want, err := time.ParseInLocation("2006-01-02T15:04:05", text, loc)
	if err != nil {
		want = time.Time{}
	}
	if !got.Equal(want) {
		c.t.Errorf("%s: %s, the file has %q", what, got, text)
	}
}

func (c *comparison) refusal() {
	s, ctx, sym := c.source(), c.t.Context(), c.symbol()
	_, err := s.quote(ctx, sym, c.name)
	want := market.ErrBlocked
	switch {
	case c.r.Status == http.StatusNotFound, c.r.Status == http.StatusForbidden && !httpsource.IsHTML(c.r.Body):
		want = market.ErrUnknownSymbol
	case c.r.Status >= 500:
		want = market.ErrUnavailable
	}
	if !errors.Is(err, want) {
		c.t.Errorf("status %d is %v, want %v", c.r.Status, err, want)
	}
	c.n++
}

func (c *comparison) quotes() {
	s := c.source()
	q, err := s.quote(c.t.Context(), c.symbol(), c.name)
	c.r.Unread(c.t, "current_price", "price_change", "bid", "ask", "open", "high", "low", "close", "prev_day_close", "volume")
	data := recordingtest.Dig(c.r.JSON(c.t), "data")
	if c.figure(recordingtest.Dig(data, "current_price")) == 0 && c.figure(recordingtest.Dig(data, "close")) == 0 {
		if c.n++; !errors.Is(err, market.ErrNoData) {
			c.t.Errorf("a quote without a price is %v", err)
		}
		return
	}
	if err != nil {
		c.t.Fatal(err)
	}
	c.ticker(s, q.ticker, data)
}

// ticker holds a quote against the fields of a file.
func (c *comparison) ticker(s *Source, t *market.Ticker, data any) {
	of := func(field string) float64 { return c.figure(recordingtest.Dig(data, field)) / scale(c.name) }
	for field, got := range map[string]market.Number{"open": t.Open, "high": t.DayHigh, "low": t.DayLow, "bid": t.Bid, "ask": t.Ask} {
		c.is(field, got, of(field))
	}
	c.is("volume", t.Volume, c.figure(recordingtest.Dig(data, "volume")))
	c.moment("last trade", t.AsOf, recordingtest.Dig(data, "last_trade_time"), s.newYork.Location)
	recordingtest.Only(c.t, t, "Price PreviousClose Change ChangePercent Open DayHigh DayLow Volume Bid Ask DelayMinutes")
	now, before := of("current_price"), of("prev_day_close")
	closed, moved := of("close"), of("price_change")
	session, traded := s.newYork.Session(market.DateOf(t.AsOf.In(s.newYork.Location)))
	over := traded && !c.told().Before(session.Close.Add(delay))
	// Cents, and of what costs less than a dollar finer steps.
	same := func(a, b float64) bool {
		return math.Abs(a-b) < map[bool]float64{true: 0.00055, false: 0.0055}[now < 1]
	}
	switch {
	case over && closed != 0 && same(closed, before) && !same(now-moved, before): // rolled over
		now, before = closed, closed-moved
	case over && closed != 0 && same(closed-moved, before):
		now = closed
	case !same(now-moved, before):
		before = 0
		if over && closed != 0 {
			now = closed
		}
	}
	if moved == 0 && c.name != "_TNX" && of("open") == 0 && of("high") == 0 && of("low") == 0 && of("volume") == 0 { // no trade yet
		before = 0
	}
	c.is("price", t.Price, now)
	c.is("previous close", t.PreviousClose, before)
	if before != 0 {
		moved, ok := t.Change.Get() // 0 where the price is the one before
		if c.n++; !ok || math.Abs(moved-(now-before)) > 5.1e-5 {
			c.t.Errorf("change of %v, the file has %v of %v", moved, now, before)
		}
		percent, _ := t.ChangePercent.Get()
		if c.n++; math.Abs(percent-(now/before-1)*100) > 0.001 {
			c.t.Errorf("change of %v %%, want %v", percent, (now/before-1)*100)
		}
	}
	if delayed, _ := t.DelayMinutes.Get(); delayed != 15 || t.Currency != "USD" || (t.Kind == market.KindIndex) != (recordingtest.Dig(data, "security_type") == "index") {
		c.t.Errorf("delay %v, currency %s, kind %s", delayed, t.Currency, t.Kind)
	}
}

func (c *comparison) year() {
	s := c.source()
	got := &market.Ticker{Symbol: c.symbol()}
	s.addYear(c.t.Context(), got, c.name)
	c.r.Unread(c.t, "annual_high", "annual_low")
	data := recordingtest.Dig(c.r.JSON(c.t), "data")
	c.is("highest of a year", got.YearHigh, c.figure(recordingtest.Dig(data, "annual_high"))/scale(c.name))
	c.is("lowest of a year", got.YearLow, c.figure(recordingtest.Dig(data, "annual_low"))/scale(c.name))
}
