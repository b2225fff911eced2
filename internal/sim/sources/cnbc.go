package sources

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/wire"
)

const (
	cnbcQuotes = "/quote-html-webservice/restQuote/symbolType/symbol"
	cnbcBars   = "/harmony/app/bars/"
)

// cnbc has quotes of many symbols at once, and bars. Without a browser's User-Agent it
// denies access, with status 200.
func cnbc() source {
	return source{asked: cnbcSymbols, answer: cnbcAnswer}
}

func cnbcSymbols(r *http.Request) []string {
	if rest, ok := strings.CutPrefix(r.URL.EscapedPath(), cnbcBars); ok {
		name, _, _ := strings.Cut(rest, "/")
		if plain, err := url.PathUnescape(name); err == nil {
			return []string{plain}
		}
		return nil
	}
	return strings.Split(r.URL.Query().Get("symbols"), "|")
}

func cnbcAnswer(v *visit) wire.Reply {
	if !strings.HasPrefix(v.Request.UserAgent(), "Mozilla/5.0") {
		return wire.Page(http.StatusOK, "Access Denied")
	}
	switch path := v.Request.URL.EscapedPath(); {
	case path == cnbcQuotes:
		return cnbcQuote(v)
	case strings.HasPrefix(path, cnbcBars):
		return cnbcSeries(v, strings.Split(strings.TrimPrefix(path, cnbcBars), "/"))
	}
	return wire.Page(http.StatusNotFound, "Not Found")
}

// cnbcNamed are the symbols that are written by no rule.
func cnbcNamed(theirs string) string {
	return map[string]string{
		".SPX": "^GSPC", ".DJI": "^DJI", ".IXIC": "^IXIC", ".FTSE": "^FTSE", ".GDAXI": "^GDAXI", ".N225": "^N225", "US10Y": "^TNX", "EUR=": "EURUSD=X", "GBP=": "GBPUSD=X", "JPY=": "USDJPY=X",
		"BTC.CM=": "BTC-USD", "ETH.CM=": "ETH-USD", "SOL.CM=": "SOL-USD", "BNB.CM=": "BNB-USD", "LTC.CM=": "LTC-USD", "XRP.CM=": "XRP-USD", "@GC.1": "GC=F", "@CL.1": "CL=F",
	}[theirs]
}

// cnbcInstrument is what CNBC writes as theirs; nil where it has none.
func (v *visit) cnbcInstrument(theirs string) *facts.Instrument {
	if ours := cnbcNamed(theirs); ours != "" {
		return v.catalog.Find(ours)
	}
	for suffix, ours := range map[string]string{
		".T-JP": ".T", "-HK": ".HK", "-DE": ".DE", "-FR": ".PA", "-GB": ".L", "-CA": ".TO", "-AU": ".AX", "-IN": ".NS",
	} {
		if code, ok := strings.CutSuffix(theirs, suffix); ok {
			if suffix == "-HK" {
				code = strings.Repeat("0", max(0, 4-len(code))) + code
			}
			return v.catalog.Find(code + ours)
		}
	}
	in := v.catalog.Find(strings.Replace(theirs, ".", "-", 1))
	if in == nil || strings.ContainsAny(in.Symbol, "^=.") || in.Currency != "USD" {
		return nil
	}
	return in
}

func cnbcQuote(v *visit) wire.Reply {
	rows := []any{}
	for _, theirs := range v.Asked.Symbols {
		in := v.cnbcInstrument(theirs)
		if in == nil || in.Kind == facts.Delisted {
			rows = append(rows, map[string]any{"symbol": theirs, "code": 1})
			continue
		}
		rows = append(rows, v.cnbcRow(in, theirs))
	}
	var list any = rows
	switch v.Fault.Kind {
	case wire.EmptyResult:
		list = []any{}
	case wire.NullResult:
		list = nil
	}
	return wire.JSON(http.StatusOK, map[string]any{"FormattedQuoteResult": map[string]any{"FormattedQuote": list}})
}

