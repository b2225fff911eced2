package ecb

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"

	"quotewire/internal/market"
	"quotewire/internal/market/fixing"
	"quotewire/internal/market/httpsource"
)

// columns are those of the data interface's table that are read, by their names: which
// others there are, and where, changes. Those of fixed have one value where they are there.
func columns() []string { return []string{"CURRENCY", "TIME_PERIOD", "OBS_VALUE"} }

func fixed() map[string]string {
	return map[string]string{"FREQ": "D", "CURRENCY_DENOM": "EUR", "EXR_TYPE": "SP00", "EXR_SUFFIX": "A"}
}

// readCSV reads an answer of the data interface. One that does not end with a line was
// cut, and its last rate may have lost digits.
func readCSV(body []byte) (*fixing.Rates, error) {
	if !bytes.HasSuffix(body, []byte("\n")) {
		return nil, httpsource.Malformed("a table that was cut")
	}
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(body), "\ufeff")))
	r.ReuseRecord = true
	head, err := r.Read()
	if err != nil {
		return nil, httpsource.Malformed("no table")
	}
	head = slices.Clone(head)
	at := make([]int, len(columns()))
	for i, name := range columns() {
		if at[i] = slices.Index(head, name); at[i] < 0 {
			return nil, httpsource.Malformed("a table without its columns")
		}
	}
	var rates fixing.Rates
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return &rates, nil
		}
		if err != nil {
			return nil, httpsource.Malformed("a damaged table")
		}
		for i, name := range head {
			if want, ok := fixed()[name]; ok && row[i] != want {
				return nil, httpsource.Malformed("rates of another kind")
			}
		}
		if err := add(&rates, row[at[0]], row[at[1]], row[at[2]]); err != nil {
			return nil, err
		}
	}
}

// add takes one rate; what is no day is no answer.
func add(rates *fixing.Rates, currency, day, text string) error {
	d, err := market.ParseDate(day)
	if err != nil {
		return httpsource.Malformed("a rate without a day")
	}
	if !rates.Add(currency, d, text) {
		return httpsource.Malformed("two rates of one day")
	}
	return nil
}
