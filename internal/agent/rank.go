package agent

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"quotewire/internal/answer"
)

// A question points to a tool more than one before it, of which the last few are
// read.
const (
	nowWeight    = 4
	beforeWeight = 1
	beforeRead   = 2
)

// offer chooses the tools that fit a question, as many as most tokens hold, in
// the order in which they were given. The one that the words point to most comes
// first, then those that fit every question, then what else the words point to,
// then the rest.
func (a *Agent) offer(t answer.Turn, most int) (offered []brief, others []string) {
	score := a.score(t)
	ranked := slices.Clone(a.names)
	slices.SortStableFunc(ranked, func(x, y string) int { return cmp.Compare(score[y], score[x]) })
	best := ""
	if i := slices.IndexFunc(ranked, func(name string) bool { return !a.tools[name].brief.always }); i >= 0 && score[ranked[i]] > 0 {
		best = ranked[i]
	}
	group := func(name string) int {
		switch {
		case name == best:
			return 0
		case a.tools[name].brief.always:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(ranked, func(x, y string) int { return cmp.Compare(group(x), group(y)) })
	chosen := map[string]bool{}
	for _, name := range ranked {
		if n := a.tools[name].brief.tokens; n <= most {
			chosen[name] = true
			most -= n
		}
	}
	for _, name := range a.names {
		if chosen[name] {
			offered = append(offered, a.tools[name].brief)
		} else {
			others = append(others, name)
		}
	}
	return offered, others
}

// score weighs for each tool the words that point to it: long ones say more than
// short ones.
func (a *Agent) score(t answer.Turn) map[string]int {
	score := map[string]int{}
	count := func(text string, weight int) {
		text = " " + plainWords(text)
		for name, tool := range a.tools {
			for _, word := range tool.brief.words {
				if strings.Contains(text, " "+word) {
					score[name] += weight * len(word)
				}
			}
		}
	}
	count(t.Question, nowWeight)
	for _, x := range t.History[max(0, len(t.History)-beforeRead):] {
		count(x.Question, beforeWeight)
	}
	return score
}

// plainWords are the words of a text in lower case, with one space between them.
func plainWords(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	}), " ")
}
