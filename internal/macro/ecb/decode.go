package ecb

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"quotewire/internal/macro"
	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
)

// Names of the columns that are read.
const (
	timeColumn  = "TIME_PERIOD"
	valueColumn = "OBS_VALUE"
	keyColumn   = "KEY" // there is one where the answer has not been shortened
)

// decode reads the values of one series, oldest first. An empty or NaN value was not
// published.
func decode(body []byte) ([]macro.Observation, error) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(body, []byte("\ufeff"))))
	r.FieldsPerRecord = -1
	r.ReuseRecord = true
	head, err := r.Read()
	if err != nil {
		return nil, httpsource.Malformed("no header")
	}
	at, value, key, width := slices.Index(head, timeColumn), slices.Index(head, valueColumn), slices.Index(head, keyColumn), len(head)
	if at < 0 || value < 0 {
		return nil, httpsource.Malformed("no table of values by day")
	}
	var all []macro.Observation
	var of string
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || len(cells) != width {
			return nil, httpsource.Malformed("a row that does not fit the header")
		}
		if key >= 0 {
			if of != "" && of != cells[key] {
				return nil, httpsource.Malformed("more than one series")
			}
			of = strings.Clone(cells[key])
		}
		o, ok, err := observation(cells[at], cells[value])
		if err != nil {
			return nil, err
		}
		if ok {
			all = append(all, o)
		}
	}
	return ordered(all)
}

func observation(day, value string) (o macro.Observation, ok bool, err error) {
	if o.Date, err = market.ParseDate(strings.TrimSpace(day)); err != nil {
		return o, false, httpsource.Malformed("a day that is none")
	}
	if value = strings.TrimSpace(value); value == "" || value == "NaN" {
		return o, false, nil
	}
	if o.Value, err = strconv.ParseFloat(value, 64); err != nil || market.Num(o.Value).IsZero() {
		return o, false, httpsource.Malformed("a value that is no number")
	}
	return o, true, nil
}

func ordered(all []macro.Observation) ([]macro.Observation, error) {
	if len(all) == 0 {
		return nil, &market.Error{Kind: market.ErrNoData, Message: "no values"}
	}
	slices.SortFunc(all, func(a, b macro.Observation) int { return a.Date.Compare(b.Date) })
	for i := 1; i < len(all); i++ {
		if all[i].Date == all[i-1].Date {
			return nil, httpsource.Malformed("a day that is there twice")
		}
	}
	return slices.Clip(all), nil
}
