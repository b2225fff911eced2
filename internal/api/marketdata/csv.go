package marketdata

import (
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/study"
)

// The media types of a history.
const (
	typeJSON = "application/json"
	typeCSV  = "text/csv"
)

// wantsCSV reports whether a request prefers CSV to JSON: by format, else by
// what it accepts.
func wantsCSV(r *http.Request, format string) bool {
	if format != "" {
		return format == "csv"
	}
	return accepts(r.Header.Values("Accept"), typeCSV) > accepts(r.Header.Values("Accept"), typeJSON)
}

// accepts is the weight that Accept headers give to a media type, 0 for one that
// is refused or not named.
func accepts(headers []string, want string) (weight float64) {
	closeness := 0 // of the range that gave the weight: the closest counts
	for _, text := range strings.Split(strings.Join(headers, ","), ",") {
		name, params, err := mime.ParseMediaType(text)
		if err != nil {
			continue
		}
		near := 0
		switch name {
		case want:
			near = 3
		case want[:strings.Index(want, "/")] + "/*":
			near = 2
		case "*/*":
			near = 1
		}
		if near <= closeness {
			continue
		}
		closeness, weight = near, 1
		if q, ok := params["q"]; ok {
			weight = 0
			if v, err := strconv.ParseFloat(q, 64); err == nil && v > 0 && v <= 1 {
				weight = v
			}
		}
	}
	return weight
}

// historyTable is the bars, one a row, an absent figure as an empty field. Where
// some are doubted there is one more column, with the doubts about each row: a row
// says so alone, too, and who reads columns by name or place misses nothing.
func historyTable(h *market.History) Table {
	d := historyOf(h)
	at := "date"
	if len(d.Bars) > 0 && d.Bars[0].Date == "" {
		at = "time"
	}
	rows := Table{{at, "open", "high", "low", "close", "adj_close", "volume", "currency"}}
	for _, bar := range d.Bars {
		rows = append(rows, []string{
			bar.Date + bar.Time, bar.Open.Plain(), bar.High.Plain(), bar.Low.Plain(), bar.Close.Plain(), bar.AdjClose.Plain(), bar.Volume.Plain(), d.Currency,
		})
	}
	if len(h.Doubts) == 0 {
		return rows
	}
	rows[0] = append(rows[0], "doubt")
	for i := range h.Bars {
		rows[i+1] = append(rows[i+1], doubtsOn(h, i))
	}
	return rows
}

// doubtsOn are the doubts about a bar, in one field.
func doubtsOn(h *market.History, i int) string {
	var texts []string
	for _, d := range study.DoubtsOnBar(h, i) {
		texts = append(texts, d.Text)
	}
	return strings.Join(texts, "; ")
}

// setFreshness says in headers what a table has no place for.
func setFreshness(head http.Header, o market.Origin) {
	if !o.AsOf.IsZero() {
		head.Set("Last-Modified", o.AsOf.UTC().Format(http.TimeFormat))
	}
	if o.Stale {
		head.Set("Age", strconv.FormatInt(int64(o.Age/time.Second), 10))
	}
}
