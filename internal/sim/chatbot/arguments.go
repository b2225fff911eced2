package chatbot

import (
	"encoding/json"
	"regexp"
	"strings"
)

var (
	windowed  = regexp.MustCompile(`\b(` + timeCount + `)[- ](?:days?|rising |consecutive |months?)`)
	levelled  = regexp.MustCompile(`\b(?:above|over) \$?(\d[\d,]*(?:\.\d+)?)`)
	aboutIt   = regexp.MustCompile(`\b(?:about|on|of|for) (?:the )?([a-z0-9][a-z0-9 &'-]{1,60})`)
	ofQuarter = regexp.MustCompile(`\bquarter|\bq[1-4]\b`)
	ofTwelve  = regexp.MustCompile(`\b(trailing|ttm|(last|past) (twelve|12) months)\b`)
	fiscal    = regexp.MustCompile(`\b(fy|fiscal)`)
	ahead     = regexp.MustCompile(`\b(tomorrow|next (?:trading day|(?:mon|tues|wednes|thurs|fri|satur|sun)day|week|month|quarter|year)|in ` + timeCount + ` ` + timeUnit + `|rest of (?:the|this) (?:week|month|quarter|year))\b`)
	leastWord = regexp.MustCompile(`\b(lowest|worst|weakest|fell|lost|falling|loser|down) ?(the )?(most)?\b`)
)

// places are the markets that a question may name, with a symbol of each.
func places() [][2]string {
	return [][2]string{
		{"london", "^FTSE"}, {"lse", "^FTSE"}, {"tokyo", "^N225"}, {"japan", "^N225"}, {"frankfurt", "^GDAXI"}, {"xetra", "^GDAXI"}, {"german", "^GDAXI"},
		{"paris", "^FCHI"}, {"swiss", "^SSMI"}, {"hong kong", "^HSI"}, {"shanghai", "000001.SS"}, {"india", "^NSEI"}, {"sydney", "^AXJO"}, {"toronto", "^GSPTSE"},
		{"saudi", "^TASI.SR"}, {"riyadh", "^TASI.SR"}, {"crypto", "BTC-USD"},
	}
}

func (w want) calendarArgs(symbols []string) fields {
	args := fields{"text": w.intents[0].period}
	if w.time != "" {
		args["text"] = w.time
	}
	if words := ahead.FindString(w.asked); words != "" {
		args["text"] = words
	}
	for _, p := range places() {
		if strings.Contains(w.asked, p[0]) {
			args["symbol"] = p[1]
			return args
		}
	}
	if len(symbols) > 0 && symbols[0] != "^GSPC" {
		args["symbol"] = symbols[0]
	}
	return args
}

func (w want) screenArgs() fields {
	name := w.intents[0].argument
	for _, kind := range []struct{ word, suffix string }{{"etf", "_etfs"}, {"crypto", "_cryptocurrencies"}, {"coins", "_cryptocurrencies"}} {
		if strings.Contains(w.asked, kind.word) && (strings.HasPrefix(name, "day_") || strings.HasPrefix(name, "most_actives")) {
			return fields{"name": name + kind.suffix}
		}
	}
	args := fields{"name": name}
	for _, r := range [][2]string{{"german", "de"}, {"british", "gb"}, {"uk ", "gb"}, {"london", "gb"}, {"canad", "ca"}, {"french", "fr"}, {"austral", "au"}, {"hong kong", "hk"}, {"india", "in"}} {
		if strings.Contains(w.asked, r[0]) {
			args["region"] = r[1]
		}
	}
	return args
}

func (w want) optionArgs() fields {
	args := fields{"view": w.intents[0].argument}
	if day := isoDate.FindString(w.asked); day != "" && args["view"] == "chain" {
		args["expiry"] = day
	}
	return args
}

func (w want) indexArgs(symbol string) fields {
	args := fields{"symbol": symbol}
	switch {
	case strings.Contains(w.asked, "market cap"), strings.Contains(w.asked, "market value"), strings.Contains(w.asked, "valuable"):
		args["order"] = "market_cap"
	case strings.Contains(w.asked, "volume"), strings.Contains(w.asked, "traded"):
		args["order"] = "volume"
	}
	return args
}

// newsQueries are the symbols, or the words after "about".
func (w want) newsQueries(symbols []string) []string {
	if len(symbols) > 0 {
		return symbols[:min(len(symbols), 2)]
	}
	if m := aboutIt.FindStringSubmatch(w.asked); m != nil {
		return []string{strings.TrimSpace(m[1])}
	}
	return []string{"stock market"}
}

func (w want) statementArgs() fields {
	args := fields{"items": w.arguments()}
	if w.time != "" {
		args["as_of"] = w.time
	}
	balance := true
	for _, e := range w.intents {
		balance = balance && len(e.labels) > 0
	}
	switch {
	case ofTwelve.MatchString(w.asked):
		args = fields{"items": w.arguments(), "frequency": "trailing"}
	case ofQuarter.MatchString(w.asked), balance && w.time != "" && !fiscal.MatchString(strings.ToLower(w.time)):
		args["frequency"] = "quarterly"
	}
	if balance {
		args["statement"] = "balance"
	}
	return args
}

func (w want) analysisArgs(symbols []string) fields {
	args := fields{"symbols": symbols[:min(len(symbols), 10)], "measures": w.arguments()}
	if w.time != "" {
		args["period"] = w.time
	} else if p := w.intents[0].period; p != "" {
		args["period"] = p
	}
	rest := strings.Replace(w.asked, strings.ToLower(w.time), "", 1)
	for _, m := range w.arguments() {
		switch m {
		case "moving_average", "rsi", "adx", "atr", "bollinger", "stochastic", "uptrend":
			if n := windowed.FindStringSubmatch(rest); n != nil && number(n[1]) > 1 {
				args["window"] = number(n[1])
			}
		case "above":
			if n := levelled.FindStringSubmatch(rest); n != nil {
				args["level"] = json.Number(strings.ReplaceAll(n[1], ",", ""))
			}
		}
	}
	return args
}
