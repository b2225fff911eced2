package sources

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/wire"
)

const nasdaqQuote = "/api/quote/"

// nasdaq has American shares and ETFs, each in its class of assets. What it does not know
// it says with status 200, and who does not ask like a browser is shown a page.
func nasdaq() source {
	return source{asked: func(r *http.Request) []string {
		symbol, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, nasdaqQuote), "/")
		return []string{symbol}
	}, answer: nasdaqAnswer}
}

func nasdaqAnswer(v *visit) wire.Reply {
	h := v.Request.Header
	if !strings.HasPrefix(v.Request.UserAgent(), "Mozilla/5.0") || h.Get("Accept") == "" || h.Get("Accept-Language") == "" {
		return wire.Page(http.StatusForbidden, "Access Denied")
	}
	switch path := v.Request.URL.Path; {
	case v.Fault.Kind == wire.NullResult:
		return nasdaqSays(nil)
	case path == "/api/screener/stocks":
		return nasdaqSays(map[string]any{"asOf": nil, "headers": map[string]any{}, "rows": v.nasdaqList()})
	case path == "/api/calendar/earnings":
		return v.nasdaqEarnings()
	case strings.HasPrefix(path, nasdaqQuote):
		return v.nasdaqOf(v.Asked.Symbols[0], path[strings.LastIndexByte(path, '/')+1:])
	}
	return wire.Page(http.StatusNotFound, "Not Found")
}

func nasdaqSays(data any) wire.Reply {
	return wire.JSON(http.StatusOK, map[string]any{"data": data, "message": nil, "status": map[string]any{"rCode": 200, "bCodeMessage": nil, "developerMessage": nil}})
}

func nasdaqUnknown() wire.Reply {
	return wire.JSON(http.StatusOK, map[string]any{"data": nil, "message": nil, "status": map[string]any{
		"rCode": 400, "bCodeMessage": []any{map[string]any{"code": 1001, "errorMessage": "Symbol not exists."}}, "developerMessage": nil,
	}})
}

// nasdaqOf answers about one symbol, in its class alone.
func (v *visit) nasdaqOf(theirs, about string) wire.Reply {
	in := v.catalog.Find(strings.Replace(theirs, ".", "-", 1))
	class := v.Request.URL.Query().Get("assetclass")
	if in == nil || in.Currency != "USD" || !in.Exchange.Extended || class != map[string]string{facts.Equity: "stocks", facts.ETF: "etf"}[in.Kind] {
		return nasdaqUnknown()
	}
	switch about {
	case "info":
		return nasdaqSays(v.nasdaqInfo(in, theirs))
	case "summary":
		return nasdaqSays(v.nasdaqSummary(in, theirs))
	case "historical":
		return nasdaqSays(v.nasdaqDays(in, theirs))
	case "dividends":
		return nasdaqSays(v.nasdaqDividends(in))
	}
	return wire.Page(http.StatusNotFound, "Not Found")
}

// dollars is an amount as it is written for people.
func dollars(v float64) string { return "$" + grouped(strconv.FormatFloat(v, 'f', 2, 64)) }

func labelled(value any) map[string]any { return map[string]any{"label": "", "value": value} }

// nasdaqSale is a price with its change from another: the sign is in the indicator alone.
func nasdaqSale(price, before float64, at string, live bool) map[string]any {
	delta := "up"
	if price < before {
		delta = "down"
	}
	return map[string]any{
		"lastSalePrice": dollars(price), "netChange": strconv.FormatFloat(math.Abs(price-before), 'f', 2, 64), "percentageChange": strconv.FormatFloat(math.Abs(price/before-1)*100, 'f', 2, 64) + "%",
		"deltaIndicator": delta, "lastTradeTimestamp": at, "isRealTime": live,
	}
}

