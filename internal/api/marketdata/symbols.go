package marketdata

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"quotewire/internal/api/fault"
	"quotewire/internal/api/query"
	"quotewire/internal/market"
)

type symbolsData struct {
	Query   string         `json:"query"`
	Matches []market.Match `json:"matches"`
}

// What a symbol search may ask for.
const (
	maxSymbolQuery = 100 // characters
	defaultMatches = 10
)

// Symbols searches for symbols by name.
func (d *Routes) Symbols(_ http.ResponseWriter, r *http.Request) (*Answer, error) {
	q := query.Parse(r.URL.RawQuery, "q", "limit")
	name := q.Text("q")
	if name == "" || utf8.RuneCountInString(name) > maxSymbolQuery {
		q.Fail(fault.Invalid("q", "it is missing or too long", "send a name or symbol of 1 to "+strconv.Itoa(maxSymbolQuery)+" characters"))
	}
	if strings.ContainsFunc(name, unicode.IsControl) {
		q.Fail(fault.Invalid("q", "it holds control characters", "leave them out"))
	}
	limit := q.Whole("limit", defaultMatches, 1, market.MaxMatches)
	if err := q.Err(); err != nil {
		return nil, err
	}
	matches, err := d.Market.Search(r.Context(), name, limit)
	if err != nil {
		return nil, queryFault(err, nil)
	}
	if len(matches) == 0 {
		return answer(symbolsData{name, []market.Match{}}, d.asked()), nil
	}
	return answer(symbolsData{name, matches}, matches[0].Origin), nil
}

// symbolOf is the symbol in the path.
func symbolOf(r *http.Request) (market.Symbol, error) {
	text, err := pathValue(r, "symbol")
	if err != nil {
		return market.Symbol{}, err
	}
	symbol, err := market.ParseSymbol(text)
	if err != nil {
		return market.Symbol{}, notSymbol("symbol", "it", err)
	}
	return symbol, nil
}

// notSymbol says why market.ParseSymbol refuses a text, which is named as subject.
func notSymbol(field, subject string, err error) error {
	if e, ok := errors.AsType[*market.AmbiguousError](err); ok {
		return fault.Invalid(field, subject+" can be read in more than one way", "send one of "+strings.Join(e.Readings, ", "))
	}
	return fault.Invalid(field, subject+" cannot be a symbol", "send 1 to 25 of A-Z 0-9 . - = &, with a leading ^ for an index, such as AAPL, BRK-B, 7203.T, M&M.NS, ^GSPC, EURUSD=X or BTC-USD; NASDAQ:AAPL, VOD LN and EUR/USD are understood too")
}

// unlessSame is what was asked for, none where the answer is of that or does not say.
func unlessSame(asked, got market.Symbol) market.Symbol {
	if asked == got || got == (market.Symbol{}) {
		return market.Symbol{}
	}
	return asked
}

// symbolList is the symbols named, each once, in their order: 1 to most.
func symbolList(q *query.Query, most int) (symbols []market.Symbol) {
	seen := map[market.Symbol]bool{}
	for _, text := range q.Pieces("symbols") {
		symbol, err := market.ParseSymbol(text)
		if err != nil {
			q.Fail(notSymbol("symbols", fmt.Sprintf("%.40q", text), err))
		}
		if !seen[symbol] {
			seen[symbol] = true
			symbols = append(symbols, symbol)
		}
	}
	if len(symbols) == 0 || len(symbols) > most {
		q.Fail(fault.Invalid("symbols", "there are none or too many", "send 1 to "+strconv.Itoa(most)+" symbols, separated by commas"))
	}
	return symbols
}

// pathValue is a part of the path. The router gives it as it was sent when the path
// has unusual escapes.
func pathValue(r *http.Request, name string) (string, error) {
	text := r.PathValue(name)
	if r.URL.RawPath == "" {
		return text, nil
	}
	plain, err := url.PathUnescape(text)
	if err != nil {
		return "", fault.Invalid(name, "it is not well formed", "encode it with percent signs")
	}
	return plain, nil
}
