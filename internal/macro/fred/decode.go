package fred

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

// decodeCSV reads the file of a series. Its header is observation_date and the id; it
// was DATE and the id once.
func decodeCSV(body []byte, id string) ([]macro.Observation, error) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(body, []byte("\ufeff"))))
	r.FieldsPerRecord = -1
	r.ReuseRecord = true
	head, err := r.Read()
	if err != nil {
		return nil, httpsource.Malformed("no header")
	}
	at := slices.IndexFunc(head, func(name string) bool {
		return strings.EqualFold(name, "observation_date") || strings.EqualFold(name, "DATE")
	})
	value, width := slices.Index(head, id), len(head)
	if at < 0 || value < 0 {
		return nil, httpsource.Malformed("no table of the series by day")
	}
	var t table
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return t.values()
		}
		if err != nil || len(cells) != width {
			return nil, httpsource.Malformed("a row that does not fit the header")
		}
		if err := t.add(cells[at], cells[value]); err != nil {
			return nil, err
		}
	}
}

// decodeJSON reads an answer of the API.
func decodeJSON(body []byte) ([]macro.Observation, error) {
	var answer struct {
		Units        string `json:"units"` // lin: as published
		Count        int    `json:"count"`
		Observations *[]struct {
			Date  string `json:"date"`
			Value string `json:"value"`
		} `json:"observations"`
	}
	if err := httpsource.JSON(body, &answer); err != nil {
		return nil, err
	}
	switch {
	case answer.Observations == nil:
		return nil, httpsource.Malformed("no list of observations")
	case answer.Units != "" && answer.Units != "lin":
		return nil, httpsource.Malformed("values that are not as published")
	case answer.Count > len(*answer.Observations):
		return nil, httpsource.Malformed("not all observations")
	}
	var t table
	for _, o := range *answer.Observations {
		if err := t.add(o.Date, o.Value); err != nil {
			return nil, err
		}
	}
	return t.values()
}

// table gathers values, which come oldest first.
type table struct {
	all  []macro.Observation
	last market.Date
}

// add adds a row. A value that is a point, or empty, was not published.
func (t *table) add(date, value string) error {
	day, err := market.ParseDate(strings.TrimSpace(date))
	if err != nil {
		return httpsource.Malformed("a day that is none")
	}
	if !t.last.IsZero() && day.Compare(t.last) <= 0 {
		return httpsource.Malformed("days that are not in their order")
	}
	t.last = day
	if value = strings.TrimSpace(value); value == "" || value == "." {
		return nil
	}
	v, err := strconv.ParseFloat(value, 64)
	if err != nil || market.Num(v).IsZero() {
		return httpsource.Malformed("a value that is no number")
	}
	t.all = append(t.all, macro.Observation{Date: day, Value: v})
	return nil
}

func (t *table) values() ([]macro.Observation, error) {
	if len(t.all) == 0 {
		return nil, &market.Error{Kind: market.ErrNoData, Message: "no values"}
	}
	return slices.Clip(t.all), nil
}
