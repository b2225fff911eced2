package search

import (
	"regexp"
	"slices"
	"strings"
)

var (
	bullet = regexp.MustCompile(`^\s*(?:(?:[-*+•–]|#{1,6}|(?i:[a-h]|[ivx]{1,4})[.)])\s+|[*_]{0,2}\(?(?i:(?:sub-?)?q(?:uestion)?\s*)?[\d０-９]{1,2}\s*(\(\pL+\))?(?:[.):]+[*_]*\s+|[、．：）]\s*)|[①-⑳]\s*)(?:\[[ xX]?\]\s*)?(\S.*)$`)
	// asking is a line that asks, and stating one with a figure in it.
	asking  = regexp.MustCompile(`[?？]\W*$`)
	stating = regexp.MustCompile(`(?i)\[\d+\]|\d\s?(?:%|percent\b|usd\b|eur\b|million\b|billion\b)|[$€£]\s?\d`)
	// element is a question as it is marked in XML, with attributes and what stands
	// in it; inner is a field there.
	element   = regexp.MustCompile(`(?is)<(?:sub[_-]?)?(?:question|query|q|step|item|task)\b([^<>]*)>(.*?)</(?:sub[_-]?)?(?:question|query|q|step|item|task)>`)
	inner     = regexp.MustCompile(`<(\pL[\pL_-]*)>([^<]*)</`)
	attribute = regexp.MustCompile(`(\pL[\pL_-]*)\s*=\s*["']([^"']*)["']`)
	member    = regexp.MustCompile(`^\s*[*_"']*(\pL[\pL _-]{0,20}?)[*_"']*\s*:\s*[*_]*\s*(\S.*)$`)
	rule      = regexp.MustCompile(`^[\s|:-]+$`)
)

// elements reads questions that are marked as in XML.
func (l *listing) elements(reply string) {
	for _, m := range element.FindAllStringSubmatch(reply, maxQuestions) {
		var open []field
		for _, f := range append(attribute.FindAllStringSubmatch(m[1], -1), inner.FindAllStringSubmatch(m[2], -1)...) {
			open = append(open, field{f[1], f[2]})
		}
		if text := m[2]; strings.IndexByte(text, '<') < 0 {
			open = append([]field{{"text", text}}, open...)
		}
		if q, named := questionOf(open, unsaid); named {
			l.add(q)
		}
	}
}

// lines reads a list of lines: bullets or numbers, with the other fields of a
// question on lines of their own below it, below the names of kinds or not; the
// rows of a table; or lines that all ask. What only states figures is no plan.
func (l *listing) lines(reply string) {
	var open []field
	of := unsaid
	end := func() {
		if q, named := questionOf(open, of); named {
			l.add(q)
		}
		open = nil
	}
	plain, all, states := listing{}, true, false
	for line := range strings.Lines(reply) {
		line = strings.TrimSpace(line)
		if cells := strings.Split(strings.Trim(line, "|"), "|"); strings.HasPrefix(line, "|") && len(cells) > 1 {
			l.row(cells)
			continue
		}
		if kindWord.MatchString(line) {
			if open != nil && !strings.ContainsAny(line, "#*:") {
				open = append(open, field{"kind", line})
			} else {
				end()
				of = kindOf(line)
			}
			continue
		}
		rest := line
		b := bullet.FindStringSubmatch(line)
		if b != nil {
			rest = b[1] + b[2]
			states = states || stating.MatchString(rest) && !asking.MatchString(rest)
		} else if all = all && (line == "" || asking.MatchString(line)); all && line != "" {
			plain.add(subquestion{Text: line, Kind: unsaid})
		}
		if m := member.FindStringSubmatch(rest); m != nil && known(m[1]) {
			f := field{m[1], strings.Trim(m[2], "\"'`,*")}
			if textOf(open, plainName(f.name)) != "" || nameOf([]field{f}, textNames(), "query") != "" {
				end()
			}
			open = append(open, f)
		} else if b != nil && len(rest) >= leastLine {
			end()
			open = []field{{"text", strings.Trim(rest, "\"'`,*")}}
		}
	}
	end()
	switch {
	case len(l.all) == 0 && all && len(plain.all) > 1:
		l.all = plain.all
	case states && !slices.ContainsFunc(l.all, func(q subquestion) bool { return q.Kind != unsaid || asking.MatchString(q.Text) }):
		l.all = nil
	}
}

// known says whether a name is one of a field of a question.
func known(name string) bool {
	f := []field{{name, "x"}}
	return nameOf(f, textNames(), "") != "" || nameOf(f, kindNames(), "") != "" || nameOf(f, searchNames(), "") != ""
}

// row reads a row of a table: the longest cell is the question.
func (l *listing) row(cells []string) {
	q := subquestion{Kind: unsaid}
	head := true
	for _, cell := range cells {
		cell = strings.TrimSpace(cell)
		head = head && (len(cell) < 3 || known(cell) || rule.MatchString(cell))
		switch {
		case kindWord.MatchString(cell):
			q.Kind = kindOf(cell)
		case len(cell) >= leastLine && len(cell) > len(q.Text) && !rule.MatchString(cell):
			q.Text = cell
		}
	}
	if !head {
		l.add(q)
	}
}
