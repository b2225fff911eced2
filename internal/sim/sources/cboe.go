package sources

import (
	"math"
	"net/http"
	"strings"
	"time"

	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/wire"
)

// Paths of Cboe's files, each of which is of one symbol.
const (
	cboeQuotes  = "/api/global/delayed_quotes/quotes/"
	cboeOptions = "/api/global/delayed_quotes/options/"
	cboeDays    = "/api/global/delayed_quotes/charts/historical/"
	cboeMinutes = "/api/global/delayed_quotes/charts/intraday/"
	cboeYear    = "/api/global/delayed_quotes/historical_data/"
)

// cboeDelay is how far Cboe lags the exchange.
const cboeDelay = 15 * time.Minute

// cboe is cdn.cboe.com.
func cboe() source {
	return source{
		asked: func(r *http.Request) []string {
			_, name := cboePath(r.URL.Path)
			return []string{name}
		},
		answer: func(v *visit) wire.Reply {
			folder, name := cboePath(v.Request.URL.Path)
			in := v.cboeInstrument(name)
			p, ok := v.present(in, cboeDelay)
			if !ok || folder == "" {
				return cboeDenied()
			}
			q := cboeQuote{v, in, name, p}
			switch v.Fault.Kind {
			case wire.EmptyResult:
				return q.file(fields{})
			case wire.NullResult:
				return q.file(nil)
			}
			switch {
			case folder == cboeQuotes:
				return q.file(q.fields())
			case folder == cboeDays:
				return q.file(q.days())
			case folder == cboeMinutes:
				return q.file(q.minutes())
			case folder == cboeYear:
				return q.file(q.year())
			}
			chain := q.chain()
			if chain == nil {
				return cboeDenied()
			}
			return q.file(chain)
		},
	}
}

// cboeDenied is what its servers say of a file that is not there.
func cboeDenied() wire.Reply {
	return wire.Reply{
		Status: http.StatusForbidden, Header: map[string]string{"Content-Type": "application/xml"},
		Body: []byte(`<?xml version="1.0" encoding="UTF-8"?>` + "\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"),
	}
}

// cboePath is the folder of a file and the symbol that it is of.
func cboePath(path string) (folder, name string) {
	for _, folder := range []string{cboeQuotes, cboeOptions, cboeDays, cboeMinutes, cboeYear} {
		if file, ok := strings.CutPrefix(path, folder); ok {
			if name, ok := strings.CutSuffix(file, ".json"); ok {
				return folder, name
			}
		}
	}
	return "", ""
}

// cboeInstrument is the one that Cboe calls name: an index of America, or a share or ETF
// that is listed there. nil is none.
func (v *visit) cboeInstrument(name string) *facts.Instrument {
	if index := map[string]string{"_SPX": "^GSPC", "_DJI": "^DJI", "_TNX": "^TNX"}[name]; index != "" {
		return v.catalog.Find(index)
	}
	in := v.catalog.Find(strings.ReplaceAll(name, ".", "-"))
	if in == nil || in.Kind != facts.Equity && in.Kind != facts.ETF || !in.Exchange.Extended {
		return nil
	}
	return in
}

// cboeQuote is what a file is written of.
type cboeQuote struct {
	v    *visit
	in   *facts.Instrument
	name string
	facts.Present
}

// file is a file with these data.
func (q *cboeQuote) file(data any) wire.Reply {
	return wire.JSON(http.StatusOK, fields{"timestamp": q.v.Now.UTC().Format("2006-01-02 15:04:05"), "data": data, "symbol": q.name})
}

func (q *cboeQuote) index() bool { return q.in.Kind == facts.Index }

// scaled is a price as Cboe has it: an index of a yield is ten times that.
func (q *cboeQuote) scaled(p float64) float64 {
	if q.name == "_TNX" {
		p *= 10
	}
	return math.Round(p*1e4) / 1e4
}

// print is the last print at Cboe's own exchanges, which is not that of the auction.
func (q *cboeQuote) print() float64 {
	if q.Clock.Open || q.index() {
		return q.scaled(q.Bar.Close)
	}
	return q.scaled(q.in.Round(q.Bar.Close * (1 - 0.002*math.Abs(facts.Noise(q.in.Seed, 96, uint64(q.Clock.Last))))))
}

// prior is the close of the day before. From eight in the evening the day has rolled over,
// but for indices: then it is the close.
func (q *cboeQuote) prior() float64 {
	x := q.in.Exchange
	if !q.Clock.Open && !q.index() && !q.v.Now.Before(q.Clock.Last.At(x.Late(q.Clock.Last), x.Zone)) {
		return q.scaled(q.Bar.Close)
	}
	return q.scaled(q.Previous)
}

