package yahoo

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/yahoo/client"
)

// chartAnswer is the envelope of a chart, tolerant of all that Yahoo was seen to
// send: no results, no quotes, missing times, arrays of different lengths, nulls.
type chartAnswer struct {
	Chart *struct {
		Result []*chartResult `json:"result"`
		Error  *client.Fault  `json:"error"`
	} `json:"chart"`
}

type chartResult struct {
	Meta       chartMeta `json:"meta"`
	Timestamp  figures   `json:"timestamp"`
	Indicators struct {
		Quote []*struct {
			Open   figures `json:"open"`
			High   figures `json:"high"`
			Low    figures `json:"low"`
			Close  figures `json:"close"`
			Volume figures `json:"volume"`
		} `json:"quote"`
		AdjClose []*struct {
			AdjClose figures `json:"adjclose"`
		} `json:"adjclose"`
	} `json:"indicators"`
	Events eventsWire `json:"events"`
}

// chartMeta is what this package needs of a chart's meta.
type chartMeta struct {
	Symbol         string     `json:"symbol"`
	Currency       string     `json:"currency"`
	Exchange       string     `json:"exchangeName"`
	FullExchange   string     `json:"fullExchangeName"`
	InstrumentType string     `json:"instrumentType"`
	LongName       string     `json:"longName"`
	ShortName      string     `json:"shortName"`
	TimeZone       string     `json:"exchangeTimezoneName"`
	Offset         figure     `json:"gmtoffset"`
	FirstTrade     figure     `json:"firstTradeDate"`
	Granularity    string     `json:"dataGranularity"`
	Price          figure     `json:"regularMarketPrice"`
	PriceTime      figure     `json:"regularMarketTime"`
	CurrentPeriod  periodMeta `json:"currentTradingPeriod"`
}

type periodMeta struct {
	Regular struct {
		Start figure `json:"start"`
		End   figure `json:"end"`
	} `json:"regular"`
}

// chartRow says of a bar of the cleaned body what the library cannot: whether
// its volume and adjusted close were sent.
type chartRow struct {
	time               int64
	o, h, l, c, adj, v figure
}

// chartWire is a chart as it came: rows with a close, oldest first.
type chartWire struct {
	meta   chartMeta
	zone   *time.Location // the exchange's
	events eventsWire
	rows   []chartRow
	gaps   int
	below  []int64 // times of bars that came with a price under 0 where none can be
	// Times of bars without an adjusted close, beside others that have one: filled
	// where it was computed, bare where it was not.
	filled, bare []int64
}

// readChart takes a chart answer apart.
func readChart(body []byte) (*chartWire, error) {
	var answer chartAnswer
	if err := decode(body, &answer); err != nil {
		return nil, err
	}
	if answer.Chart == nil {
		return nil, client.Missing("chart", body)
	}
	if answer.Chart.Error != nil {
		return nil, answer.Chart.Error.Err()
	}
	w := &chartWire{zone: time.UTC}
	if len(answer.Chart.Result) == 0 || answer.Chart.Result[0] == nil {
		return w, nil
	}
	result := answer.Chart.Result[0]
	w.meta, w.events = result.Meta, result.Events
	w.zone = zone(w.meta.TimeZone, int(w.meta.Offset.v))
	w.addRows(result)
	return w, nil
}

// addRows keeps the bars that have a time and a close, without prices that are
// none, and counts the others: null prices, a bar of zeros, arrays that end early.
func (w *chartWire) addRows(result *chartResult) {
	quotes := result.Indicators.Quote
	if len(quotes) == 0 || quotes[0] == nil {
		w.gaps = len(result.Timestamp)
		return
	}
	q := quotes[0]
	var adj []figure
	if a := result.Indicators.AdjClose; len(a) > 0 && a[0] != nil {
		adj = a[0].AdjClose
	}
	kind := kindOf(w.meta.InstrumentType)
	w.rows = make([]chartRow, 0, len(result.Timestamp))
	for i := range max(len(result.Timestamp), len(q.Close)) {
		t := at(result.Timestamp, i)
		r := chartRow{int64(t.v), at(q.Open, i), at(q.High, i), at(q.Low, i), at(q.Close, i), at(adj, i), at(q.Volume, i)}
		dated := t.ok && math.Abs(t.v) <= lastSecond
		if r.clear(kind) && dated {
			w.below = append(w.below, r.time)
		}
		if !dated || !r.c.ok {
			w.gaps++
			continue
		}
		w.rows = append(w.rows, r)
	}
	w.rows = inOrder(w.rows)
	w.fillAdjusted()
}

// clear makes prices absent that are none: 0, and under 0 where kind has no such
// prices. It reports whether there was one of the latter.
func (r *chartRow) clear(kind market.Kind) (below bool) {
	for _, p := range []*figure{&r.o, &r.h, &r.l, &r.c, &r.adj} {
		under := p.ok && p.v < 0 && !r.mayFallBelow(kind)
		below = below || under && p != &r.adj
		if p.v == 0 || under {
			*p = figure{}
		}
	}
	return below
}

// mayFallBelow reports whether prices under 0 are real: those of futures, as of
// oil on 20 April 2020, and of indices of yields in per cent, as of bills in March
// 2020. What an index of shares has of them stands beside prices far higher.
func (r *chartRow) mayFallBelow(kind market.Kind) bool {
	const yields = 5
	switch kind {
	case market.KindFuture, market.KindOther:
		return true
	case market.KindIndex:
		return max(math.Abs(r.o.v), math.Abs(r.h.v), math.Abs(r.l.v), math.Abs(r.c.v)) < yields
	}
	return false
}

// inOrder sorts rows by time; of two at one time the later sent holds.
func inOrder(rows []chartRow) []chartRow {
	slices.SortStableFunc(rows, func(a, b chartRow) int { return cmp.Compare(a.time, b.time) })
	kept := rows[:0]
	for _, r := range rows {
		if n := len(kept); n > 0 && kept[n-1].time == r.time {
			kept[n-1] = r
			continue
		}
		kept = append(kept, r)
	}
	return kept
}

func at(figures []figure, i int) figure {
	if i < len(figures) {
		return figures[i]
	}
	return figure{}
}

// body writes the chart as an answer that the library reads without a panic: one
// result, one quote, arrays of one length, integers where it has integers.
func (w *chartWire) body() ([]byte, error) {
	n := len(w.rows)
	times, volumes := make([]int64, n), make([]json.Number, n)
	prices := map[string][]float64{"open": make([]float64, n), "high": make([]float64, n), "low": make([]float64, n), "close": make([]float64, n)}
	adjusted := make([]float64, n)
	for i, r := range w.rows {
		times[i], volumes[i] = r.time, "0"
		if text, ok := r.v.whole(); ok {
			volumes[i] = json.Number(text)
		}
		prices["open"][i], prices["high"][i], prices["low"][i], prices["close"][i] = r.o.v, r.h.v, r.l.v, r.c.v
		adjusted[i] = r.c.v
		if r.adj.ok {
			adjusted[i] = r.adj.v
		}
	}
	type object = map[string]any
	return json.Marshal(object{"chart": object{"error": nil, "result": []any{object{
		"meta":      object{"currency": w.meta.Currency, "symbol": w.meta.Symbol, "instrumentType": w.meta.InstrumentType},
		"timestamp": times,
		"indicators": object{
			"quote":    []any{object{"open": prices["open"], "high": prices["high"], "low": prices["low"], "close": prices["close"], "volume": volumes}},
			"adjclose": []any{object{"adjclose": adjusted}},
		},
	}}}})
}
