package chatbot

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Limits of what is repeated of one result.
const (
	maxFigures = 10
	maxRows    = 4
	maxListed  = 5
)

// sentences is the result of a tool that answers an intent, in sentences.
func (r result) sentences(w want) []string {
	blocks := r.blocks()
	if len(blocks) == 0 {
		return nil
	}
	var text []string
	switch r.tool {
	case "analysis":
		text = r.sayAnalysis(w, blocks)
	case "company":
		text = r.sayCompany(w, blocks)
	case "statements":
		text = r.sayStatements(w, blocks)
	case "options":
		text = r.sayOptions(w, blocks)
	case "index", "screen":
		text = r.sayList(w, blocks)
	case "series":
		text = r.saySeries(w, blocks)
	case "news":
		text = r.sayNews(blocks)
	case "dates":
		text = r.sayDates(w, blocks)
	}
	for _, label := range []string{"note", "stale"} {
		if v := blocks[0].value(label); v != "" && len(text) > 0 {
			text = append(text, "Note that "+within(strings.TrimSuffix(v, "."))+".")
		}
	}
	return text
}

// sayAnalysis speaks of each measure of each symbol.
func (r result) sayAnalysis(w want, blocks []block) []string {
	var text []string
	when := blocks[0].value("Analysis, period")
	for _, b := range blocks[1:] {
		head, _, _ := strings.Cut(b.head, " (")
		head, _, table := strings.Cut(head, ", ")
		measure, subject, ok := strings.Cut(head, " of ")
		if !ok {
			continue
		}
		symbols := strings.FieldsFunc(strings.ReplaceAll(subject, " and ", ","), func(c rune) bool { return c == ',' || c == ' ' })
		cite := r.cites(symbols...)
		if table {
			if line := sayTable(w, measure, symbols, b.rows); line != "" {
				text = append(text, cited(line, cite))
			}
			continue
		}
		figures := b.beginning(w.labels("analysis", measure))
		if len(figures) == 0 {
			continue
		}
		for i, s := range symbols {
			symbols[i] = r.named(s)
		}
		line := strings.Join(symbols, " and ") + ", " + when + ": " + strings.Join(figures[:min(len(figures), maxFigures)], "; ")
		text = append(text, cited(line, cite))
	}
	return text
}

// sayTable reads from the tables what no figure says.
func sayTable(w want, measure string, symbols []string, rows [][]string) string {
	if len(rows) < 2 || len(symbols) == 0 {
		return ""
	}
	body := rows[1:]
	switch measure {
	case "outperformance":
		var months []string
		for _, row := range body {
			if row[len(row)-1] == symbols[0] {
				months = append(months, row[0])
			}
		}
		slices.Reverse(months)
		return symbols[0] + " did better in " + strings.Join(months, ", ")
	case "market_value":
		return sayValues(w, rows[0], body)
	case "candles", "streaks":
		return "The newest are " + listed(rows[0], body, maxRows)
	}
	return ""
}

// sayValues names the companies by value, and those above the one that a
// question compares with.
func sayValues(w want, head []string, body [][]string) string {
	value, currency := slices.Index(head, "value"), slices.Index(head, "currency")
	if value < 0 || currency < 0 {
		return ""
	}
	var values []string
	for _, row := range body {
		values = append(values, row[0]+" "+at(row, value)+" "+at(row, currency))
	}
	line := "By shares as last reported and the day's close: " + strings.Join(values, ", ")
	if !strings.Contains(w.asked, " than ") || len(w.symbols) == 0 {
		return line
	}
	last := w.symbols[len(w.symbols)-1]
	var above []string
	for _, row := range body {
		if row[0] == last {
			return "Worth more than " + last + ": " + strings.Join(above, ", ") + ". " + line
		}
		above = append(above, row[0])
	}
	return line
}

// listed is the first rows of a table in words.
func listed(head []string, rows [][]string, most int) string {
	var all []string
	for _, row := range rows[:min(len(rows), most)] {
		all = append(all, cells(head, row))
	}
	return strings.Join(all, "; ")
}

// sayCompany names the figures asked for, and the first rows of the tables that
// answer.
func (r result) sayCompany(w want, blocks []block) []string {
	section, _ := r.asked["section"].(string)
	symbol, _ := r.asked["symbol"].(string)
	var figures, text []string
	if labels := w.labels("company", section); len(labels) > 0 {
		for _, b := range blocks {
			figures = append(figures, b.beginning(labels)...)
		}
	}
	if len(figures) > 0 {
		text = append(text, cited("Of "+r.named(symbol)+": "+strings.Join(figures[:min(len(figures), maxFigures)], "; "), r.cites()))
	} else if section == "overview" {
		text = append(text, "The data on "+r.named(symbol)+" does not have the figure that you ask for.")
	}
	for _, b := range blocks[1:] {
		if len(b.rows) > 1 && tabled(section, b.head, w.asked) {
			text = append(text, cited(b.head+": "+listed(b.rows[0], b.rows[1:], maxRows), r.cites()))
		}
	}
	return text
}

// tabled says that a table of a section answers a question.
func tabled(section, head, asked string) bool {
	splits := strings.Contains(asked, "split")
	switch section {
	case "dividends":
		return strings.HasPrefix(head, "Splits") == splits || splits && strings.Contains(asked, "dividend")
	case "analysts":
		return strings.Contains(asked, "rating") || strings.Contains(asked, "grade")
	case "fund":
		return strings.Contains(asked, "holding") && strings.HasPrefix(head, "Largest") || strings.Contains(asked, "sector") && strings.HasPrefix(head, "Sectors")
	case "profile":
		return heads.MatchString(asked)
	}
	return true
}

var heads = regexp.MustCompile(`\b(ceo|officers|who (runs|leads))\b`)

// sayStatements gives the newest figure of each line that was asked for.
func (r result) sayStatements(w want, blocks []block) []string {
	symbol, _ := r.asked["symbol"].(string)
	var text []string
	for _, item := range w.arguments() {
		row, head := statementRow(blocks, item)
		if len(row) < 3 && len(r.failures()) > 0 {
			continue
		}
		if len(row) < 3 {
			text = append(text, "The accounts of "+symbol+" have no line "+item+" for that time.")
			continue
		}
		value := row[2]
		if row[1] != "" && value != "not reported" {
			value += " " + row[1]
		}
		text = append(text, cited(row[0]+" of "+symbol+", period ended "+head[2]+": "+value, r.cites()))
	}
	return text
}

// statementRow is the line of an item, with the heading of its table.
func statementRow(blocks []block, item string) (row, head []string) {
	for _, exact := range []bool{true, false} {
		for _, b := range blocks[min(1, len(blocks)):] {
			for i, cell := range b.rows {
				low := strings.ToLower(cell[0])
				if i > 0 && len(cell) > 2 && len(b.rows[0]) > 2 && (low == item || !exact && strings.Contains(low, item)) {
					return cell, b.rows[0]
				}
			}
		}
	}
	return nil, nil
}

// nearest is the row whose first cell is nearest to a number.
func nearest(rows [][]string, to string) []string {
	price, err := strconv.ParseFloat(plainNumber(to), 64)
	if err != nil {
		return nil
	}
	var best []string
	least := math.Inf(1)
	for _, row := range rows {
		strike, err := strconv.ParseFloat(plainNumber(row[0]), 64)
		if d := math.Abs(strike - price); err == nil && d < least {
			best, least = row, d
		}
	}
	return best
}

// within is a sentence in the middle of another: "The" begins small.
func within(sentence string) string {
	if rest, ok := strings.CutPrefix(sentence, "The "); ok {
		return "the " + rest
	}
	return sentence
}
