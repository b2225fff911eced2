package sources

import (
	"fmt"
	"net/http"
	"strings"

	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/wire"
)

const (
	ecbDaily = "/stats/eurofxref/eurofxref-daily.xml"
	ecbData  = "/service/data/EXR/"
	ecbHead  = "KEY,FREQ,CURRENCY,CURRENCY_DENOM,EXR_TYPE,EXR_SUFFIX,TIME_PERIOD,OBS_VALUE\r\n"
)

// ecbFixed are the currencies that have rates here, each with the decimals of its own.
func ecbFixed() []struct {
	currency string
	decimals int
} {
	return []struct {
		currency string
		decimals int
	}{{"USD", 4}, {"JPY", 2}, {"GBP", 5}, {"CAD", 4}}
}

// ecbSource is the European Central Bank: its file of the latest day, and its data interface
// with exchange rates and its own rates.
func ecbSource() source {
	return source{
		asked:  func(r *http.Request) []string { return ecbSeries(r.URL.Path) },
		answer: func(v *visit) wire.Reply { return v.ecb() },
	}
}

// ecbSeries are the currencies that a path asks for.
func ecbSeries(path string) []string {
	key, ok := strings.CutPrefix(path, ecbData)
	parts := strings.Split(key, ".")
	if !ok || len(parts) != 5 || parts[0] != "D" || parts[2] != "EUR" || parts[1] == "" {
		return nil
	}
	return strings.Split(parts[1], "+")
}

func (v *visit) ecb() wire.Reply {
	f := fixings{v: v, place: "SAP.DE", zone: v.catalog.Find("SAP.DE").Exchange.Zone, published: 16 * 60}
	switch series := ecbSeries(v.Request.URL.Path); {
	case strings.HasPrefix(v.Request.URL.Path, ecbPolicy):
		return policyRate(v)
	case v.Request.URL.Path == ecbDaily:
		return v.ecbFile(f)
	case series != nil && v.Request.URL.Query().Get("format") == "csvdata":
		return v.ecbTable(f, series)
	}
	return wire.Text(http.StatusNotFound, "No results found.")
}

// ecbFile is the file of the latest day, whose rates keep zeros at their end.
func (v *visit) ecbFile(f fixings) wire.Reply {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
	<gesmes:subject>Reference rates</gesmes:subject>
	<gesmes:Sender>
		<gesmes:name>European Central Bank</gesmes:name>
	</gesmes:Sender>
	<Cube>
`)
	var last facts.Day
	today := facts.DayOf(v.Now.In(f.zone))
	f.days(today-10, today, func(d facts.Day) { last = d })
	if v.Fault.Kind != wire.EmptyResult && v.Fault.Kind != wire.NullResult {
		fmt.Fprintf(&b, "\t\t<Cube time='%s'>\n", last)
		for _, c := range ecbFixed() {
			fmt.Fprintf(&b, "\t\t\t<Cube currency='%s' rate='%s'/>\n", c.currency, f.rate("EUR", c.currency, last, c.decimals, false))
		}
		b.WriteString("\t\t</Cube>\n")
	}
	b.WriteString("\t</Cube>\n</gesmes:Envelope>")
	return wire.Reply{Status: http.StatusOK, Header: map[string]string{"Content-Type": "text/xml"}, Body: []byte(b.String())}
}

// ecbTable is a table of the series that were asked for, one below the other, as the
// interface gives them: without zeros at the end of a rate.
func (v *visit) ecbTable(f fixings, series []string) wire.Reply {
	q := v.Request.URL.Query()
	from, to := dayIn(q.Get("startPeriod"), 0), dayIn(q.Get("endPeriod"), facts.DayOf(v.Now)+1)
	var b strings.Builder
	b.WriteString(ecbHead)
	rows := 0
	for _, c := range ecbFixed() {
		for _, s := range series {
			if s != c.currency || v.Fault.Kind == wire.EmptyResult || v.Fault.Kind == wire.NullResult {
				continue
			}
			f.days(from, to, func(d facts.Day) {
				rows++
				fmt.Fprintf(&b, "EXR.D.%s.EUR.SP00.A,D,%s,EUR,SP00,A,%s,%s\r\n", s, s, d, f.rate("EUR", s, d, c.decimals, true))
			})
		}
	}
	switch {
	case v.Fault.Kind == wire.NullResult:
		b.Reset()
	case rows == 0 && v.Fault.Kind != wire.EmptyResult:
		return wire.Text(http.StatusNotFound, "No results found.")
	}
	return wire.Reply{Status: http.StatusOK, Header: map[string]string{"Content-Type": "text/csv"}, Body: []byte(b.String())}
}