// nasdaqInfo is a quote: the price of the session, or that of before or after it beside
// the session's last one. The key figures are those of the last session, but before the
// next one its close is called the close before, and the volume is that of the morning.
func (v *visit) nasdaqInfo(in *facts.Instrument, theirs string) map[string]any {
	p, _ := v.present(in, 0)
	zone := in.Exchange.Zone
	before, volume, status := p.Previous, p.Bar.Volume, "Closed"
	primary, secondary := nasdaqSale(p.Bar.Close, p.Previous, "Closed at "+p.At.In(zone).Format("Jan 2, 2006 3:04 PM ET"), false), any(nil)
	outside, at, early, ok := in.Outside(p)
	if at.After(v.Now) {
		at = v.Now
	}
	if v.Fault.Kind == wire.EmptyResult {
		return map[string]any{"symbol": theirs, "primaryData": nil, "secondaryData": nil, "keyStats": nil}
	}
	closed := "CLOSED AT " + p.At.In(zone).Format("3:04 PM ET") + " ON " + p.At.In(zone).Format("Jan 2, 2006")
	switch {
	case p.Clock.Open:
		status, primary = "Market Open", nasdaqSale(p.Bar.Close, p.Previous, "DATA AS OF "+p.At.In(zone).Format("Jan 2, 2006 3:04 PM ET"), true)
	case ok && early:
		status, before, volume = "Pre Market", p.Bar.Close, 111_677
		primary = nasdaqSale(outside, p.Bar.Close, "DATA AS OF "+at.In(zone).Format("Jan 2, 2006 3:04 PM ET")+" - PRE-MARKET", true)
		secondary = nasdaqSale(p.Bar.Close, p.Previous, closed, false)
	case ok && p.Clock.State == "POST":
		status = "After Hours"
		primary = nasdaqSale(outside, p.Bar.Close, "DATA AS OF "+at.In(zone).Format("Jan 2, 2006 3:04 PM ET")+" - AFTER HOURS", true)
		secondary = nasdaqSale(p.Bar.Close, p.Previous, closed, false)
	}
	return map[string]any{
		"symbol": theirs, "companyName": in.LongName, "stockType": "Common Stock", "exchange": nasdaqExchange(in.Exchange.Code), "primaryData": primary, "secondaryData": secondary, "marketStatus": status,
		"assetClass": strings.ToUpper(v.Request.URL.Query().Get("assetclass")),
		"keyStats": map[string]any{
			"Volume": labelled(grouped(strconv.FormatInt(volume, 10))), "PreviousClose": labelled(dollars(before)), "OpenPrice": labelled(dollars(p.Bar.Open)), "MarketCap": labelled(grouped(strconv.FormatFloat(p.Bar.Close*in.Shares, 'f', 0, 64))),
		},
	}
}

func nasdaqExchange(code string) string {
	return map[string]string{"NMS": "NASDAQ-GS", "NGM": "NASDAQ-GM", "NYQ": "NYSE", "PCX": "PSE"}[code]
}

// nasdaqDays are whole sessions of ten years at most, newest first.
func (v *visit) nasdaqDays(in *facts.Instrument, theirs string) map[string]any {
	q := v.Request.URL.Query()
	from, err1 := facts.ParseDay(q.Get("fromdate"))
	to, err2 := facts.ParseDay(q.Get("todate"))
	rows := []any{}
	c := in.Exchange.Clock(v.Now)
	y, m, d := c.Today.Time().Date()
	if err1 == nil && err2 == nil && v.Fault.Kind != wire.EmptyResult {
		for day := min(to, c.Last); day >= max(from, in.First, facts.Date(y-10, m, d)); day-- {
			if !in.Exchange.Prices(day) || day == c.Last && c.Open {
				continue
			}
			b := v.told(in, in.Bar(day))
			rows = append(rows, map[string]any{
				"date": day.Time().Format("01/02/2006"), "close": dollars(b.Close), "volume": grouped(strconv.FormatInt(b.Volume, 10)), "open": dollars(b.Open), "high": dollars(b.High), "low": dollars(b.Low),
			})
		}
	}
	table := map[string]any{"asOf": nil, "headers": map[string]any{"date": "Date", "close": "Close/Last", "volume": "Volume", "open": "Open", "high": "High", "low": "Low"}, "rows": rows}
	if len(rows) == 0 {
		table["rows"] = nil
	}
	return map[string]any{"symbol": theirs, "totalRecords": len(rows), "tradesTable": table}
}

// nasdaqDividends are as they were paid: on shares of before later splits.
func (v *visit) nasdaqDividends(in *facts.Instrument) map[string]any {
	rows := []any{}
	today := in.Exchange.Clock(v.Now).Today
	in.ExDays(max(in.First, today-365*20), today, func(d facts.Day) {
		amount := in.Dividend(d)
		for _, s := range in.Splits {
			if s.Day > d {
				amount *= float64(s.Numerator) / float64(s.Denominator)
			}
		}
		rows = append([]any{map[string]any{
			"exOrEffDate": d.Time().Format("01/02/2006"), "type": "Cash", "amount": "$" + strconv.FormatFloat(amount, 'f', -1, 64), "declarationDate": "N/A", "recordDate": d.Time().Format("01/02/2006"),
			"paymentDate": (d + 21).Time().Format("01/02/2006"), "currency": "USD",
		}}, rows...)
	})
	table := map[string]any{"asOf": nil, "rows": rows}
	if len(rows) == 0 || v.Fault.Kind == wire.EmptyResult {
		table["rows"] = nil
	}
	return map[string]any{"exDividendDate": "N/A", "dividends": table}
}

