package sources

import (
	"math"
	"net/http"
	"strconv"
	"strings"

	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/wire"
)

// twelveVenue is an exchange as Twelve Data names it.
type twelveVenue struct{ name, mic, suffix string }

// twelveVenues are those that it has here, by Yahoo's code.
func twelveVenues() map[string]twelveVenue {
	return map[string]twelveVenue{
		"NMS": {"NASDAQ", "XNGS", ""}, "NGM": {"NASDAQ", "XNMS", ""}, "NAS": {"NASDAQ", "XNAS", ""}, "NYQ": {"NYSE", "XNYS", ""}, "PCX": {"NYSE", "ARCX", ""},
		"LSE": {"LSE", "XLON", ".L"}, "GER": {"XETR", "XETR", ".DE"}, "JPX": {"JPX", "XTKS", ".T"}, "HKG": {"HKEX", "XHKG", ".HK"}, "TOR": {"TSX", "XTSE", ".TO"}, "ASX": {"ASX", "XASX", ".AX"}, "NSI": {"NSE", "XNSE", ".NS"},
	}
}

// twelveDataSource is Twelve Data, of shares, ETFs and funds.
func twelveDataSource() source {
	return source{asked: twelveSymbols, answer: func(v *visit) wire.Reply { return v.twelveData() }}
}

func twelveSymbols(r *http.Request) []string {
	return strings.Split(strings.ToUpper(r.URL.Query().Get("symbol")), ",")
}

// twelve is the instrument of a symbol there; nil where there is none.
func (v *visit) twelve(theirs string) *facts.Instrument {
	code, exchange, abroad := strings.Cut(theirs, ":")
	if !abroad {
		return v.american(strings.ReplaceAll(code, ".", "-"))
	}
	for _, at := range twelveVenues() {
		in := v.catalog.Find(strings.ReplaceAll(code, ".", "-") + at.suffix)
		if at.name == exchange && in != nil && (in.Kind == facts.Equity || in.Kind == facts.ETF) {
			return in
		}
	}
	return nil
}

// twelveError is a refusal, with a status that is its code, as some have it.
func twelveError(code int, message string) wire.Reply {
	return wire.JSON(code, map[string]any{"code": code, "message": message, "status": "error"})
}

const twelveUnknown = "**symbol** or **figi** parameter is missing or invalid. Please provide a valid symbol according to API documentation: https://twelvedata.com/docs#reference-data"

func (v *visit) twelveData() wire.Reply {
	series := v.Request.URL.Path == "/time_series"
	switch {
	case v.Fault.Kind == wire.RateLimited:
		return v.Fault.Over(twelveError(http.StatusTooManyRequests, "You have run out of API credits for the current minute. 9 API credits were used, with the current limit being 8. Wait for the next minute or consider switching to a higher tier plan at https://twelvedata.com/pricing"))
	case !series && v.Request.URL.Path != "/quote":
		return wire.Page(http.StatusNotFound, "Not found")
	case !strings.HasPrefix(v.Request.Header.Get("Authorization"), "apikey "):
		return twelveError(http.StatusUnauthorized, "**apikey** parameter is incorrect or not specified. You can get your free API key instantly following this link: https://twelvedata.com/pricing.")
	case series:
		return v.twelveSeries()
	case v.Fault.Kind == wire.NullResult:
		return wire.JSON(http.StatusOK, nil)
	case v.Fault.Kind == wire.EmptyResult:
		return wire.JSON(http.StatusOK, map[string]any{})
	}
	all := map[string]any{}
	for _, name := range v.Asked.Symbols {
		if in := v.twelve(name); in != nil {
			all[name] = v.twelveQuote(in)
		} else {
			all[name] = map[string]any{"code": http.StatusNotFound, "message": twelveUnknown, "status": "error"}
		}
	}
	if len(v.Asked.Symbols) > 1 {
		return wire.JSON(http.StatusOK, all)
	}
	if v.twelve(v.Asked.Symbols[0]) == nil {
		return twelveError(http.StatusNotFound, twelveUnknown)
	}
	return wire.JSON(http.StatusOK, all[v.Asked.Symbols[0]])
}

