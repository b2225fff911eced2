package dates

import (
	"fmt"
	"regexp"
	"strings"
)

// plainWords writes punctuation as spaces, and every dash that stands for "to"
// between spaces.
func plainWords(text string) string {
	return strings.NewReplacer(",", " ", "“", " ", "”", " ", "\"", " ", "?", " ", "(", " ", ")", " ", "’", "'", "‘", "'", "..", " - ",
		"–", " - ", "—", " - ", "‑", "-", "year-to-date", "ytd", "month-to-date", "mtd", "quarter-to-date", "qtd", "week-to-date", "wtd").Replace(text)
}

// shortWords writes what only its words together mean as one.
func shortWords(text string) string {
	return strings.NewReplacer("year to date", "ytd", "month to date", "mtd", "quarter to date", "qtd", "week to date", "wtd",
		"new year's", "new years", "presidents'", "presidents", "president's", "presidents", "valentine's", "valentines", "veterans'", "veterans",
		"martin luther king jr. day", "mlk day", "martin luther king day", "mlk day", "a couple of ", "two ", "couple of ", "two ").Replace(text)
}

// leading are words that say nothing about which days are meant.
func leading() []string {
	return []string{"in ", "on ", "the ", "during ", "for ", "over ", "at ", "of ", "as of ", "within ", "throughout ", "month of ", "period ", "dated "}
}

// trailing are such words at the end.
func trailing() []string {
	return []string{" inclusive", " included", " both", " period"}
}

// bareYear is a year with its word before it.
var bareYear = regexp.MustCompile(`^(?:calendar )?year (?:of )?(\d.*)$`)

// hyphened is a length of time that is written as one word: 52-week.
var hyphened = regexp.MustCompile(`(\w)-(trading|day|week|month|quarter|year)\b`)

// normal is text in lower case with single spaces and no words that say nothing.
func normal(text string) string {
	s := hyphened.ReplaceAllString(plainWords(strings.ToLower(text)), "$1 $2")
	s = shortWords(strings.Join(strings.Fields(s), " "))
	s = strings.TrimRight(s, ".!; ")
	for before := ""; before != s; {
		before = s
		for _, l := range leading() {
			s = strings.TrimPrefix(s, l)
		}
		for _, t := range trailing() {
			s = strings.TrimSuffix(s, t)
		}
	}
	return bareYear.ReplaceAllString(s, "$1")
}

// counted reads a count in digits or words that a pattern has checked; without any it is 1.
func counted(s string) int {
	words := map[string]int{"": 1, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
		"eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "eighteen": 18, "twenty": 20, "thirty": 30,
		"forty": 40, "fifty": 50, "sixty": 60, "ninety": 90, "hundred": 100, "a hundred": 100, "one hundred": 100}
	if n, ok := words[s]; ok {
		return n
	}
	return number(s)
}

// plural is a count of units in words: 1 week, 2 weeks.
func plural(n int, unit string) string {
	unit = strings.TrimSuffix(unit, "s")
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}

// several leaves out a count of one: week, 2 weeks.
func several(n int, unit string) string { return strings.TrimPrefix(plural(n, unit), "1 ") }
