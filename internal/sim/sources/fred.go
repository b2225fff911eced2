package sources

import (
	"cmp"
	"fmt"
	"net/http"
	"strings"

	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/wire"
)

const (
	graphPath        = "/graph/fredgraph.csv"
	observationsPath = "/fred/series/observations"
)

// fredSource answers as fred.stlouisfed.org and its API do: a whole series, oldest first.
func fredSource() source {
	return source{
		asked: func(r *http.Request) []string {
			q := r.URL.Query()
			return []string{cmp.Or(q.Get("id"), q.Get("series_id"))}
		},
		answer: func(v *visit) wire.Reply {
			switch v.Request.URL.Path {
			case graphPath:
				return graph(v)
			case observationsPath:
				return observations(v)
			}
			return wire.Page(http.StatusNotFound, "Page not found")
		},
	}
}

// publicSeries is a series that FRED has.
func (v *visit) publicSeries(id string) *facts.Series {
	if strings.Contains(id, ".") {
		return nil
	}
	return v.catalog.Series(id)
}

// graph is the file of a series. Days on which a daily one should have a value and has
// none are empty.
func graph(v *visit) wire.Reply {
	id := v.Request.URL.Query().Get("id")
	s := v.publicSeries(id)
	if s == nil {
		return wire.Page(http.StatusNotFound, "Error - St. Louis Fed")
	}
	var b strings.Builder
	b.WriteString("observation_date," + id + "\n")
	for _, one := range v.padded(s) {
		b.WriteString(one.day.String() + "," + one.text + "\n")
	}
	return wire.Reply{Status: http.StatusOK, Header: map[string]string{"Content-Type": "application/csv", "Content-Disposition": "attachment; filename=" + id + ".csv"}, Body: []byte(b.String())}
}

// padded are the values of a series, with those weekdays that have none.
func (v *visit) padded(s *facts.Series) (all []dated) {
	for _, one := range v.values(s, s.First, always) {
		if n := len(all); n > 0 && s.Frequency == "daily" {
			for d := all[n-1].day + 1; d < one.day; d++ {
				if w := d.Weekday(); w != 0 && w != 6 {
					all = append(all, dated{d, ""})
				}
			}
		}
		all = append(all, one)
	}
	return all
}

// observations is the API's answer, which wants a key.
func observations(v *visit) wire.Reply {
	q := v.Request.URL.Query()
	id := q.Get("series_id")
	s := v.publicSeries(id)
	switch {
	case q.Get("file_type") != "json":
		return wire.Reply{Status: http.StatusBadRequest, Header: map[string]string{"Content-Type": "text/xml; charset=utf-8"}, Body: []byte(`<?xml version="1.0" encoding="utf-8" ?><error code="400" message="Bad Request." />`)}
	case q.Get("api_key") == "":
		return refusal("Bad Request. Variable api_key is not set. Read https://fred.stlouisfed.org/docs/api/api_key.html for more information.")
	case s == nil:
		return refusal("Bad Request.  The series does not exist.")
	}
	today := facts.DayOf(v.Now.In(v.newYork())).String()
	rows := []fields{}
	for _, one := range v.padded(s) {
		rows = append(rows, fields{"realtime_start": today, "realtime_end": today, "date": one.day.String(), "value": cmp.Or(one.text, ".")})
	}
	body := fields{
		"realtime_start": today, "realtime_end": today, "observation_start": "1600-01-01", "observation_end": "9999-12-31", "units": "lin", "output_type": 1,
		"file_type": "json", "order_by": "observation_date", "sort_order": "asc", "count": len(rows), "offset": 0, "limit": 100000, "observations": rows,
	}
	if v.Fault.Kind == wire.NullResult {
		body["observations"] = nil
	}
	return wire.JSON(http.StatusOK, body)
}

func refusal(message string) wire.Reply {
	return wire.JSON(http.StatusBadRequest, fields{"error_code": http.StatusBadRequest, "error_message": message})
}

// ecbPolicy is where data-api.ecb.europa.eu has the ECB's own rates.
const ecbPolicy = "/service/data/FM/"

// policyRate is one of the ECB's own rates.
func policyRate(v *visit) wire.Reply {
	ids := map[string]string{"DFR": "ECBDFR", "MRR_FR": "ECBMRRFR", "MLFR": "ECBMLFR"}
	name := strings.TrimSuffix(strings.TrimPrefix(v.Request.URL.Path, ecbPolicy+"D.U2.EUR.4F.KR."), ".LEV")
	s := v.catalog.Series(ids[name])
	if s == nil || !strings.HasPrefix(v.Request.URL.Path, ecbPolicy) {
		return wire.Text(http.StatusNotFound, "No results found.")
	}
	var b strings.Builder
	b.WriteString("KEY,FREQ,REF_AREA,CURRENCY,PROVIDER_FM,INSTRUMENT_FM,PROVIDER_FM_ID,DATA_TYPE_FM,TIME_PERIOD,OBS_VALUE\n")
	for _, one := range v.values(s, s.First, always) {
		fmt.Fprintf(&b, "FM.D.U2.EUR.4F.KR.%s.LEV,D,U2,EUR,4F,KR,%s,LEV,%s,%s\n", name, name, one.day, one.text)
	}
	return wire.Reply{Status: http.StatusOK, Header: map[string]string{"Content-Type": "text/csv"}, Body: []byte(b.String())}
}
