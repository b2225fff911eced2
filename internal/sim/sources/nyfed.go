package sources

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/wire"
)

// nyfedSource answers as markets.newyorkfed.org does: reference rates, newest first.
func nyfedSource() source {
	return source{
		asked:  func(r *http.Request) []string { name, _ := referenceRate(r.URL.Path); return []string{name} },
		answer: referenceRates,
	}
}

// referenceRate is the rate of a path, such as SOFR, and what is asked of it.
func referenceRate(path string) (name, call string) {
	classes := map[string]string{"sofr": "secured", "tgcr": "secured", "bgcr": "secured", "effr": "unsecured", "obfr": "unsecured"}
	parts := strings.SplitN(strings.TrimPrefix(path, "/api/rates/"), "/", 3)
	if !strings.HasPrefix(path, "/api/rates/") || len(parts) < 3 || classes[parts[1]] != parts[0] {
		return "", ""
	}
	return strings.ToUpper(parts[1]), parts[2]
}

func referenceRates(v *visit) wire.Reply {
	name, call := referenceRate(v.Request.URL.Path)
	s := v.catalog.Series(name)
	if s == nil || call != "search.json" {
		return wire.JSON(http.StatusNotFound, fields{"message": "Not Found"})
	}
	q := v.Request.URL.Query()
	from, wrong := facts.ParseDay(q.Get("startDate"))
	to, err := facts.ParseDay(q.Get("endDate"))
	if wrong != nil || err != nil || from > to {
		return wire.JSON(http.StatusBadRequest, fields{"message": "Bad Request"})
	}
	if v.Fault.Kind == wire.NullResult {
		return wire.JSON(http.StatusOK, fields{"refRates": nil})
	}
	rows := []fields{}
	for _, one := range slices.Backward(v.values(s, from, to)) {
		row := fields{"effectiveDate": one.day.String(), "type": name, "percentRate": json.Number(one.text), "revisionIndicator": ""}
		for field, suffix := range map[string]string{"percentPercentile1": "1", "percentPercentile25": "25", "percentPercentile75": "75", "percentPercentile99": "99", "volumeInBillions": "VOL"} {
			v.beside(row, field, name+suffix, one.day)
		}
		if name == "EFFR" {
			v.beside(row, "targetRateFrom", "DFEDTARL", one.day)
			v.beside(row, "targetRateTo", "DFEDTARU", one.day)
		}
		rows = append(rows, row)
	}
	return wire.JSON(http.StatusOK, fields{"refRates": rows})
}

// beside adds a figure of another series to a row, where there is one of the day.
func (v *visit) beside(row fields, field, id string, d facts.Day) {
	if s := v.catalog.Series(id); s != nil && d >= s.First {
		row[field] = json.Number(s.Text(d))
	}
}
