package search

import (
	"regexp"
	"strings"
)

var (
	bullet = regexp.MustCompile(`^\s*(?:[-*+•–]|#{1,6}|\(?(?i:q(?:uestion)?\s*)?\d{1,2}\s*[.):])\s+(?:\[[ xX]?\]\s*)?(\S.*)$`)
	member = regexp.MustCompile(`^\s*[*_"']*(\pL[\pL _-]{0,20}?)[*_"']*\s*:\s*[*_]*\s*(\S.*)$`)
	rule   = regexp.MustCompile(`^[\s|:-]+$`)
)

// lines reads a list of lines: bullets or numbers, with the other fields of a
// question on lines of their own below it, or the rows of a table.
func (l *listing) lines(reply string) {
	var open []field
	end := func() {
		if q, named := questionOf(open, unsaid); named {
			l.add(q)
		}
		open = nil
	}
	for line := range strings.Lines(reply) {
		line = strings.TrimSpace(line)
		if cells := strings.Split(strings.Trim(line, "|"), "|"); strings.HasPrefix(line, "|") && len(cells) > 1 {
			l.row(cells)
			continue
		}
		rest := line
		b := bullet.FindStringSubmatch(line)
		if b != nil {
			rest = b[1]
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
