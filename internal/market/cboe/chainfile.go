package cboe

import (
	"bytes"
	"encoding/json"
	"errors"

	"quotewire/internal/market/httpsource"
)

// walk reads options/AAPL.json, which is up to 12 MB long, one contract after another, and
// hands each to take. It returns the quote beside them. What is no contract is left out.
func walk(body []byte, take func(contractWire)) (quoteFile, error) {
	var f quoteFile
	d := json.NewDecoder(bytes.NewReader(body))
	err := members(d, func(name string) error {
		switch name {
		case "timestamp":
			return d.Decode(&f.Timestamp)
		case "symbol":
			return d.Decode(&f.Symbol)
		case "data":
			return data(d, &f.Data, take)
		}
		return skip(d)
	})
	if err != nil {
		return f, httpsource.Malformed("not the JSON that was asked for")
	}
	return f, nil
}

// data reads the contracts, and beside them the fields of a quote.
func data(d *json.Decoder, w *quoteWire, take func(contractWire)) error {
	quote := map[string]json.RawMessage{}
	err := members(d, func(name string) error {
		if name == "options" {
			return contracts(d, take)
		}
		var raw json.RawMessage
		err := d.Decode(&raw)
		quote[name] = raw
		return err
	})
	if err != nil {
		return err
	}
	raw, err := json.Marshal(quote)
	if err != nil {
		return err
	}
	return httpsource.JSON(raw, w)
}

func contracts(d *json.Decoder, take func(contractWire)) error {
	if open, err := d.Token(); err != nil || open == nil {
		return err
	} else if open != json.Delim('[') {
		return errShape
	}
	for d.More() {
		var w contractWire
		err := d.Decode(&w)
		if _, other := errors.AsType[*json.UnmarshalTypeError](err); other {
			continue
		}
		if err != nil {
			return err
		}
		take(w)
	}
	_, err := d.Token()
	return err
}

// errShape is JSON with another value where an object or a list was expected.
var errShape = errors.New("another shape")

// members reads an object, whose values read has to take, each by its name. null is an
// object without any.
func members(d *json.Decoder, read func(name string) error) error {
	if open, err := d.Token(); err != nil || open == nil {
		return err
	} else if open != json.Delim('{') {
		return errShape
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		text, _ := name.(string)
		if err := read(text); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}

func skip(d *json.Decoder) error {
	var raw json.RawMessage
	return d.Decode(&raw)
}
