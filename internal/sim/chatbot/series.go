package chatbot

import "strings"

// seriesArgs are the calls for the series that a question names, of which an intent
// says the id and, behind a mark, what is computed of it.
func (w want) seriesArgs() (all []fields) {
	core := strings.Contains(w.asked, "core ")
	for _, argument := range w.arguments() {
		id, transform, computed := strings.Cut(argument, ">")
		if core && strings.HasSuffix(id, "cpi") && id != "us-core-cpi" {
			continue // "core CPI" names the other one
		}
		args := fields{"series": id}
		if computed {
			args["transform"] = transform
		}
		all = append(all, args)
	}
	return all[:min(len(all), maxHistories)]
}

// saySeries gives the latest value of a series, and how it came to be.
func (r result) saySeries(w want, blocks []block) []string {
	figures := blocks[0].beginning(w.labels("series", ""))
	if len(figures) == 0 || blocks[0].head == "" {
		return nil
	}
	return []string{cited(blocks[0].head+": "+strings.Join(figures, "; "), r.cites())}
}
