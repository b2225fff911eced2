package study

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/market"
)

func TestPeriodsOf(t *testing.T) {
	date := func(text string) market.Date {
		d, err := market.ParseDate(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	st := &market.Statements{}
	for _, year := range []int{2024, 2023, 2022} {
		st.Periods = append(st.Periods, market.StatementPeriod{End: market.Date{Year: year, Month: 9, Day: 30}})
	}
	for _, c := range []struct {
		name string
		span Span
		want FiscalPeriods
	}{
		{"no words", Span{}, FiscalPeriods{}},
		{"within the days that an end is moved", Span{From: date("2023-09-24"), To: date("2023-09-24")}, FiscalPeriods{First: 1, Uncertain: true}},
		{"before all", Span{From: date("2020-01-01"), To: date("2020-01-01")}, FiscalPeriods{First: -1}},
		{"years", Span{From: date("2022-01-01"), To: date("2023-12-31")}, FiscalPeriods{First: 1, Within: st.Periods[1:], Several: true}},
		{"a fiscal year of weeks", Span{Words: "FY2023", From: date("2022-09-25"), To: date("2023-09-30")}, FiscalPeriods{First: 1, Within: st.Periods[1:2], Several: true}},
	} {
		if diff := cmp.Diff(c.want, PeriodsOf(st, c.span)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}
