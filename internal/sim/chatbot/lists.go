package chatbot

import (
	"fmt"
	"slices"
	"strings"
)

// sayOptions speaks of the contracts nearest to the money, of totals, or of
// days of expiry.
func (r result) sayOptions(w want, blocks []block) []string {
	symbol, _ := r.asked["symbol"].(string)
	switch r.asked["view"] {
	case "totals":
		if figures := blocks[0].beginning(w.labels("options", "totals")); len(figures) > 0 {
			return []string{cited("Options of "+r.named(symbol)+": "+strings.Join(figures, "; "), r.cites())}
		}
		return nil
	case "expirations":
		for _, b := range blocks[1:] {
			var days []string
			for _, row := range b.rows[:min(len(b.rows), 8)] {
				days = append(days, row[0])
			}
			if len(days) > 0 {
				return []string{cited("The next days on which options of "+symbol+" expire: "+strings.Join(days, ", "), r.cites())}
			}
		}
		return nil
	}
	var text []string
	price := blocks[0].value("price of the underlying")
	for _, b := range blocks[1:] {
		kind, _, _ := strings.Cut(b.head, ",")
		if row := nearest(b.rows[min(1, len(b.rows)):], price); row != nil && (kind == "Calls" || kind == "Puts") {
			text = append(text, cited(kind+" at the strike nearest to the price of "+price+", "+cells(w.contract(b.rows[0]), row), r.cites()))
		}
	}
	if len(text) > 0 {
		text = slices.Insert(text, 0, cited(blocks[0].head, r.cites()))
	}
	return text
}

// sayList names the first of a list, or the last of an index when the question
// is for the least.
func (r result) sayList(w want, blocks []block) []string {
	title := strings.TrimSuffix(strings.TrimSuffix(blocks[0].head, ", best first"), ", most wanted first")
	for _, label := range blocks[0].labels {
		if strings.HasPrefix(label, "Members of ") {
			title = label + " (" + blocks[0].values[label] + ")"
		}
	}
	var said []string
	for _, b := range blocks[1:] {
		for i, row := range b.rows {
			switch {
			case len(row) == 1:
				said = append(said, row[0])
			case i > 0:
				said = append(said, listing(b.rows[0], row, w.asked))
			}
		}
		if len(b.rows) == 0 || len(b.rows[0]) == 1 { // trending: the symbols alone
			said = append([]string{b.head}, said...)
		}
	}
	if len(said) == 0 {
		return nil
	}
	where := "first come "
	if r.tool == "index" && leastWord.MatchString(w.asked) {
		slices.Reverse(said)
		where = "last come, the last first, "
	}
	return []string{cited(title+": "+where+strings.Join(said[:min(len(said), maxListed)], "; "), r.cites())}
}

// listing is an instrument of a list with its figures.
func listing(head, row []string, asked string) string {
	cell := func(column string) string { return at(row, slices.Index(head, column)) }
	line := fmt.Sprintf("%s (%s)", cell("name"), row[0])
	if p := cell("price"); p != "" {
		line += " at " + p + " " + cell("currency")
	}
	for _, column := range []string{"change %", "volume", "market cap"} {
		named := column == "change %" || strings.Contains(asked, column) || column == "volume" && strings.Contains(asked, "active")
		if v := cell(column); v != "" && named {
			line += ", " + strings.TrimSuffix(column, " %") + " " + v
		}
	}
	return line
}

// at is an element, empty when there is none.
func at(all []string, i int) string {
	if i >= 0 && i < len(all) {
		return all[i]
	}
	return ""
}

// sayNews gives titles as their publishers wrote them, each with its source.
func (r result) sayNews(blocks []block) []string {
	var text []string
	for _, b := range blocks {
		for i, row := range b.rows {
			if i == 0 || len(row) < 3 || len(text) >= maxListed || tampers.MatchString(strings.ToLower(row[0])) {
				continue
			}
			cite := ""
			for _, s := range r.sources {
				if title := strings.TrimSuffix(row[0], " (video)"); strings.HasPrefix(s.title, title) && (cite == "" || strings.Contains(s.title, ", "+row[1])) {
					cite = "[" + s.n + "]"
				}
			}
			text = append(text, cited(fmt.Sprintf("%s, %s: “%s”", row[1], row[2], row[0]), cite))
		}
	}
	if len(text) == 0 && len(r.failures()) == 0 {
		return []string{fmt.Sprintf("I found no news about %q.", r.asked["query"])}
	}
	return text
}

// sayDates says what the words mean and whether the market trades then.
func (r result) sayDates(w want, blocks []block) []string {
	b := blocks[0]
	if b.value("read as") == "" {
		return nil
	}
	line := b.value("market") + ", " + b.value("read as") + ": "
	switch closed, days := b.value("closed"), b.value("trading days"); {
	case closed != "":
		line += "closed (" + closed + ")"
	case days == "1":
		line += "a trading day"
	default:
		line += days + " trading days"
	}
	if hours := b.beginning([]string{"hours on "}); len(hours) > 0 && b.value("trading days") == "1" {
		line += "; " + strings.Replace(hours[0], " is ", ": ", 1)
	}
	labels := []string{"early closes and other unusual hours"}
	if strings.Contains(b.value("read as"), " to ") {
		labels = append(labels, "holidays")
	}
	if w.time == "" {
		labels = append(labels, "open now", "next trading day after today")
	}
	for _, label := range labels {
		if v := b.value(label); v != "" {
			line += "; " + label + ": " + v
		}
	}
	return []string{cited(line, r.cites())}
}

// contract is the heading of a chain, with only the columns that matter.
func (w want) contract(head []string) []string {
	kept := slices.Clone(head)
	for i, column := range kept {
		if !slices.Contains([]string{"bid", "ask", "last", "implied volatility", "delta"}, column) && !strings.Contains(w.asked, column) {
			kept[i] = ""
		}
	}
	return kept
}