// text is a figure as Twelve Data writes one.
func text(f float64) string { return strconv.FormatFloat(f, 'f', 5, 64) }

// twelveListing is what it says of an instrument.
func twelveListing(in *facts.Instrument) map[string]any {
	at := twelveVenues()[in.Exchange.Code]
	return map[string]any{
		"symbol": strings.ReplaceAll(strings.TrimSuffix(in.Symbol, at.suffix), "-", "."), "exchange": at.name, "mic_code": at.mic, "currency": in.Currency,
	}
}

// twelveQuote is of the latest session.
func (v *visit) twelveQuote(in *facts.Instrument) map[string]any {
	p, _ := v.present(in, 0)
	q := twelveListing(in)
	q["name"], q["datetime"], q["timestamp"], q["last_quote_at"] = in.LongName, p.Clock.Last.String(), in.Exchange.Opens(p.Clock.Last).Unix(), p.At.Unix()
	q["open"], q["high"], q["low"], q["close"], q["volume"] = text(p.Bar.Open), text(p.Bar.High), text(p.Bar.Low), text(p.Bar.Close), strconv.FormatInt(p.Bar.Volume, 10)
	change := p.Bar.Close - p.Previous
	q["previous_close"], q["change"], q["percent_change"] = text(p.Previous), text(change), text(change/p.Previous*100)
	q["is_market_open"] = p.Clock.Open
	low, high := math.Inf(1), 0.0
	for d := p.Clock.Last - 364; d <= p.Clock.Last; d++ {
		if in.Exchange.Prices(d) {
			b := v.told(in, in.Bar(d))
			low, high = min(low, b.Low), max(high, b.High)
		}
	}
	q["fifty_two_week"] = map[string]any{"low": text(low), "high": text(high), "range": text(low) + " - " + text(high)}
	return q
}

// twelveSeries is the days of a period, newest first. A day that ends the period is not
// in it.
func (v *visit) twelveSeries() wire.Reply {
	q := v.Request.URL.Query()
	in := v.twelve(strings.ToUpper(q.Get("symbol")))
	switch {
	case in == nil:
		return twelveError(http.StatusNotFound, twelveUnknown)
	case q.Get("interval") != "1day":
		return twelveError(http.StatusBadRequest, "Invalid **interval** provided: "+q.Get("interval")+".")
	}
	clock := in.Exchange.Clock(v.Now)
	most, err := strconv.Atoi(q.Get("outputsize"))
	if err != nil {
		most = 30
	}
	values := []map[string]string{}
	for d := min(dayIn(q.Get("end_date"), clock.Last+1)-1, clock.Last); d >= max(in.First, dayIn(q.Get("start_date"), 0)) && len(values) < min(most, 5000); d-- {
		if !in.Exchange.Prices(d) || in.Kind == facts.Fund && clock.Open && d == clock.Last {
			continue
		}
		b := in.Bar(d)
		if d == clock.Last {
			b = in.SoFar(clock)
		}
		b = v.told(in, b)
		values = append(values, map[string]string{
			"datetime": d.String(), "open": text(b.Open), "high": text(b.High), "low": text(b.Low), "close": text(b.Close), "volume": strconv.FormatInt(b.Volume, 10),
		})
	}
	meta := twelveListing(in)
	meta["interval"], meta["exchange_timezone"] = "1day", in.Exchange.Zone.String()
	meta["type"] = map[string]string{facts.Equity: "Common Stock", facts.ETF: "ETF", facts.Fund: "Mutual Fund"}[in.Kind]
	answer := map[string]any{"meta": meta, "values": values, "status": "ok"}
	switch {
	case v.Fault.Kind == wire.NullResult:
		answer["values"] = nil
	case v.Fault.Kind == wire.EmptyResult, len(values) == 0:
		return twelveError(http.StatusBadRequest, "No data is available on the specified dates. Try setting different start/end dates.")
	}
	return wire.JSON(http.StatusOK, answer)
}
