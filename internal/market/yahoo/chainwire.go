package yahoo

import (
	"cmp"
	"encoding/json"
	"slices"

	"quotewire/internal/market"
	"quotewire/internal/market/yahoo/client"
)

// chainAnswer is the envelope of a chain.
type chainAnswer struct {
	Chain struct {
		Result []*chainWire `json:"result"`
	} `json:"optionChain"`
}

type chainWire struct {
	Symbol      string          `json:"underlyingSymbol"`
	Expirations []figure        `json:"expirationDates"`
	Quote       json.RawMessage `json:"quote"`
	Options     []*struct {
		Expiry figure         `json:"expirationDate"`
		Calls  []contractWire `json:"calls"`
		Puts   []contractWire `json:"puts"`
	} `json:"options"`
}

type contractWire struct {
	Symbol       string `json:"contractSymbol"`
	Size         string `json:"contractSize"`
	Currency     string `json:"currency"`
	Strike       figure `json:"strike"`
	Last         figure `json:"lastPrice"`
	Bid          figure `json:"bid"`
	Ask          figure `json:"ask"`
	Volume       figure `json:"volume"`
	OpenInterest figure `json:"openInterest"`
	Implied      figure `json:"impliedVolatility"`
	InTheMoney   bool   `json:"inTheMoney"`
	LastTrade    figure `json:"lastTradeDate"`
}

// readChain takes an answer apart. A zero expiry is that of the nearest chain.
func (y *Source) readChain(answer chainAnswer, symbol market.Symbol, expiry market.Date) (*market.Chain, error) {
	w, err := only("optionChain", answer.Chain.Result)
	if err != nil {
		return nil, err
	}
	if err := about(w.Symbol, symbol); err != nil {
		return nil, err
	}
	c := &market.Chain{Symbol: symbol, Expiry: expiry, Expirations: w.expirations(), Underlying: y.tickerOf(w.Quote), Origin: y.about(symbol, "/options/")}
	for _, o := range w.Options {
		if o == nil || !expiry.IsZero() && o.Expiry.day() != expiry {
			continue
		}
		c.Expiry = o.Expiry.day()
		c.Calls, c.Puts = contracts(o.Calls), contracts(o.Puts)
		break
	}
	if len(c.Calls)+len(c.Puts) == 0 || c.Expiry.IsZero() {
		return nil, &market.Error{Kind: market.ErrNoData, Symbol: symbol.String(), Message: "no options are listed on it for that day"}
	}
	return c, nil
}

func (w *chainWire) expirations() []market.Date {
	var days []market.Date
	for _, f := range w.Expirations {
		if d := f.day(); !d.IsZero() {
			days = append(days, d)
		}
	}
	slices.SortFunc(days, market.Date.Compare)
	return slices.Compact(days)
}

// contracts are those that have a strike, lowest first.
func contracts(wires []contractWire) []market.Contract {
	list := make([]market.Contract, 0, len(wires))
	for _, w := range wires {
		if c := w.contract(); !c.Strike.IsZero() {
			list = append(list, c)
		}
	}
	slices.SortStableFunc(list, func(a, b market.Contract) int { return cmp.Compare(valueOf(a.Strike), valueOf(b.Strike)) })
	return list
}

// guess is where Yahoo's search for a volatility ends without a price to match.
const guess = 2e-5

func (w contractWire) contract() market.Contract {
	c := market.Contract{
		Symbol: client.Line(w.Symbol), Size: client.Line(w.Size), Currency: client.Line(w.Currency),
		Strike: w.Strike.positive(), Last: w.Last.positive(),
		Volume: w.Volume.num(), OpenInterest: w.OpenInterest.num(),
		InTheMoney: w.InTheMoney, LastTrade: w.LastTrade.moment(),
	}
	if w.Bid.v <= 0 && w.Ask.v <= 0 {
		return c // a volatility would be one of no price
	}
	c.Bid, c.Ask = w.Bid.num(), w.Ask.positive()
	if w.Implied.v > guess {
		c.ImpliedVolatility = w.Implied.num()
	}
	return c
}