// cnbcRow is an entry: all text, real time in America and late elsewhere.
func (v *visit) cnbcRow(in *facts.Instrument, theirs string) map[string]any {
	x := in.Exchange
	p, _ := v.present(in, time.Duration(x.Delay)*time.Minute)
	newYork := v.catalog.Synthetic.Zone
	price := func(f float64) string { return cnbcPrice(in, f) }
	row := map[string]any{
		"symbol": theirs, "symbolType": "symbol", "code": 0, "name": in.LongName, "shortName": in.ShortName, "last": price(p.Bar.Close), "open": price(p.Bar.Open), "high": price(p.Bar.High), "low": price(p.Bar.Low),
		"last_time": p.At.In(newYork).Format("2006-01-02T15:04:05.000-0700"), "last_timedate": p.At.In(newYork).Format("3:04 PM MST"), "exchange": cnbcExchange(x), "currencyCode": in.Currency,
		"realTime": strconv.FormatBool(x.Delay == 0), "curmktstatus": "REG_MKT", "streamable": "1", "altSymbol": theirs,
	}
	row["type"], row["subType"] = cnbcType(in)
	if in.Kind == facts.Fund {
		row["last_time"] = p.At.In(newYork).Format("2006-01-02")
		delete(row, "open")
		delete(row, "high")
		delete(row, "low")
	}
	if p.Bar.Volume > 0 {
		row["volume"] = grouped(strconv.FormatInt(p.Bar.Volume, 10))
	}
	if in.Kind == facts.Equity && in.Currency != "GBp" {
		row["mktcapView"] = shortened(p.Bar.Close * in.Shares)
	}
	cnbcChange(row, in, p)
	if outside, at, before, ok := in.Outside(p); ok && p.Clock.State != "CLOSED" {
		kind := "POST_MKT"
		if before {
			kind = "PRE_MKT"
		}
		if at.After(v.Now) {
			at = v.Now
		}
		row["curmktstatus"] = kind
		row["ExtendedMktQuote"] = map[string]any{
			"type": kind, "last": price(outside), "change": signed(outside-p.Bar.Close, 2), "change_pct": signed((outside/p.Bar.Close-1)*100, 2) + "%",
			"last_time": at.In(newYork).Format("2006-01-02T15:04:05-0700"), "last_timedate": at.In(newYork).Format("3:04 PM MST"),
		}
	}
	return row
}

// cnbcChange adds the change and the close before. Once the day is over, that close has
// become the price itself, and before the next session there is no change at all.
func cnbcChange(row map[string]any, in *facts.Instrument, p facts.Present) {
	today := p.Clock.Last == p.Clock.Today
	row["change"], row["change_pct"] = signed(p.Bar.Close-p.Previous, in.Digits()), signed((p.Bar.Close/p.Previous-1)*100, 2)+"%"
	row["previous_day_closing"] = cnbcPrice(in, p.Previous)
	if p.Clock.Open || p.Clock.State == "POST" {
		return
	}
	row["previous_day_closing"] = row["last"]
	if !today {
		row["change"], row["change_pct"] = "UNCH", "UNCH"
	}
}

// signed is a difference with its sign.
func signed(v float64, decimals int) string {
	text := strconv.FormatFloat(v, 'f', decimals, 64)
	if !strings.HasPrefix(text, "-") {
		text = "+" + text
	}
	return text
}

func cnbcPrice(in *facts.Instrument, v float64) string {
	text := grouped(strconv.FormatFloat(v, 'f', in.Digits(), 64))
	if in.Symbol == "^TNX" {
		text += "%"
	}
	return text
}

// grouped is a number with commas between its thousands.
func grouped(text string) string {
	whole, rest, dotted := strings.Cut(text, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if dotted {
		whole += "." + rest
	}
	return whole
}

// shortened is a large number with what it counts.
func shortened(v float64) string {
	for _, unit := range []struct {
		size float64
		name string
	}{{1e12, "T"}, {1e9, "B"}, {1e6, "M"}} {
		if v >= unit.size {
			return strconv.FormatFloat(v/unit.size, 'f', 3, 64) + unit.name
		}
	}
	return strconv.FormatFloat(v, 'f', 0, 64)
}

func cnbcType(in *facts.Instrument) (kind, sub string) {
	switch in.Kind {
	case facts.ETF:
		return "STOCK", "Exchange Traded Fund"
	case facts.Index:
		if in.Symbol == "^TNX" {
			return "BOND", "Government"
		}
		return "INDEX", "Index"
	case facts.Fund:
		return "FUND", "Mutual Fund"
	case facts.Currency, facts.Crypto:
		return "CURRENCY", "Currency"
	case facts.Future:
		return "FUTURE", "Future"
	}
	return "STOCK", "Common Stock"
}

func cnbcExchange(x *facts.Exchange) string {
	name, ok := map[string]string{
		"NMS": "NASDAQ", "NGM": "NASDAQ", "NAS": "NASDAQ", "NYQ": "NYSE", "PCX": "NYSE Arca", "GER": "XETRA", "PAR": "Euronext Paris", "LSE": "London Stock Exchange", "JPX": "Tokyo Stock Exchange",
		"HKG": "Hong Kong Stock Exchange", "TOR": "Toronto Stock Exchange", "ASX": "Australian Securities Exchange", "NSI": "National Stock Exchange of India",
	}[x.Code]
	if !ok {
		return x.Display
	}
	return name
}