func (q *cboeQuote) fields() fields {
	moved, kind, symbol := math.Round((q.scaled(q.Bar.Close)-q.scaled(q.Previous))*1e4)/1e4, "stock", q.name
	f := fields{
		"current_price": q.print(), "open": q.scaled(q.Bar.Open), "high": q.scaled(q.Bar.High), "low": q.scaled(q.Bar.Low), "close": q.scaled(q.Bar.Close),
		"prev_day_close": q.prior(), "price_change": moved, "price_change_percent": math.Round(moved/q.prior()*1e6) / 1e4, "volume": q.Bar.Volume,
		"bid": 0.0, "ask": 0.0, "bid_size": 0, "ask_size": 0, "iv30": math.Round(q.in.Swing*15*1e5) / 1e3, "iv30_change": 0.0, "iv30_change_percent": 0.0,
		"seqno": 25550708096, "exchange_id": 2, "tick": "down",
	}
	at := q.At
	switch {
	case q.index():
		// An index has its last price a while after the close, and no volume.
		kind, symbol, f["volume"], f["exchange_id"] = "index", "^"+strings.TrimPrefix(q.name, "_"), 0, 0
		if !q.Clock.Open {
			at = at.Add(15*time.Minute + 4*time.Second)
		}
		if q.name == "_TNX" {
			f["open"], f["high"], f["low"], f["close"] = 0.0, 0.0, 0.0, 0.0
		}
	default:
		if q.in.Kind == facts.ETF {
			kind = "etf"
		}
		if !q.Clock.Open {
			at = at.Add(-time.Second)
		}
		f["bid"], f["ask"], f["bid_size"], f["ask_size"] = facts.Cents(q.print()-0.02), facts.Cents(q.print()+0.03), 10, 1
	}
	f["symbol"], f["security_type"], f["last_trade_time"] = symbol, kind, at.In(q.in.Exchange.Zone).Format("2006-01-02T15:04:05")
	return f
}

// cboeDay is a day of a file, which has thousands: as a map each would take several times
// as long to write.
type cboeDay struct {
	Date   string  `json:"date"`
	Open   float64 `json:"open"`
	High   float64 `json:"high"`
	Low    float64 `json:"low"`
	Close  float64 `json:"close"`
	Volume any     `json:"volume"` // of an index "0"
}

// days are all days up to the last but one: the last session is in the quote alone.
func (q *cboeQuote) days() []cboeDay {
	all := []cboeDay{}
	first := max(q.in.First, facts.Date(2004, 1, 2))
	for d := first; d < q.Clock.Last; d++ {
		if !q.in.Exchange.Prices(d) {
			continue
		}
		b := q.v.told(q.in, q.in.Bar(d))
		day := cboeDay{d.String(), q.scaled(b.Open), q.scaled(b.High), q.scaled(b.Low), q.scaled(b.Close), b.Volume}
		if q.index() {
			day.Volume = "0"
		}
		all = append(all, day)
	}
	return all
}

// minutes are those of the latest session.
func (q *cboeQuote) minutes() []fields {
	all := []fields{}
	s, open := q.in.Session(q.Clock.Last), q.in.Exchange.Opens(q.Clock.Last)
	for m := range q.Clock.Done {
		if s.Quiet(m) {
			continue
		}
		b := q.v.told(q.in, s.Span(m, m+1))
		volume := fields{"stock_volume": b.Volume, "calls_volume": 0, "puts_volume": 0, "total_options_volume": 0}
		if q.index() {
			volume["stock_volume"] = 0
		}
		all = append(all, fields{
			"datetime": open.Add(time.Duration(m) * time.Minute).In(q.in.Exchange.Zone).Format("2006-01-02T15:04:05"), "sequence_number": m,
			"price": fields{"open": q.scaled(b.Open), "high": q.scaled(b.High), "low": q.scaled(b.Low), "close": q.scaled(b.Close)}, "volume": volume,
		})
	}
	return all
}

// year is the range of the year up to the session before the last.
func (q *cboeQuote) year() fields {
	f := fields{"symbol": q.name}
	var high, low float64
	for d := q.Clock.Last - 365; d < q.Clock.Last; d++ {
		if !q.in.Exchange.Prices(d) {
			continue
		}
		b := q.v.told(q.in, q.in.Bar(d))
		if high == 0 {
			low = b.Low
		}
		high, low = max(high, b.High), min(low, b.Low)
	}
	f["annual_high"], f["annual_low"] = float64(float32(q.scaled(high))), float64(float32(q.scaled(low)))
	for _, days := range []string{"30", "60", "90"} {
		for _, of := range []string{"hv", "iv"} {
			f[of+days+"_annual_high"], f[of+days+"_annual_low"] = q.in.Swing*2200, q.in.Swing*1200
		}
	}
	return f
}
