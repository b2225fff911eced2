package treasury

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"quotewire/internal/macro"
	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
)

// dateColumn is the name of the column of days, written MM/DD/YYYY.
const dateColumn = "Date"

// mostRows is more than a year has days.
const mostRows = 400

// decode reads a year's file, whose rows are newest first.
func decode(body []byte, year int) (map[string][]macro.Observation, error) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(body, []byte("\ufeff"))))
	r.FieldsPerRecord = -1
	r.ReuseRecord = true
	head, err := r.Read()
	if err != nil {
		return nil, httpsource.Malformed("no header")
	}
	names := slices.Clone(head)
	for i := range names {
		names[i] = strings.TrimSpace(names[i])
	}
	at := slices.Index(names, dateColumn)
	if at < 0 || len(names) < 2 || repeated(names) {
		return nil, httpsource.Malformed("no table of yields by day")
	}
	series := map[string][]macro.Observation{}
	for n := 0; ; n++ {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || len(cells) != len(names) || n == mostRows {
			return nil, httpsource.Malformed("a row that does not fit the header")
		}
		if err := take(series, names, at, cells, year); err != nil {
			return nil, err
		}
	}
	if len(series) == 0 {
		return nil, &market.Error{Kind: market.ErrNoData, Message: "no yields in that year"}
	}
	return ordered(series)
}

// take adds the yields of a row.
func take(series map[string][]macro.Observation, names []string, at int, cells []string, year int) error {
	day, err := time.Parse("01/02/2006", strings.TrimSpace(cells[at]))
	if err != nil || day.Year() != year {
		return httpsource.Malformed("a day that is none of the year")
	}
	for i, cell := range cells {
		cell = strings.TrimSpace(cell)
		if i == at || cell == "" || cell == "N/A" {
			continue
		}
		v, err := strconv.ParseFloat(cell, 64)
		// Bills had yields a little below zero.
		if err != nil || !(v > -5 && v < 100) {
			return httpsource.Malformed("a yield that is no number in per cent")
		}
		series[names[i]] = append(series[names[i]], macro.Observation{Date: market.DateOf(day), Value: v})
	}
	return nil
}

// ordered has each series oldest first. A day that is there twice has two yields, of
// which nobody knows which counts.
func ordered(series map[string][]macro.Observation) (map[string][]macro.Observation, error) {
	byDay := func(a, b macro.Observation) int { return a.Date.Compare(b.Date) }
	for _, all := range series {
		slices.SortFunc(all, byDay)
		for i := 1; i < len(all); i++ {
			if all[i].Date == all[i-1].Date {
				return nil, httpsource.Malformed("a day that is there twice")
			}
		}
	}
	return series, nil
}

// begins says that yields reach back to the beginning of their year. A file that was cut
// off on its way lacks it, and would be taken for a year with a hole.
func begins(series map[string][]macro.Observation) bool {
	for _, all := range series {
		if d := all[0].Date; d.Month == time.January && d.Day < 13 {
			return true
		}
	}
	return false
}

func repeated(names []string) bool {
	sorted := slices.Sorted(slices.Values(names))
	return len(slices.Compact(sorted)) < len(names)
}
