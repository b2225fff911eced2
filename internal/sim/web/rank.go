package web

import (
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"quotewire/internal/sim/facts"
)

// searchWords is a search taken apart.
type searchWords struct {
	words         []string
	sites, banned []string // hosts
}

// parseSearch knows words, and site: with or without a minus before it. Brackets,
// quotes and OR only group.
func parseSearch(text string) searchWords {
	var s searchWords
	for field := range strings.FieldsSeq(strings.NewReplacer("(", " ", ")", " ", `"`, " ").Replace(strings.ToLower(text))) {
		if site, ok := strings.CutPrefix(field, "site:"); ok {
			s.sites = append(s.sites, site)
		} else if site, ok := strings.CutPrefix(field, "-site:"); ok {
			s.banned = append(s.banned, site)
		} else {
			s.words = append(s.words, wordsOf(field)...)
		}
	}
	return s
}

// wordsOf is the words of a text that mean something, in the form they are
// compared in.
func wordsOf(text string) []string {
	fields := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return slices.DeleteFunc(fields, func(w string) bool {
		return len(w) < 2 || slices.Contains(strings.Fields("an and are as at be by do for from has have how in is it its me not of on or the to was what which who why will with"), w)
	})
}

// indexed is a page's words: of its title, of the sentence about it, of its text.
type indexed struct {
	page               *webPage
	title, about, body map[string]bool
}

// index is the words of all pages at a time. They change once a day, with the
// figures.
func (e *Engine) index(now time.Time) []indexed {
	e.mu.Lock()
	defer e.mu.Unlock()
	if today := facts.DayOf(now.UTC()); e.pages == nil || e.indexed != today {
		e.pages, e.indexed = nil, today
		for _, p := range e.library.pages {
			if p.Path != wallPath {
				e.pages = append(e.pages, indexed{p, setOf(p.Title), setOf(p.About), setOf(p.words(e.library, now))})
			}
		}
	}
	return e.pages
}

func setOf(text string) map[string]bool {
	set := map[string]bool{}
	for _, w := range wordsOf(text) {
		set[w] = true
	}
	return set
}

// score is how well a page fits; 0: not at all. A word counts five in the title,
// two in the sentence about it, one in its text. A page is found by a word in
// its title or sentence, or by half of the words in its text.
func (s searchWords) score(p indexed) int {
	if len(s.words) == 0 || p.page.only != nil && !overlap(p.page.only, s.words) {
		return 0
	}
	score, named, told := 0, 0, 0
	for _, w := range s.words {
		if p.title[w] {
			score, named = score+5, named+1
		}
		if p.about[w] {
			score, named = score+2, named+1
		}
		if p.body[w] {
			score, told = score+1, told+1
		}
	}
	if named == 0 && 2*told < len(s.words) {
		return 0
	}
	return score
}

func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(w string) bool { return slices.Contains(b, w) })
}

// admits reports whether an address is at one of the sites asked for.
func (s searchWords) admits(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	at := func(site string) bool {
		return u.Host == site || u.Hostname() == site || strings.HasSuffix(u.Hostname(), "."+site)
	}
	return (len(s.sites) == 0 || slices.ContainsFunc(s.sites, at)) && !slices.ContainsFunc(s.banned, at)
}

// ranked sorts the best first; of those as good as each other the youngest, then
// by path.
func ranked(hits []hit) {
	slices.SortFunc(hits, func(a, b hit) int {
		if a.score != b.score {
			return b.score - a.score
		}
		if d := b.Published.Compare(a.Published); d != 0 {
			return d
		}
		return strings.Compare(a.Path, b.Path)
	})
}