// nasdaqSummary are the key figures.
func (v *visit) nasdaqSummary(in *facts.Instrument, theirs string) map[string]any {
	if v.Fault.Kind == wire.EmptyResult {
		return map[string]any{"symbol": theirs, "summaryData": map[string]any{}}
	}
	p, _ := v.present(in, 0)
	data := map[string]any{
		"Exchange": labelled(nasdaqExchange(in.Exchange.Code)), "Sector": labelled("N/A"), "ShareVolume": labelled(grouped(strconv.FormatInt(p.Bar.Volume, 10))), "PreviousClose": labelled(dollars(p.Previous)),
		"MarketCap": labelled(grouped(strconv.FormatFloat(p.Bar.Close*in.Shares, 'f', 0, 64))), "TodayHighLow": labelled(dollars(p.Bar.High) + "/" + dollars(p.Bar.Low)), "Yield": labelled(strconv.FormatFloat(in.Yield*100, 'f', 4, 64) + "%"),
		"PERatio": labelled("N/A"), "ExDividendDate": labelled("N/A"), "Beta": labelled(1.0),
	}
	if in.Company != nil {
		books := in.Accounts()
		eps := books.TrailingEPS(books.Reported(p.Clock.Today))
		data["Sector"], data["Industry"] = labelled(in.Company.Sector), labelled(in.Company.Industry)
		if data["EarningsPerShare"] = labelled(dollars(eps)); eps < 0 {
			data["EarningsPerShare"] = labelled("(" + dollars(-eps) + ")")
		} else if eps > 0 {
			data["PERatio"] = labelled(math.Round(p.Bar.Close/eps*100) / 100)
		}
	}
	return map[string]any{"symbol": theirs, "summaryData": data, "assetClass": strings.ToUpper(v.Request.URL.Query().Get("assetclass"))}
}

// nasdaqList is every listed share.
func (v *visit) nasdaqList() []any {
	rows := []any{}
	if v.Fault.Kind == wire.EmptyResult {
		return rows
	}
	for _, in := range v.catalog.Listed() {
		if in.Kind != facts.Equity || in.Currency != "USD" || !in.Exchange.Extended {
			continue
		}
		p, _ := v.present(in, 0)
		rows = append(rows, map[string]any{
			"symbol": strings.Replace(in.Symbol, "-", "/", 1), "name": in.LongName, "lastsale": dollars(p.Bar.Close), "netchange": strconv.FormatFloat(p.Bar.Close-p.Previous, 'f', 2, 64),
			"pctchange": strconv.FormatFloat((p.Bar.Close/p.Previous-1)*100, 'f', 3, 64) + "%", "volume": strconv.FormatInt(p.Bar.Volume, 10), "marketCap": strconv.FormatFloat(p.Bar.Close*in.Shares, 'f', 2, 64),
			"country": "United States", "ipoyear": "", "industry": "", "sector": "", "url": "/market-activity/stocks/" + strings.ToLower(in.Symbol),
		})
	}
	return rows
}

// nasdaqEarnings are the companies whose next results are out on a day.
func (v *visit) nasdaqEarnings() wire.Reply {
	day, err := facts.ParseDay(v.Request.URL.Query().Get("date"))
	if err != nil {
		return nasdaqUnknown()
	}
	var rows []any
	for _, in := range v.catalog.Listed() {
		if in.Kind != facts.Equity || in.Company == nil || !in.Exchange.Extended || in.Earnings(facts.DayOf(v.Now.In(time.UTC))) != day || v.Fault.Kind == wire.EmptyResult {
			continue
		}
		rows = append(rows, map[string]any{
			"symbol": strings.Replace(in.Symbol, "-", "/", 1), "name": in.LongName, "time": "time-after-hours", "marketCap": "", "fiscalQuarterEnding": "N/A", "epsForecast": "", "noOfEsts": "N/A", "lastYearRptDt": "N/A", "lastYearEPS": "N/A",
		})
	}
	return nasdaqSays(map[string]any{"asOf": day.Time().Format("Mon, Jan 2, 2006"), "headers": map[string]any{}, "rows": rows})
}
