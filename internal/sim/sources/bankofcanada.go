package sources

import (
	"net/http"
	"slices"
	"strings"

	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/wire"
)

// bankFixed are the series that have rates here, each with its decimals.
func bankFixed() map[string]int {
	return map[string]int{"FXEURCAD": 4, "FXGBPCAD": 4, "FXJPYCAD": 6, "FXUSDCAD": 4, "FXCADEUR": 4, "FXCADGBP": 4, "FXCADJPY": 2, "FXCADUSD": 4}
}

// bankOfCanadaSource is the Bank of Canada's interface.
func bankOfCanadaSource() source {
	return source{
		asked:  func(r *http.Request) []string { return bankSeries(r.URL.Path) },
		answer: func(v *visit) wire.Reply { return v.bankOfCanada() },
	}
}

// bankSeries are the series that a path asks for.
func bankSeries(path string) []string {
	names, ok := strings.CutPrefix(path, "/valet/observations/")
	names, json := strings.CutSuffix(names, "/json")
	if !ok || !json || names == "" {
		return nil
	}
	return strings.Split(names, ",")
}

func (v *visit) bankOfCanada() wire.Reply {
	type object = map[string]any
	const docs = "https://www.bankofcanada.ca/valet/docs"
	series := bankSeries(v.Request.URL.Path)
	if series == nil {
		return wire.JSON(http.StatusNotFound, object{"message": "The page you are looking for does not exist.", "docs": docs})
	}
	detail := object{}
	for _, s := range series {
		if bankFixed()[s] == 0 {
			return wire.JSON(http.StatusNotFound, object{"message": "Series " + s + " not found.", "docs": docs})
		}
		pair := s[2:5] + "/" + s[5:]
		detail[s] = object{"label": pair, "description": pair + " daily exchange rate", "dimension": object{"key": "d", "name": "Date"}}
	}
	q := v.Request.URL.Query()
	rates := []object{}
	f := fixings{v: v, place: "RY.TO", zone: v.catalog.Find("RY.TO").Exchange.Zone, published: 16*60 + 30}
	first := facts.Date(2017, 1, 3)
	f.days(max(first, dayIn(q.Get("start_date"), first)), dayIn(q.Get("end_date"), facts.DayOf(v.Now)+1), func(d facts.Day) {
		o := object{"d": d.String()}
		for _, s := range slices.Compact(series) {
			o[s] = object{"v": f.rate(s[2:5], s[5:], d, bankFixed()[s], false)}
		}
		rates = append(rates, o)
	})
	a := object{"terms": object{"url": "https://www.bankofcanada.ca/terms/"}, "seriesDetail": detail, "observations": rates}
	switch v.Fault.Kind {
	case wire.EmptyResult:
		a["observations"] = []object{}
	case wire.NullResult:
		a["observations"] = nil
	}
	return wire.JSON(http.StatusOK, a)
}
