package published

import (
	_ "embed"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	// firstYear is before any page of the web.
	firstYear = 1990
	// maxAhead is how far ahead of now a page may be dated, for clocks and zones.
	maxAhead = 7 * 24 * time.Hour
	// maxDate is how long a text may be that is a date, in bytes.
	maxDate = 200
)

var (
	epoch       = regexp.MustCompile(`^(\d{10})(?:\d{3})?$`)
	compactDate = regexp.MustCompile(`^(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(?:\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?$`)
	yearFirst   = regexp.MustCompile(`(?:^|\D)(\d{4})\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})(?:\D|$)`)
	yearLast    = regexp.MustCompile(`(?:^|\D)(\d{1,2})([-/.])\s?(\d{1,2})[-/.]\s?(\d{4})(?:\D|$)`)
	dayMonth    = regexp.MustCompile(`(?:^|\D)(\d{1,2})(?:st|nd|rd|th|er|\.|º)?[\s-]+(?:of |de |d')?(\pL+)\.?,?[\s-]+(?:de |del )?(\d{4})(?:\D|$)`)
	monthDay    = regexp.MustCompile(`(?:^|\P{L})(\pL+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?:\D|$)`)
	compactTime = regexp.MustCompile(`^\d{8}T?(\d\d)(\d\d)(\d\d)?()()(Z|[+-]\d\d:?\d\d)?$`)
	timeOfDay   = regexp.MustCompile(`(?i)(?:^|\D)(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?(?:\s*(a|p)\.?m\b\.?)?\s*\(?([a-z]{1,4}\b)?\)?\s*([+-]\d\d:?\d\d)?`)
)

// Ambiguous says whether text has a date in figures with its year last, which may be
// two days: 03/04/2025.
func Ambiguous(text string) bool { return yearLast.MatchString(text) }

// In is the time that text names, in UTC; a day alone is its midnight, and so
// is a time without a zone one of UTC. What could be two days is none, unless
// language tells which: it is a code as of BCP 47.
func In(text, language string) (time.Time, bool) {
	text = strings.TrimSpace(text)
	if len(text) > maxDate {
		return time.Time{}, false
	}
	at, ok := instant(text, language)
	if !ok || at.Year() < firstYear || time.Until(at) > maxAhead {
		return time.Time{}, false
	}
	return at.UTC(), true
}

func instant(text, language string) (time.Time, bool) {
	if found := epoch.FindStringSubmatch(text); found != nil {
		seconds, err := strconv.ParseInt(found[1], 10, 64)
		return time.Unix(seconds, 0), err == nil
	}
	if day, ok := dayIn(text, language); ok {
		return clock(day, text)
	}
	for _, layout := range []string{time.RubyDate, time.UnixDate, time.ANSIC, time.RFC822, time.RFC822Z, time.RFC850} {
		if at, err := time.Parse(layout, text); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}

// dayIn is the day that text names.
func dayIn(text, language string) (time.Time, bool) {
	if found := compactDate.FindStringSubmatch(text); found != nil {
		return day(found[1], number(found[2]), found[3])
	}
	if found := yearFirst.FindStringSubmatch(text); found != nil {
		return day(found[1], number(found[2]), found[3])
	}
	if found := dayMonth.FindStringSubmatch(text); found != nil {
		return day(found[3], monthOf(found[2]), found[1])
	}
	if found := monthDay.FindStringSubmatch(text); found != nil {
		return day(found[3], monthOf(found[1]), found[2])
	}
	found := yearLast.FindStringSubmatch(text)
	if found == nil {
		return time.Time{}, false
	}
	first, second := found[1], found[3]
	language = strings.ReplaceAll(strings.ToLower(language), "_", "-")
	switch {
	case found[2] == ".", number(first) > 12, first == second:
	case number(second) > 12, language == "en-us":
		first, second = second, first
	case slices.Contains([]string{"", "en", "en-ca", "en-ph"}, language):
		return time.Time{}, false
	}
	return day(found[4], number(second), first)
}

func number(text string) int {
	n, _ := strconv.Atoi(text) // 0 of none
	return n
}

// day is one that there is.
func day(year string, month int, dayOfMonth string) (time.Time, bool) {
	at := time.Date(number(year), time.Month(month), number(dayOfMonth), 0, 0, 0, 0, time.UTC)
	return at, int(at.Month()) == month && at.Day() == number(dayOfMonth)
}

// clock is the time of day that text names, if it does.
func clock(day time.Time, text string) (time.Time, bool) {
	found := compactTime.FindStringSubmatch(text)
	if found == nil {
		found = timeOfDay.FindStringSubmatch(text)
	}
	if found == nil {
		return day, true
	}
	hour, minute, second := number(found[1]), number(found[2]), number(found[3])
	switch strings.ToLower(found[4]) {
	case "p":
		hour = hour%12 + 12
	case "a":
		hour %= 12
	}
	if hour > 24 || minute > 59 || second > 60 {
		return day, true
	}
	at := day.Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute + time.Duration(second)*time.Second)
	return at.Add(-offset(found[5], found[6])), true
}

// offset is how far a zone is ahead of UTC. One whose name is not known, or means
// several, is taken for UTC.
func offset(name, digits string) time.Duration {
	if len(digits) >= 5 {
		digits = strings.ReplaceAll(digits, ":", "")
		ahead := time.Duration(number(digits[1:3]))*time.Hour + time.Duration(number(digits[3:]))*time.Minute
		if digits[0] == '-' {
			return -ahead
		}
		return ahead
	}
	hours := map[string]time.Duration{
		"EDT": -4, "EST": -5, "CDT": -5, "CST": -6, "MDT": -6, "MST": -7, "PDT": -7, "PST": -8,
		"CET": 1, "BST": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "HKT": 8, "SGT": 8, "JST": 9, "KST": 9,
	}
	return hours[strings.ToUpper(name)] * time.Hour
}

// months are their names, those of a month a line.
//
//go:embed months.txt
var months string

// monthOf is the number of the month that word begins, 0 when it is none's, or
// could be two.
func monthOf(word string) (month int) {
	word = strings.ToLower(word)
	if utf8.RuneCountInString(word) < 3 {
		return 0
	}
	for i, names := range strings.Split(strings.TrimSpace(months), "\n") {
		for name := range strings.FieldsSeq(names) {
			if strings.HasPrefix(name, word) || name == "september" && word == "sept" {
				if month != 0 && month != i+1 {
					return 0
				}
				month = i + 1
			}
		}
	}
	return month
}
