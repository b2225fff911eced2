package nasdaq

import (
	"regexp"
	"strings"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/venue"
)

var (
	dayIn  = regexp.MustCompile(`\b([A-Z][a-z]{2})[a-z]* (\d{1,2}), (\d{4})\b`)
	hourIn = regexp.MustCompile(`\b(\d{1,2}:\d{2})(?::\d{2})? ?([AaPp][Mm])\b`)
)

// momentOf reads the time in a text, UTC: "DATA AS OF Nov 19, 2019 10:33 AM ET", "CLOSED
// AT 4:00 PM ET ON Nov 18, 2019". A day alone is the end of its session once that is
// over. It is zero where there is none, and where it lies ahead.
func (s *Source) momentOf(text string, at venue.Venue, now time.Time) time.Time {
	d := dayIn.FindStringSubmatch(text)
	if d == nil {
		return time.Time{}
	}
	day, err := time.ParseInLocation("Jan 2 2006", d[1]+" "+d[2]+" "+d[3], s.newYork)
	if err != nil {
		return time.Time{}
	}
	moment, ok := at.Closing(market.DateOf(day))
	if h := hourIn.FindStringSubmatch(text); h != nil {
		moment, err = time.ParseInLocation("Jan 2 2006 3:04 PM", day.Format("Jan 2 2006 ")+h[1]+" "+strings.ToUpper(h[2]), s.newYork)
		ok = err == nil
	}
	if !ok || moment.After(now.Add(2*time.Minute)) {
		return time.Time{}
	}
	return moment.UTC()
}

// dateOf reads a day: 05/10/2024, 6/29/2023 or Nov 7, 2019; zero for another text.
func dateOf(text string) market.Date {
	for _, form := range []string{"1/2/2006", "Jan 2, 2006"} {
		if t, err := time.Parse(form, text); err == nil {
			return market.DateOf(t)
		}
	}
	return market.Date{}
}
