package calendar

import (
	"embed"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// The holidays of Asia follow the moon and announcements, so they are listed.
//
//go:embed closures/*.txt
var closures embed.FS

// listed is an exchange whose closures come from a list. The years of the list
// are those it is exact for; beyond them only weekends are closed.
func listed(name, file string, h hours, loc *time.Location) (*Exchange, error) {
	text, err := closures.ReadFile("closures/" + file)
	if err != nil {
		return nil, fmt.Errorf("read closures of %s: %w", name, err)
	}
	e := &Exchange{Name: name, Location: loc, hours: h, once: map[Date]string{}, extra: map[Date]bool{}}
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		if len(fields) == 0 || fields[0] == "#" {
			continue
		}
		year, err := strconv.Atoi(fields[0])
		if err != nil {
			return nil, fmt.Errorf("read closures of %s: year %q", name, fields[0])
		}
		if e.From == 0 {
			e.From = year
		}
		e.Through = year
		for _, field := range fields[1:] {
			if err := e.list(year, field); err != nil {
				return nil, fmt.Errorf("read closures of %s: %w", name, err)
			}
		}
	}
	return e, nil
}

// list takes one entry: 01-02 is closed, 01-02@12:00 closes early, +01-02 is a
// session on a weekend.
func (e *Exchange) list(year int, field string) error {
	day, end, early := strings.Cut(field, "@")
	day, weekend := strings.CutPrefix(day, "+")
	d, err := ParseDate(fmt.Sprintf("%d-%s", year, day))
	switch {
	case err != nil:
		return err
	case weekend:
		e.extra[d] = true
	case !early:
		e.once[d] = "exchange holiday"
	default:
		t, err := time.Parse("15:04", end)
		if err != nil {
			return fmt.Errorf("early close of %s: %w", d, err)
		}
		e.early = append(e.early, earlyClose{at: at(t.Hour(), t.Minute()), applies: onDates(d)})
	}
	return nil
}

func tokyo(loc *time.Location) (*Exchange, error) {
	return listed("Tokyo Stock Exchange", "tokyo.txt", hours{
		open: at(9, 0), close: at(15, 30), pause: at(11, 30), resume: at(12, 30),
		before: []hoursUntil{
			{Date{2011, 11, 20}, at(9, 0), at(15, 0), at(11, 0), at(12, 30)},
			{Date{2024, 11, 4}, at(9, 0), at(15, 0), at(11, 30), at(12, 30)},
		},
	}, loc)
}

func hongKong(loc *time.Location) (*Exchange, error) {
	return listed("Hong Kong Exchanges", "hongkong.txt", hours{
		open: at(9, 30), close: at(16, 0), pause: at(12, 0), resume: at(13, 0),
		before: []hoursUntil{
			{Date{2011, 3, 6}, at(10, 0), at(16, 0), at(12, 30), at(14, 30)},
			{Date{2012, 3, 4}, at(9, 30), at(16, 0), at(12, 0), at(13, 30)},
		},
	}, loc)
}

func shanghai(loc *time.Location) (*Exchange, error) {
	return listed("Shanghai and Shenzhen Stock Exchanges", "shanghai.txt",
		hours{open: at(9, 30), close: at(15, 0), pause: at(11, 30), resume: at(13, 0)}, loc)
}

// india leaves out what lasts an hour or two: the Muhurat trading of Diwali and
// the drills on Saturdays.
func india(loc *time.Location) (*Exchange, error) {
	return listed("NSE and BSE", "india.txt", hours{open: at(9, 15), close: at(15, 30)}, loc)
}
