package tools

import (
	"net/url"
	"strconv"

	"quotewire/internal/market"
	"quotewire/internal/study"
)

// link is the path and query of the route that gives the data of an exhibit whole. The
// names of fields and their values alternate; a field without a value is left out. last
// is the path's last part, such as a symbol.
func link(path, last string, fields ...string) string {
	query := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		if fields[i+1] != "" {
			query.Set(fields[i], fields[i+1])
		}
	}
	path += url.PathEscape(last)
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return path
}

// daysOf are a span's in words that mean the same on each day on which they are read.
func daysOf(s study.Span) string {
	if s.From == s.To {
		return s.From.String()
	}
	return s.From.String() + " to " + s.To.String()
}

// optionally is a number as a route reads it, empty where there is none.
func optionally(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'f', -1, 64)
}

func (a historyArgs) link(b *study.Bars) string {
	period, given := "", a.Range
	if a.Period != "" {
		period = daysOf(b.Span)
	}
	if a.Start == "" && period == "" && given == "" {
		given = "1mo"
	}
	h := b.History
	return link("/api/history/", h.Symbol.String(), "start", a.Start, "end", a.End, "range", given, "period", period, "interval", string(h.Interval))
}

// link has the words for a period as they were written where several symbols may read
// other days from them.
func (a analysisArgs) link(r *study.Report, q study.Query) string {
	period, zone, window, level, adjusted, benchmark := q.Period, "", "", "", "", ""
	switch {
	case len(q.Symbols) == 1:
		period = daysOf(r.Span)
	case q.Zone != nil:
		zone = q.Zone.String()
	}
	if q.Window > 0 {
		window = strconv.Itoa(q.Window)
	}
	if v, ok := q.Level.Get(); ok {
		level = optionally(&v)
	}
	if q.Adjusted {
		adjusted = "true"
	}
	if a.Benchmark != "" {
		benchmark = q.Benchmark.String()
	}
	measures := listed(q.Measures, ",", func(m study.Measure) string { return string(m) })
	return link("/api/analysis", "", "symbols", listed(q.Symbols, ",", market.Symbol.String), "period", period, "timezone", zone, "measures", measures,
		"window", window, "level", level, "adjusted", adjusted, "benchmark", benchmark, "rows", "1000")
}

// link is of all strikes: those around the money are what a page has room for.
func (w *chainWriter) link() string {
	side, greeks, rate := w.args.Side, "", ""
	if side == "both" {
		side = ""
	}
	if w.terms != nil {
		greeks, rate = "true", optionally(w.args.Rate)
	}
	return link("/api/options/", w.chain.Symbol.String(), "expiry", w.chain.Expiry.String(), "side", side, "min_strike", optionally(w.args.Least),
		"max_strike", optionally(w.args.Most), "greeks", greeks, "rate", rate, "limit", "500")
}

// quotesLink is of one symbol or several.
func quotesLink(tickers []*market.Ticker) string {
	if len(tickers) == 1 {
		return link("/api/quotes/", tickers[0].Symbol.String())
	}
	return link("/api/quotes", "", "symbols", listed(tickers, ",", func(t *market.Ticker) string { return t.Symbol.String() }))
}

// newsLink is empty for a search in words: the route has news of symbols.
func newsLink(query string, limit int) string {
	symbol, err := market.ParseSymbol(query)
	if err != nil {
		return ""
	}
	return link("/api/news/", symbol.String(), "limit", strconv.Itoa(limit))
}

// symbolsLink is empty for what is longer than the route takes.
func symbolsLink(query string) string {
	const most = 100 // characters
	if len([]rune(query)) > most {
		return ""
	}
	return link("/api/symbols", "", "q", query, "limit", strconv.Itoa(maxMatches))
}

// screenLink is a page of a screen from its first row on.
func screenLink(name, region string, offset int) string {
	from := ""
	if offset > 0 {
		from = strconv.Itoa(offset)
	}
	return link("/api/screeners/", name, "region", region, "offset", from, "limit", strconv.Itoa(market.MaxScreenRows))
}
