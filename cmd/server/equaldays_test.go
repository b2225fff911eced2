package main

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The same words of time are the same days in every tool and route.
func TestEqualWordsEqualDays(t *testing.T) {
	world := newcomersWorld(t)
	server := startNewcomer(t, world, "OPENAI_BASE_URL="+world.ModelURL)
	words := []string{
		"past year", "last year", "this year", "YTD", "past 12 months", "last 3 months", "past 30 days", "last month", "September",
		"last quarter", "last 4 quarters", "last 2 quarters", "last week", "this month", "since March", "2025", "Q1 2025",
		"the 10 trading days after 5 Nov 2024", "last 5 trading days", "yesterday", "last Friday", "4 July 2025", "2025-01-01", "Q3 FY2025",
		"the first week of October 2025", "1d", "5d", "1mo", "3mo", "6mo", "1y", "2y", "ytd",
	}
	for _, symbol := range []string{"AAPL", "^GSPC"} {
		for _, phrase := range words {
			days := map[string]string{}
			q := url.Values{"symbols": {symbol}, "period": {phrase}, "measures": {"change"}}
			answer := jsonOf(t, server+"/api/analysis?"+q.Encode())
			days["/api/analysis"] = joinedDays(answer, "inputs.0.first_bar", "inputs.0.last_bar")

			q = url.Values{"period": {phrase}, "interval": {"1d"}}
			answer = jsonOf(t, server+"/api/history/"+url.PathEscape(symbol)+"?"+q.Encode())
			days["/api/history"] = barDays(answer)
			reading := joinedDays(answer, "period.from", "period.to")

			text := toolText(t, world.YahooURL, walkNow, "analysis", fmt.Sprintf(`{"symbols":[%q],"period":%q,"measures":["change"]}`, symbol, phrase))
			days["analysis"] = daysIn(text, `bars?, (\d{4}-\d\d-\d\d)(?: to (\d{4}-\d\d-\d\d))?`)
			text = toolText(t, world.YahooURL, walkNow, "history", fmt.Sprintf(`{"symbol":%q,"period":%q,"interval":"1d"}`, symbol, phrase))
			days["history"] = daysIn(text, `\nperiod: (\d{4}-\d\d-\d\d)(?: to (\d{4}-\d\d-\d\d))? \(`)
			if slices.Contains([]string{"1d", "5d", "1mo", "3mo", "6mo", "1y", "2y", "ytd"}, phrase) {
				days["range of /api/history"] = barDays(jsonOf(t, server+"/api/history/"+url.PathEscape(symbol)+"?interval=1d&range="+phrase))
				text = toolText(t, world.YahooURL, walkNow, "history", fmt.Sprintf(`{"symbol":%q,"range":%q,"interval":"1d"}`, symbol, phrase))
				days["range of history"] = daysIn(text, `\nperiod: (\d{4}-\d\d-\d\d)(?: to (\d{4}-\d\d-\d\d))? \(`)
			}
			if phrase == "Q3 FY2025" && symbol != "AAPL" {
				continue // an index has no fiscal years
			}
			want := days["/api/analysis"]
			for where, got := range days {
				if got != want || got == "" {
					t.Errorf("%s, %s: %s has %q, /api/analysis %q", symbol, phrase, where, got, want)
				}
			}

			// What words are read as, whatever then traded.
			if text = toolText(t, world.YahooURL, walkNow, "dates", fmt.Sprintf(`{"text":%q,"symbol":%q}`, phrase, symbol)); strings.Contains(text, "closed: ") {
				continue // prices move to the day before
			}
			if strings.Contains(text, "so far, today included") {
				continue // hours are told of the days ahead too
			}
			if read := daysIn(text, `\nread as: [^\n]*?(\d{4}-\d\d-\d\d)(?: to (\d{4}-\d\d-\d\d))?\)?\n`); read != reading {
				t.Errorf("%s, %s: dates reads %q, /api/history %q:\n%s", symbol, phrase, read, reading, text)
			}
			if symbol != "AAPL" {
				continue // an index has no statements
			}
			text = toolText(t, world.YahooURL, walkNow, "statements", fmt.Sprintf(`{"symbol":%q,"as_of":%q,"frequency":"quarterly"}`, symbol, phrase))
			if read := daysIn(text, `\nread as: [^\n]*?(\d{4}-\d\d-\d\d)(?: to (\d{4}-\d\d-\d\d))?\)?\n`); read != reading {
				t.Errorf("%s, %s: statements read %q, /api/history %q:\n%.600s", symbol, phrase, read, reading, text)
			}
		}
	}
}

func joinedDays(answer any, from, to string) string {
	a, _ := at(answer, from)
	b, _ := at(answer, to)
	return fmt.Sprintf("%v to %v", a, b)
}

func barDays(answer any) string {
	bars, _ := at(answer, "bars")
	list, _ := bars.([]any)
	if len(list) == 0 {
		return shown(answer)
	}
	first, _ := at(list[0], "date")
	last, _ := at(list[len(list)-1], "date")
	return fmt.Sprintf("%v to %v", first, last)
}

// daysIn finds two days, or one that is both ends.
func daysIn(text, pattern string) string {
	m := regexp.MustCompile(pattern).FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	if m[2] == "" {
		m[2] = m[1]
	}
	return m[1] + " to " + m[2]
}
