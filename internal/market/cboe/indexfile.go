package cboe

import (
	"bytes"
	"encoding/csv"
	"strings"
	"time"

	"quotewire/internal/market"
)

// readIndex reads VIX_History.csv: DATE as MM/DD/YYYY, OPEN, HIGH, LOW and CLOSE, or where
// there is only a close one column named after the index. Columns are found by name: new
// ones change nothing.
func (s *Source) readIndex(body []byte, index string) (days, error) {
	bad := func(why string) error { return &market.Error{Kind: market.ErrMalformed, Message: why} }
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(body, []byte("\ufeff"))))
	r.FieldsPerRecord, r.LazyQuotes, r.TrimLeadingSpace = -1, true, true
	rows, err := r.ReadAll()
	if err != nil || len(rows) == 0 {
		return days{}, bad("not the CSV that was asked for")
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[strings.ToUpper(strings.TrimSpace(name))] = i + 1
	}
	if column["CLOSE"] == 0 {
		column["CLOSE"] = column[strings.ToUpper(index)]
	}
	if column["DATE"] == 0 || column["CLOSE"] == 0 {
		return days{}, bad("a table without a date or a close")
	}
	wires := make([]dayWire, 0, len(rows)-1)
	for _, row := range rows[1:] {
		at := func(name string) cell {
			if i := column[name]; i > 0 && i <= len(row) {
				return cell(strings.TrimSpace(row[i-1]))
			}
			return ""
		}
		w := dayWire{Open: at("OPEN"), High: at("HIGH"), Low: at("LOW"), Close: at("CLOSE")}
		if day, err := time.Parse("1/2/2006", string(at("DATE"))); err == nil {
			w.Date = cell(day.Format(time.DateOnly))
		}
		wires = append(wires, w)
	}
	return s.inOrder(wires, scale("_"+index)), nil
}
