package extract

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	// maxSheet is how much of the style sheets of a page is read, in bytes.
	maxSheet = 256 << 10
	// maxSelectors is how many of their selectors are kept.
	maxSelectors = 2000
	// maxAlike is how many of these begin with the same name.
	maxAlike = 20
)

// sheet is what the style sheets within a page hide, by the class or id that a
// selector names first. Rules under a condition are not read: what is hidden from
// wide screens is shown on narrow ones, and one of both is to be kept.
type sheet map[string][]selector

// selector is one that names an element by itself, not by where it is.
type selector struct {
	tag    string   // any when empty
	names  []string // classes with their dot, ids with their hash
	hidden bool     // whether what it selects is not shown
	at     int      // its place among all: the later counts
}

func sheetOf(doc *html.Node) sheet {
	s, size, count := sheet{}, 0, 0
	for n := range doc.Descendants() {
		if n.DataAtom != atom.Style || n.FirstChild == nil || attr(n, "media") != "" && attr(n, "media") != "all" && attr(n, "media") != "screen" {
			continue
		}
		text := n.FirstChild.Data
		if size += len(text); size > maxSheet {
			break
		}
		for rule := range strings.SplitSeq(unconditional(bare(text)), "}") {
			selectors, declarations, ok := strings.Cut(rule, "{")
			if !ok || !strings.Contains(declarations, ":") {
				continue
			}
			l := lookOf(declarations)
			if !l.hidden && l.display == "" && !strings.Contains(declarations, "visibility") {
				continue
			}
			for text := range strings.SplitSeq(selectors, ",") {
				one, ok := parseSelector(strings.TrimSpace(text))
				if !ok || count >= maxSelectors || len(s[one.names[0]]) >= maxAlike {
					continue
				}
				one.hidden, one.at = l.hidden, count
				s[one.names[0]] = append(s[one.names[0]], one)
				count++
			}
		}
	}
	return s
}

// unconditional is a style sheet without what stands in blocks of rules.
func unconditional(text string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(text, "@")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		depth, end := 0, len(rest)
		for i, r := range rest {
			if r == '{' {
				depth++
			} else if r == '}' {
				depth--
			}
			if depth <= 0 && (r == '}' || r == ';') {
				end = i + 1
				break
			}
		}
		text = rest[end:]
	}
}

// parseSelector reads selectors such as "#a", ".a" and "p.a.b".
func parseSelector(text string) (s selector, ok bool) {
	if strings.ContainsAny(text, " >+~:[*\\") || !strings.ContainsAny(text, ".#") || len(text) > 200 {
		return s, false
	}
	start := 0
	for i := 1; i <= len(text); i++ {
		if i < len(text) && text[i] != '.' && text[i] != '#' {
			continue
		}
		if part := text[start:i]; part[0] == '.' || part[0] == '#' {
			s.names = append(s.names, part)
		} else {
			s.tag = strings.ToLower(part)
		}
		start = i
	}
	return s, len(s.names) > 0
}

// hides says whether the rule that counts for n hides it.
func (s sheet) hides(n *html.Node) bool {
	if len(s) == 0 {
		return false
	}
	var names []string
	for _, a := range n.Attr {
		switch a.Key {
		case "class":
			for name := range strings.FieldsSeq(a.Val) {
				names = append(names, "."+name)
			}
		case "id":
			names = append(names, "#"+strings.TrimSpace(a.Val))
		}
	}
	if len(names) > 50 {
		return false
	}
	var best selector
	for _, name := range names {
		for _, one := range s[name] {
			if one.tag != "" && one.tag != n.Data || !containsAll(names, one.names) {
				continue
			}
			if len(one.names) > len(best.names) || len(one.names) == len(best.names) && one.at >= best.at {
				best = one
			}
		}
	}
	return best.hidden
}

func containsAll(all, some []string) bool {
	for _, s := range some {
		if !slices.Contains(all, s) {
			return false
		}
	}
	return true
}
