package dates

import (
	"fmt"
	"testing"
)

func TestNamedDays(t *testing.T) {
	engine, at := New(), thanksgiving(t)
	days := map[string]string{
		"New Year's Day": "2024-01-01", "Martin Luther King Jr. Day": "2024-01-15", "Valentine's Day": "2024-02-14", "Presidents' Day": "2024-02-19",
		"Washington's Birthday": "2024-02-19", "Good Friday": "2024-03-29", "Easter": "2024-03-31", "Easter Monday": "2024-04-01",
		"Memorial Day": "2024-05-27", "Juneteenth": "2024-06-19", "Independence Day": "2024-07-04", "4th of July": "2024-07-04",
		"Labor Day": "2024-09-02", "Election Day": "2024-11-05", "Columbus Day": "2024-10-14", "Halloween": "2024-10-31", "Veterans Day": "2024-11-11",
		"Thanksgiving": "2024-11-28", "Black Friday": "2024-11-29", "Cyber Monday": "2024-12-02", "Christmas Eve": "2024-12-24",
		"St. Patrick's Day": "2024-03-17", "Maundy Thursday": "2024-03-28", "Anzac Day": "2024-04-25", "Ascension Day": "2024-05-09",
		"Whit Monday": "2024-05-20", "Victoria Day": "2024-05-20", "Canada Day": "2024-07-01", "fourth of July": "2024-07-04",
		"Christmas": "2024-12-25", "Boxing Day": "2024-12-26", "New Year's Eve": "2024-12-31",
	}
	for name, want := range days {
		if p, err := engine.Read(name+" 2024", at); err != nil || p.From.String() != want || p.To != p.From {
			t.Errorf("%s 2024: %s, %v, want %s", name, p, err, want)
		}
		p, err := engine.Read("on "+name, at)
		if err != nil || p.To.Compare(at.date()) >= 0 || p.From.Year < 2025 {
			t.Errorf("%s: %s, %v", name, p, err)
		}
	}
	if len(days) != len(named())+1 {
		t.Errorf("%d of %d names are tried", len(days)-1, len(named()))
	}
}

func (a AsOf) date() Date { return reader{AsOf: a}.today() }

// New York is closed on the days that move with the calendar.
func TestNamedDaysAreHolidays(t *testing.T) {
	engine, at := New(), thanksgiving(t)
	for year := 2000; year <= 2026; year++ {
		for _, name := range []string{"mlk day", "presidents day", "good friday", "memorial day", "labor day", "thanksgiving"} {
			p, err := engine.Read(fmt.Sprintf("%s %d", name, year), at)
			if err != nil || at.Exchange.IsSession(p.From) {
				t.Errorf("%s %d: %s is a session, %v", name, year, p, err)
			}
		}
	}
}
