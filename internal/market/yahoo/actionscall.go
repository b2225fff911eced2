package yahoo

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/yahoo/client"
)

// Actions asks for a chart with its events. Its bars are of a day: of longer
// ones Yahoo was seen to date a dividend by its bar.
func (y *Source) Actions(ctx context.Context, symbol market.Symbol, from, to market.Date) (*market.Actions, error) {
	q := market.HistoryQuery{Symbol: symbol, From: from, To: to, Interval: market.Day}
	if from.IsZero() {
		q.From = market.Date{Year: 1900, Month: time.January, Day: 1}
	}
	start, end := windowOf(q, y.now())
	return ask(ctx, y, client.Request{
		Path: "/v8/finance/chart/" + q.Symbol.String(),
		Query: url.Values{
			"interval": {string(market.Day)}, "events": {"div,splits"},
			"period1": {strconv.FormatInt(start.Unix(), 10)},
			"period2": {strconv.FormatInt(end.Unix(), 10)},
		},
		Symbol: q.Symbol.String(),
	}, func(answer actionsAnswer) (*market.Actions, error) { return y.readActions(answer, q, from) })
}

// actionsAnswer is the envelope of a chart, of which only the events are read.
type actionsAnswer struct {
	Chart *struct {
		Result []*struct {
			Meta   chartMeta  `json:"meta"`
			Events eventsWire `json:"events"`
		} `json:"result"`
	} `json:"chart"`
}

// eventsWire is the events of a chart, by a key that says nothing more.
type eventsWire struct {
	Dividends map[string]dividendWire `json:"dividends"`
	Splits    map[string]splitWire    `json:"splits"`
}

type dividendWire struct {
	Date     figure `json:"date"`
	Amount   figure `json:"amount"`
	Currency string `json:"currency"`
}

type splitWire struct {
	Date        figure `json:"date"`
	Numerator   figure `json:"numerator"`
	Denominator figure `json:"denominator"`
	Ratio       string `json:"splitRatio"`
}

func (y *Source) readActions(answer actionsAnswer, q market.HistoryQuery, from market.Date) (*market.Actions, error) {
	if answer.Chart == nil || answer.Chart.Result == nil {
		return nil, &market.Error{Kind: market.ErrMalformed, Message: "no chart in the answer"}
	}
	if len(answer.Chart.Result) == 0 || answer.Chart.Result[0] == nil {
		return nil, &market.Error{Kind: market.ErrNoData, Message: "nothing was traded"}
	}
	w := answer.Chart.Result[0]
	if err := about(w.Meta.Symbol, q.Symbol); err != nil {
		return nil, err
	}
	a := &market.Actions{
		Symbol: q.Symbol, Name: firstText(w.Meta.LongName, w.Meta.ShortName), Currency: client.Line(w.Meta.Currency),
		From: from, To: q.To, Dividends: []market.Dividend{}, Splits: []market.Split{}, Origin: y.about(q.Symbol, "/history/"),
	}
	loc := zone(w.Meta.TimeZone, int(w.Meta.Offset.v))
	a.FirstTrade = dayIn(w.Meta.FirstTrade, loc)
	for _, d := range w.Events.dividends(loc) {
		if covers(q, d.Date) {
			a.Dividends = append(a.Dividends, d)
		}
	}
	for _, s := range w.Events.splits(loc) {
		if covers(q, s.Date) {
			a.Splits = append(a.Splits, s)
		}
	}
	return a, nil
}

// dividends are those with a day and an amount, oldest first.
func (w eventsWire) dividends(loc *time.Location) (all []market.Dividend) {
	for _, d := range w.Dividends {
		if day := dayIn(d.Date, loc); !d.Amount.positive().IsZero() && !day.IsZero() {
			all = append(all, market.Dividend{Date: day, Amount: d.Amount.num(), Currency: client.Line(d.Currency)})
		}
	}
	slices.SortFunc(all, func(x, y market.Dividend) int { return x.Date.Compare(y.Date) })
	return all
}

// splits are those with a day and a ratio, oldest first.
func (w eventsWire) splits(loc *time.Location) (all []market.Split) {
	for _, s := range w.Splits {
		if day := dayIn(s.Date, loc); !s.Numerator.positive().IsZero() && !s.Denominator.positive().IsZero() && !day.IsZero() {
			all = append(all, market.Split{Date: day, Numerator: s.Numerator.num(), Denominator: s.Denominator.num(), Ratio: client.Line(s.Ratio)})
		}
	}
	slices.SortFunc(all, func(x, y market.Split) int { return x.Date.Compare(y.Date) })
	return all
}

// dayIn is the date at the exchange of a Unix time, before 1970 too, or none.
func dayIn(f figure, loc *time.Location) market.Date {
	if !f.ok || f.v < -lastSecond/4 || f.v > lastSecond {
		return market.Date{}
	}
	return market.DateOf(time.Unix(int64(f.v), 0).In(loc))
}
