package tmx

import (
	"context"
	"math"
	"strings"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/spelling"
)

type cell = httpsource.Cell

// quoteWire is what is read of a quote. Absent figures are null or an empty text.
type quoteWire struct {
	Symbol      cell `json:"symbol"`
	Name        cell `json:"name"`
	Price       cell `json:"price"`
	Change      cell `json:"priceChange"`
	Code        cell `json:"exchangeCode"`
	Volume      cell `json:"volume"`
	Open        cell `json:"openPrice"`
	High        cell `json:"dayHigh"`
	Low         cell `json:"dayLow"`
	MarketCap   cell `json:"MarketCapAllClasses"`
	Prior       cell `json:"prevClose"`
	Shares      cell `json:"totalSharesOutStanding"`
	YearHigh    cell `json:"weeks52high"`
	YearLow     cell `json:"weeks52low"`
	Volume10D   cell `json:"averageVolume10D"`
	Average50D  cell `json:"day50MovingAvg"`
	Average200D cell `json:"day200MovingAvg"`
	DataType    cell `json:"datatype"`
}

const quoteQuery = `query getQuoteBySymbol($symbol: String, $locale: String) {
  getQuoteBySymbol(symbol: $symbol, locale: $locale) {
    symbol name price priceChange exchangeCode volume openPrice dayHigh dayLow MarketCapAllClasses prevClose
    totalSharesOutStanding weeks52high weeks52low averageVolume10D day50MovingAvg day200MovingAvg datatype
  }
}`

// Quotes asks for one after another. Once TMX refuses or is down it is not asked for the
// others.
func (s *Source) Quotes(ctx context.Context, symbols []market.Symbol) ([]*market.Ticker, []error) {
	return httpsource.OneByOne(ctx, symbols, s.quote)
}

func (s *Source) quote(ctx context.Context, symbol market.Symbol) (*market.Ticker, error) {
	name, err := theirs(symbol)
	if err != nil {
		return nil, err
	}
	var w *quoteWire
	q := question{Operation: "getQuoteBySymbol", Variables: map[string]any{"symbol": name, "locale": "en"}, Query: quoteQuery}
	if err := s.ask(ctx, symbol, q, &w); err != nil {
		return nil, err
	}
	return s.read(symbol, name, w)
}

// read takes a quote apart; nil is none.
func (s *Source) read(symbol market.Symbol, name string, w *quoteWire) (*market.Ticker, error) {
	switch {
	case w == nil:
		return nil, &market.Error{Kind: market.ErrUnknownSymbol, Message: "nothing in the answer"}
	case w.Symbol == "":
		return nil, httpsource.Malformed("the answer has no symbol")
	}
	at := s.venues.Of(symbol.String())
	exchange, err := w.about(symbol, name)
	if err != nil {
		return nil, err
	}
	t := &market.Ticker{
		Symbol: symbol, Name: w.Name.Text(), Kind: market.KindOther, Currency: currencyOf(name),
		Exchange: exchange, TimeZone: at.Zone(), Location: at.Location(), State: at.State(s.client.Now(), time.Time{}),
		DelayMinutes: market.Num(delay.Minutes()), Origin: s.client.Origin(page(name)),
		Price: w.Price.Above(), Open: w.Open.Above(), DayHigh: w.High.Above(), DayLow: w.Low.Above(), Volume: w.Volume.Number(),
		YearHigh: w.YearHigh.Above(), YearLow: w.YearLow.Above(), AverageVolume10D: w.Volume10D.Above(),
		Average50D: w.Average50D.Above(), Average200D: w.Average200D.Above(),
	}
	if t.Price.IsZero() {
		return nil, &market.Error{Kind: market.ErrNoData, Message: "the answer has no price"}
	}
	if w.DataType.Text() == "equity" {
		t.Kind = market.KindEquity
	}
	w.addChange(t)
	w.addValue(t)
	return t, nil
}

// about refuses a quote of something else than was asked for, and gives Yahoo's code of
// the exchange that it is of, empty where it does not say.
func (w *quoteWire) about(symbol market.Symbol, name string) (exchange string, err error) {
	if w.Symbol.Text() != name {
		return "", &market.Error{Kind: market.ErrUnknownSymbol, Message: "the answer is about another symbol"}
	}
	if w.Code == "" {
		return "", nil
	}
	asked, _ := spelling.ListingOf(symbol.String())
	suffix := map[string]string{"TSX": ".TO", "TSXV": ".V", "TSX-V": ".V", "TSV": ".V", "CDX": ".V"}[w.Code.Text()]
	if suffix != asked.Suffix {
		return "", &market.Error{Kind: market.ErrUnknownSymbol, Message: "the answer is about a listing at another exchange"}
	}
	return exchanges()[suffix], nil
}

// currencyOf is what a listing is traded in, by its name: U behind it means US dollars. Of
// preferred shares U may be a series too.
func currencyOf(name string) string {
	switch {
	case strings.HasSuffix(name, ".PR.U"):
		return ""
	case strings.HasSuffix(name, ".U"):
		return "USD"
	}
	return "CAD"
}

// addChange adds the close before, and what follows from it, where the change that was
// sent does not contradict it.
func (w *quoteWire) addChange(t *market.Ticker) {
	price, _ := t.Price.Get()
	before, ok := w.Prior.Above().Get()
	if moved, told := w.Change.Number().Get(); !ok || told && math.Abs(price-moved-before) > max(0.0006, 1e-4*price) {
		return
	}
	t.PreviousClose = market.Num(before)
	t.Change, t.ChangePercent = httpsource.Change(t.Price, t.PreviousClose)
}

// addValue adds what the company is worth and its shares, of all classes: where they are
// the price times each other, they are in the currency of the price.
func (w *quoteWire) addValue(t *market.Ticker) {
	price, _ := t.Price.Get()
	worth, shares := w.MarketCap.Above(), w.Shares.Above()
	v, _ := worth.Get()
	n, ok := shares.Get()
	if !ok || math.Abs(v-price*n) > 0.05*price*n {
		return
	}
	t.MarketCap, t.SharesOutstanding = worth, shares
}
