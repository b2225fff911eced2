package calendar

import (
	"embed"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/rickar/cal/v2"
)

// Holidays that follow the moon and announcements are listed.
//
//go:embed closures/*.txt
var closures embed.FS

// listed takes closures from a list. The years of the list are those that the
// exchange is exact for, but for the first and the last ones whose ? says that not all
// of their days are known; beyond the list only weekends are closed.
func (e *Exchange) listed(name string) error {
	text, err := closures.ReadFile("closures/" + name + ".txt")
	if err != nil {
		return fmt.Errorf("read closures: %w", err)
	}
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		if len(fields) == 0 || fields[0] == "#" {
			continue
		}
		number, partial := strings.CutSuffix(fields[0], "?")
		year, err := strconv.Atoi(number)
		if err != nil {
			return fmt.Errorf("read closures of %s: year %q", name, fields[0])
		}
		if !partial && e.From == 0 {
			e.From = year
		}
		if !partial {
			e.Through = year
		}
		for _, field := range fields[1:] {
			if err := e.list(year, field); err != nil {
				return fmt.Errorf("read closures of %s: %w", name, err)
			}
		}
	}
	return nil
}

// list takes one entry: 01-02 is closed, 01-02@12:00 closes early,
// 01-02@10:00-15:30 trades at hours of its own, 01-02@09:15-10:00,11:30-12:30 with
// a break, and a + before the day marks a session on a weekend: +01-02,
// +11-01@18:00-19:15.
func (e *Exchange) list(year int, field string) error {
	day, times, timed := strings.Cut(field, "@")
	day, onWeekend := strings.CutPrefix(day, "+")
	d, err := ParseDate(strconv.Itoa(year) + "-" + day)
	if err != nil {
		return err
	}
	if onWeekend {
		e.extra[d] = true
	}
	switch {
	case !timed && !onWeekend:
		e.once[d] = "exchange holiday"
		return nil
	case !timed:
		return nil
	case !strings.Contains(times, "-"):
		c, err := clockOf(times)
		if err != nil {
			return fmt.Errorf("early close of %s: %w", d, err)
		}
		e.early = append(e.early, earlyClose{at: c, day: rule{holiday: &cal.Holiday{}, dates: []Date{d}}})
		return nil
	}
	if e.special[d], err = hoursOf(times); err != nil {
		return fmt.Errorf("hours of %s: %w", d, err)
	}
	return nil
}

// hoursOf reads 10:00-15:30, and with a break 09:15-10:00,11:30-12:30.
func hoursOf(text string) (h hours, err error) {
	morning, afternoon, paused := strings.Cut(text, ",")
	if h.open, h.close, err = spanOf(morning); err == nil && paused {
		h.pause = h.close
		h.resume, h.close, err = spanOf(afternoon)
	}
	return h, err
}

func spanOf(text string) (from, to clock, err error) {
	first, last, _ := strings.Cut(text, "-")
	if from, err = clockOf(first); err == nil {
		to, err = clockOf(last)
	}
	return from, to, err
}

// clockOf reads 15:04.
func clockOf(text string) (clock, error) {
	t, err := time.Parse("15:04", text)
	if err != nil {
		return 0, err
	}
	return at(t.Hour(), t.Minute()), nil
}
