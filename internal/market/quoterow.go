package market

import (
	"encoding/json"
	"reflect"
	"strings"

	finance "github.com/piquette/finance-go"
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
		Error  *fault            `json:"error"`
	} `json:"quoteResponse"`
}

// cleanQuote finds symbol's entry in a quote answer and gives it twice: as a
// body that holds nothing but what the library can read, and as the row that
// says what was there.
func cleanQuote(body []byte, symbol Symbol, fields map[string]reflect.Kind) ([]byte, *row, error) {
	malformed := func(why string) error {
		return &Error{Kind: ErrMalformed, Symbol: symbol.String(), Message: why}
	}
	var answer quoteAnswer
	if err := decode(body, &answer); err != nil {
		return nil, nil, err
	}
	if answer.Quote == nil {
		return nil, nil, missing("quoteResponse", body)
	}
	if answer.Quote.Error != nil {
		return nil, nil, answer.Quote.Error.err()
	}
	if len(answer.Quote.Result) == 0 {
		return nil, nil, &Error{Kind: ErrUnknownSymbol, Symbol: symbol.String()}
	}
	r := findRow(answer.Quote.Result, symbol)
	if r == nil {
		return nil, nil, malformed("the answer is about another symbol")
	}
	switch r.texts["quoteType"] {
	case "NONE":
		return nil, nil, &Error{Kind: ErrUnknownSymbol, Symbol: symbol.String(), Message: "no longer quoted: delisted, merged or renamed"}
	case "":
		return nil, nil, malformed("no quoteType in the answer")
	}
	body, err := r.body(fields)
	if err != nil {
		return nil, nil, malformed(err.Error())
	}
	return body, r, nil
}

func findRow(results []json.RawMessage, symbol Symbol) *row {
	for _, raw := range results {
		var fields map[string]json.RawMessage
		if json.Unmarshal(raw, &fields) != nil {
			continue
		}
		r := newRow(fields)
		if strings.EqualFold(r.texts["symbol"], symbol.String()) {
			return r
		}
	}
	return nil
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

// body writes the row as an answer for the library, each field in the type that
// the library's field has.
func (r *row) body(fields map[string]reflect.Kind) ([]byte, error) {
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
	return json.Marshal(map[string]any{"quoteResponse": map[string]any{"result": []any{safe}, "error": nil}})
}
