package yahoo

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	finance "github.com/piquette/finance-go"

	"quotewire/internal/market"
	"quotewire/internal/market/yahoo/client"
)

// row is one instrument's entry in a quote answer: what Yahoo really sent.
type row struct {
	figures map[string]figure
	texts   map[string]string
	marks   map[string]bool
}

// quoteFields gives the kind of each field of the library's widest quote, by its
// name on the wire. An Equity holds all that this package asks of any quote.
func quoteFields() map[string]reflect.Kind {
	fields := make(map[string]reflect.Kind)
	for _, f := range reflect.VisibleFields(reflect.TypeFor[finance.Equity]()) {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" {
			fields[name] = f.Type.Kind()
		}
	}
	return fields
}

// quoteAnswer is the envelope of a quote.
type quoteAnswer struct {
	Quote *struct {
		Result []json.RawMessage `json:"result"`
		Error  *client.Fault     `json:"error"`
	} `json:"quoteResponse"`
}

// entry is what a quote answer holds of one symbol that was asked for.
type entry struct {
	row *row // nil with err
	err error
}

// cleanQuotes finds the entry of each symbol in a quote answer, and gives those
// without an error once more, in their order, as a body that holds nothing but what
// the library can read. Where all have an error it is the error too.
func cleanQuotes(body []byte, symbols []market.Symbol, fields map[string]reflect.Kind) ([]byte, []entry, error) {
	var answer quoteAnswer
	if err := decode(body, &answer); err != nil {
		return nil, nil, err
	}
	if answer.Quote == nil {
		return nil, nil, client.Missing("quoteResponse", body)
	}
	if answer.Quote.Error != nil {
		return nil, nil, answer.Quote.Error.Err()
	}
	rows, stray := rowsOf(answer.Quote.Result, symbols)
	entries, clean := make([]entry, len(symbols)), []json.RawMessage{}
	for i, symbol := range symbols {
		safe, err := rows[symbol].judged(stray, fields)
		if err != nil {
			err.Symbol = symbol.String()
			entries[i].err = err
			continue
		}
		entries[i].row = rows[symbol]
		clean = append(clean, safe)
	}
	if len(clean) == 0 {
		return nil, entries, entries[0].err
	}
	body, err := json.Marshal(map[string]any{"quoteResponse": map[string]any{"result": clean, "error": nil}})
	if err != nil {
		return nil, nil, &market.Error{Kind: market.ErrMalformed, Err: err}
	}
	return body, entries, nil
}

// rowsOf reads the entries of symbols, the first of each. stray says that there are
// others.
func rowsOf(results []json.RawMessage, symbols []market.Symbol) (rows map[market.Symbol]*row, stray bool) {
	rows = make(map[market.Symbol]*row, len(symbols))
	for _, raw := range results {
		var fields map[string]json.RawMessage
		if json.Unmarshal(raw, &fields) != nil {
			stray = true
			continue
		}
		r := newRow(fields)
		i := slices.IndexFunc(symbols, func(s market.Symbol) bool { return strings.EqualFold(s.String(), r.texts["symbol"]) })
		if i < 0 {
			stray = true
		} else if rows[symbols[i]] == nil {
			rows[symbols[i]] = r
		}
	}
	return rows, stray
}

// judged writes a good row for the library. A symbol that Yahoo does not know is left
// out of the answer, unless that is about others than were asked for.
func (r *row) judged(stray bool, fields map[string]reflect.Kind) (json.RawMessage, *market.Error) {
	switch {
	case r == nil && stray:
		return nil, &market.Error{Kind: market.ErrMalformed, Message: "the answer is about another symbol"}
	case r == nil:
		return nil, &market.Error{Kind: market.ErrUnknownSymbol}
	case r.texts["quoteType"] == "NONE":
		return nil, &market.Error{Kind: market.ErrUnknownSymbol, Message: "no longer quoted: delisted, merged or renamed"}
	case r.texts["quoteType"] == "":
		return nil, &market.Error{Kind: market.ErrMalformed, Message: "no quoteType in the answer"}
	}
	safe, err := r.safe(fields)
	if err != nil {
		return nil, &market.Error{Kind: market.ErrMalformed, Err: err}
	}
	return safe, nil
}

func newRow(fields map[string]json.RawMessage) *row {
	r := &row{figures: map[string]figure{}, texts: map[string]string{}, marks: map[string]bool{}}
	for name, raw := range fields {
		switch raw[0] {
		case '"':
			var text string
			if json.Unmarshal(raw, &text) == nil {
				r.texts[name] = text
			}
		case 't', 'f':
			r.marks[name] = raw[0] == 't'
		case 'n', '[':
		default:
			var f figure
			if f.UnmarshalJSON(raw) == nil && f.ok {
				r.figures[name] = f
			}
		}
	}
	return r
}

// safe writes the row for the library, each field in the type that the library's
// field has.
func (r *row) safe(fields map[string]reflect.Kind) ([]byte, error) {
	safe := make(map[string]any, len(r.figures)+len(r.texts)+len(r.marks))
	for name, f := range r.figures {
		switch fields[name] {
		case reflect.Float64:
			safe[name] = f.v
		case reflect.Int, reflect.Int64:
			text, ok := f.whole()
			if !ok {
				delete(r.figures, name)
				continue
			}
			safe[name] = json.Number(text)
		}
	}
	for name, text := range r.texts {
		if fields[name] == reflect.String {
			safe[name] = text
		}
	}
	for name, mark := range r.marks {
		if fields[name] == reflect.Bool {
			safe[name] = mark
		}
	}
	return json.Marshal(safe)
}
