package marketdata

import (
	"net/http"
	"time"

	"quotewire/internal/api/fault"
	"quotewire/internal/api/query"
	"quotewire/internal/market"
	"quotewire/internal/study"
)

type (
	historyData struct {
		Symbol       market.Symbol   `json:"symbol"`
		Name         string          `json:"name,omitempty"`
		Kind         market.Kind     `json:"kind"`
		Currency     string          `json:"currency,omitempty"`
		Exchange     string          `json:"exchange,omitempty"`
		ExchangeName string          `json:"exchange_name,omitempty"`
		TimeZone     string          `json:"time_zone"`
		Interval     market.Interval `json:"interval"`
		SessionOpen  bool            `json:"session_open"`
		Gaps         int             `json:"gaps"`
		Partial      int             `json:"partial,omitempty"`
		Doubts       []market.Doubt  `json:"doubts,omitempty"`
		AsOf         time.Time       `json:"as_of"`
		Stale        bool            `json:"stale,omitempty"`
		AgeSeconds   float64         `json:"age_seconds"`
		Period       *study.Span     `json:"period,omitempty"` // where it was asked for in words
		Note         string          `json:"note,omitempty"`
		Bars         []barData       `json:"bars"`
	}
	// barData has a date for intervals of a day and more, else a time, both in
	// the exchange's time zone.
	barData struct {
		Date     string        `json:"date,omitempty"`
		Time     string        `json:"time,omitempty"`
		Open     market.Number `json:"open,omitzero"`
		High     market.Number `json:"high,omitzero"`
		Low      market.Number `json:"low,omitzero"`
		Close    market.Number `json:"close,omitzero"`
		AdjClose market.Number `json:"adj_close,omitzero"`
		Volume   market.Number `json:"volume,omitzero"`
	}
)

// History answers with prices over time, as JSON or as a table.
func (d *Routes) History(w http.ResponseWriter, r *http.Request) (*Answer, error) {
	asked, err := d.historyAsked(r)
	if err != nil {
		return nil, err
	}
	b, err := d.Studies.Bars(r.Context(), asked.words, asked.query, asked.zone)
	if err != nil {
		return nil, queryFault(studyFault(err), map[string]string{"from": "start", "to": "end"})
	}
	w.Header().Add("Vary", "Accept")
	if wantsCSV(r, asked.format) {
		setFreshness(w.Header(), b.History.Origin)
		return answer(historyTable(b.History), b.History.Origin), nil
	}
	h := historyOf(b.History)
	if h.Note = b.Note; asked.words != "" {
		h.Period = &b.Span
	}
	return answer(h, b.History.Origin), nil
}

func ranges() []string {
	return []string{"1d", "5d", "1mo", "3mo", "6mo", "1y", "2y", "5y", "10y", "ytd", "max"}
}

func intervals() []string {
	all := []market.Interval{market.Minute, market.Minutes5, market.Minutes15, market.Minutes30, market.Hour, market.Day, market.Week, market.Month}
	names := make([]string, len(all))
	for i, v := range all {
		names[i] = string(v)
	}
	return names
}

// historyAsked is what a request asks for.
type historyAsked struct {
	query  market.HistoryQuery
	words  string         // about time, in place of the query's days
	zone   *time.Location // the reader's, for words; nil: the market's
	format string         // empty: what the Accept header says
}

func (d *Routes) historyAsked(r *http.Request) (a historyAsked, err error) {
	of := &a.query
	if of.Symbol, err = symbolOf(r); err != nil {
		return a, err
	}
	q := query.Parse(r.URL.RawQuery, "start", "end", "range", "period", "timezone", "interval", "format")
	a.format = q.OneOf("format", "", "json", "csv")
	of.From, of.To = q.Date("start"), q.Date("end")
	if a.words = q.Text("period"); a.words == "" && q.Text("timezone") != "" {
		q.Fail(fault.Invalid("timezone", "it is given without period", "leave it out: start, end and range are days of the exchange"))
	}
	a.zone = q.Zone("timezone", d.Zones)
	def := "1mo"
	if !of.From.IsZero() || a.words != "" {
		def = ""
	}
	of.Range = q.OneOf("range", def, ranges()...)
	of.Interval = market.Interval(q.OneOf("interval", string(market.Day), intervals()...))
	if a.words != "" && (of.Range != "" || !of.From.IsZero() || !of.To.IsZero()) {
		q.Fail(fault.Invalid("period", "it is given together with start, end or range", "send period alone"))
	}
	q.Fail(checkPeriod(*of))
	return a, q.Err()
}

func checkPeriod(q market.HistoryQuery) error {
	switch {
	case !q.From.IsZero() && q.Range != "":
		return fault.Invalid("range", "it is given together with start", "send either range, or start and end")
	case q.From.IsZero() && !q.To.IsZero():
		return fault.Invalid("end", "it is given without start", "send start too, or range instead")
	case !q.To.IsZero() && q.To.Compare(q.From) < 0:
		return fault.Invalid("end", "it is before start", "send a day that is not before start")
	}
	return nil
}

func historyOf(h *market.History) historyData {
	loc := h.Location
	d := historyData{
		Symbol: h.Symbol, Name: h.Name, Kind: h.Kind, Currency: h.Currency, Exchange: h.Exchange, ExchangeName: h.ExchangeName,
		TimeZone: loc.String(), Interval: h.Interval, SessionOpen: h.Open, Gaps: h.Gaps, Partial: h.Partial, Doubts: h.Doubts, AsOf: h.AsOf,
		Stale: h.Stale, AgeSeconds: h.Age.Seconds(), Bars: make([]barData, len(h.Bars)),
	}
	for i, b := range h.Bars {
		d.Bars[i] = barOf(b, loc, study.OfDays(h.Interval))
	}
	return d
}

func barOf(b market.Bar, loc *time.Location, daily bool) barData {
	d := barData{
		Open: sent(b.Open), High: sent(b.High), Low: sent(b.Low),
		Close: market.Num(b.Close), AdjClose: market.Num(b.AdjClose),
	}
	if b.Volume >= 0 {
		d.Volume = market.Num(b.Volume)
	}
	at := time.Unix(b.Time, 0).In(loc)
	if daily {
		d.Date = at.Format(time.DateOnly)
	} else {
		d.Time = at.Format(time.RFC3339)
	}
	return d
}

// sent is a price of a bar, absent where it is 0.
func sent(price float64) market.Number {
	if price == 0 {
		return market.Number{}
	}
	return market.Num(price)
}
