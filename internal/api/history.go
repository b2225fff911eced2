package api

import (
	"context"
	"net/http"
	"net/url"
	"time"

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

func (s *Server) history(x *exchange, r *http.Request) error {
	asked, err := s.historyAsked(r)
	if err != nil {
		return err
	}
	b, err := s.barsOf(r.Context(), asked)
	if err != nil {
		return err
	}
	h := b.History
	x.Header().Add("Vary", "Accept")
	if wantsCSV(r, asked.format) {
		return x.csv(historyTable(h), h.Origin)
	}
	d := historyOf(h)
	if d.Note = b.Note; asked.words != "" {
		d.Period = &b.Span
	}
	return x.json(http.StatusOK, d)
}

// barsOf gets the bars of days that are given, or that words name.
func (s *Server) barsOf(ctx context.Context, asked historyAsked) (*study.Bars, error) {
	if asked.words != "" {
		b, err := s.studies.Bars(ctx, asked.words, asked.query, asked.zone)
		if err != nil {
			return nil, queryFault(studyFault(err), nil)
		}
		return b, nil
	}
	h, err := s.market.History(ctx, asked.query)
	if err != nil {
		return nil, queryFault(err, map[string]string{"from": "start", "to": "end"})
	}
	return &study.Bars{History: h}, nil
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

func (s *Server) historyAsked(r *http.Request) (a historyAsked, err error) {
	q := &a.query
	if q.Symbol, err = symbolOf(r); err != nil {
		return a, err
	}
	values, err := parseQuery(r.URL.RawQuery, []string{"start", "end", "range", "period", "timezone", "interval", "format"})
	if err != nil {
		return a, err
	}
	if a.format, err = oneOf(values, "format", "", []string{"json", "csv"}); err != nil {
		return a, err
	}
	if q.From, err = dateOf(values, "start"); err != nil {
		return a, err
	}
	if q.To, err = dateOf(values, "end"); err != nil {
		return a, err
	}
	if err = s.words(values, &a); err != nil {
		return a, err
	}
	def := "1mo"
	if !q.From.IsZero() || a.words != "" {
		def = ""
	}
	if q.Range, err = oneOf(values, "range", def, ranges()); err != nil {
		return a, err
	}
	interval, err := oneOf(values, "interval", string(market.Day), intervals())
	if err != nil {
		return a, err
	}
	q.Interval = market.Interval(interval)
	if a.words != "" && (q.Range != "" || !q.From.IsZero() || !q.To.IsZero()) {
		return a, invalid("period", "it is given together with start, end or range", "send period alone")
	}
	return a, checkPeriod(*q)
}

// words reads the parameters of a period in words.
func (s *Server) words(values url.Values, a *historyAsked) (err error) {
	if a.words, err = single("period", values["period"]); err != nil {
		return err
	}
	zone, err := single("timezone", values["timezone"])
	if err != nil {
		return err
	}
	if zone != "" && a.words == "" {
		return invalid("timezone", "it is given without period", "leave it out: start, end and range are days of the exchange")
	}
	a.zone, err = s.zones.load(zone)
	return err
}

func checkPeriod(q market.HistoryQuery) error {
	switch {
	case !q.From.IsZero() && q.Range != "":
		return invalid("range", "it is given together with start", "send either range, or start and end")
	case q.From.IsZero() && !q.To.IsZero():
		return invalid("end", "it is given without start", "send start too, or range instead")
	case !q.To.IsZero() && q.To.Compare(q.From) < 0:
		return invalid("end", "it is before start", "send a day that is not before start")
	}
	return nil
}

func dateOf(values url.Values, name string) (market.Date, error) {
	text, err := single(name, values[name])
	if err != nil || text == "" {
		return market.Date{}, err
	}
	d, err := market.ParseDate(text)
	if err != nil {
		return market.Date{}, invalid(name, "it is not a date", "send YYYY-MM-DD, such as 2024-11-05")
	}
	return d, nil
}

func historyOf(h *market.History) historyData {
	loc := h.Location
	d := historyData{
		Symbol: h.Symbol, Name: h.Name, Kind: h.Kind, Currency: h.Currency, Exchange: h.Exchange, ExchangeName: h.ExchangeName,
		TimeZone: loc.String(), Interval: h.Interval, SessionOpen: h.Open, Gaps: h.Gaps, Partial: h.Partial, Doubts: h.Doubts, AsOf: h.AsOf,
		Stale: h.Stale, AgeSeconds: h.Age.Seconds(), Bars: make([]barData, len(h.Bars)),
	}
	daily := h.Interval == market.Day || h.Interval == market.Week || h.Interval == market.Month
	for i, b := range h.Bars {
		d.Bars[i] = barOf(b, loc, daily)
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
