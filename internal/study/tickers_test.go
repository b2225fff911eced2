package study

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/market"
)

func TestTickers(t *testing.T) {
	var all []*market.Ticker
	for _, v := range []market.Number{market.Num(-1), {}, market.Num(2), market.Num(0), market.Num(3)} {
		all = append(all, &market.Ticker{ChangePercent: v, Volume: market.Num(float64(len(all)))})
	}
	var ranked, busiest []int
	number := func(t *market.Ticker) int { v, _ := t.Volume.Get(); return int(v) }
	for i := range all {
		ranked = append(ranked, number(Ranked(all, ByChange)[i]))
		busiest = append(busiest, number(Ranked(all, ByVolume)[i]))
	}
	if diff := cmp.Diff([][]int{{4, 2, 3, 0, 1}, {4, 3, 2, 1, 0}}, [][]int{ranked, busiest}); diff != "" {
		t.Errorf("ranked (-want +got):\n%s", diff)
	}
	if got, want := BreadthOf(all), (Breadth{2, 1}); got != want {
		t.Errorf("breadth %+v, want %+v", got, want)
	}
	if v, ok := Turnover(&market.Ticker{Volume: market.Num(5), SharesOutstanding: market.Num(200)}).Get(); !ok || v != 2.5 {
		t.Errorf("turnover %v, %v", v, ok)
	}
	if v, ok := Turnover(&market.Ticker{Volume: market.Num(5), SharesOutstanding: market.Num(0)}).Get(); ok {
		t.Errorf("turnover of no shares: %v", v)
	}
}

func TestAnnouncements(t *testing.T) {
	at := func(day, hour int) time.Time { return time.Date(2026, 1, day, hour, 0, 0, 0, time.UTC) }
	on := func(day int) market.Date { return market.Date{Year: 2026, Month: 1, Day: day} }
	company := func(f market.Origin, next ...time.Time) *market.Fundamentals {
		return &market.Fundamentals{Location: newYorkZone(), Earnings: &market.Earnings{Next: next, Estimated: true}, Origin: f}
	}
	for _, c := range []struct {
		name      string
		got, want Announcement
	}{
		{"none", AnnouncementOf(&market.Ticker{}), Announcement{}},
		{"at night in UTC", AnnouncementOf(&market.Ticker{Location: newYorkZone(), EarningsAt: at(29, 2), EarningsWhen: market.Next}),
			Announcement{From: on(28), Until: on(28), At: at(29, 2), When: market.Next}},
		{"a window", NextAnnouncement(company(market.Origin{AsOf: at(20, 12)}, at(26, 0), at(30, 0))),
			Announcement{From: on(26), Until: on(30), When: market.Next, Estimated: true}},
		{"past by when the source refused", NextAnnouncement(company(market.Origin{AsOf: at(20, 12), Stale: true, Age: 48 * time.Hour}, at(21, 22))),
			Announcement{From: on(21), Until: on(21), At: at(21, 22), When: market.Latest}},
	} {
		if diff := cmp.Diff(c.want, c.got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}
