package sources

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/wire"
)

const treasuryPath = "/resource-center/data-chart-center/interest-rates/daily-treasury-rates.csv/"

// maturities are the columns of the Treasury's file, with the series of each. One that is
// not there for the whole of a year has the column without cells before it began.
func maturities() [][2]string {
	return [][2]string{
		{"1 Mo", "DGS1MO"}, {"1.5 Month", "DGS1.5MO"}, {"2 Mo", "DGS2MO"}, {"3 Mo", "DGS3MO"}, {"4 Mo", "DGS4MO"}, {"6 Mo", "DGS6MO"},
		{"1 Yr", "DGS1"}, {"2 Yr", "DGS2"}, {"3 Yr", "DGS3"}, {"5 Yr", "DGS5"}, {"7 Yr", "DGS7"}, {"10 Yr", "DGS10"}, {"20 Yr", "DGS20"}, {"30 Yr", "DGS30"},
	}
}

// treasurySource answers as home.treasury.gov does: a year's par yields as CSV, newest first.
func treasurySource() source { return source{answer: parYields} }

func parYields(v *visit) wire.Reply {
	rest, ok := strings.CutPrefix(v.Request.URL.Path, treasuryPath)
	text, all := strings.CutSuffix(rest, "/all")
	year, err := strconv.Atoi(text)
	q := v.Request.URL.Query()
	if !ok || !all || err != nil || q.Get("_format") != "csv" || q.Get("type") != "daily_treasury_yield_curve" {
		return wire.Page(http.StatusNotFound, "Page Not Found")
	}
	if !strings.HasPrefix(v.Request.UserAgent(), "Mozilla/") {
		return wire.Page(http.StatusOK, "Access Denied")
	}
	from, to := facts.Date(year, time.January, 1), facts.Date(year, time.December, 31)
	head, cells := []string{"Date"}, map[facts.Day][]string{}
	var days []facts.Day
	for _, m := range maturities() {
		s := v.catalog.Series(m[1])
		if s == nil || s.First > to {
			continue
		}
		for _, one := range v.values(s, from, to) {
			if cells[one.day] == nil {
				days = append(days, one.day)
				cells[one.day] = make([]string, len(maturities())+1)
			}
			cells[one.day][len(head)] = one.text
		}
		head = append(head, `"`+m[0]+`"`)
	}
	slices.Sort(days)
	var b strings.Builder
	b.WriteString(strings.Join(head, ",") + "\n")
	for _, d := range slices.Backward(days) {
		row := cells[d][:len(head)]
		row[0] = d.Time().Format("01/02/2006")
		b.WriteString(strings.Join(row, ",") + "\n")
	}
	return wire.Reply{Status: http.StatusOK, Header: map[string]string{"Content-Type": "text/csv"}, Body: []byte(b.String())}
}
