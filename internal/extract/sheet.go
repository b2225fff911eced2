package extract

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"quotewire/internal/extract/dom"
	"quotewire/internal/plaintext"
)

const (
	// maxSheet is how much of the style sheets of a page is read, in bytes.
	maxSheet = 256 << 10
	// maxRules is how many of their selectors are kept.
	maxRules = 2000
	// maxAlike is how many of these end with the same name.
	maxAlike = 20
	// maxSteps is how many elements are looked at around those that a selector
	// names last.
	maxSteps = 2_000_000
)

// sheet is what the style sheets within a page say of whether and how elements are
// seen, by the name that a selector ends with: .class, #id or the tag.
type sheet struct {
	rules map[string][]*styleRule
	shown map[string]bool // ids of what a script within the page shows
	count int             // of rules
	steps int             // that were taken to find what is around elements
}

// Statements of scripts that show an element by its id.
var (
	showsByStyle = regexp.MustCompile(`getElementById\(["']([\w-]{1,60})["']\)\.style\.display\s*=\s*["'](?:block|flex|grid|inline)`)
	showsByCall  = regexp.MustCompile(`\$\(["']#([\w-]{1,60})["']\)\.(?:show|fadeIn|slideDown)\(`)
)

// styleRule is what a style sheet says of the elements that one selector names.
type styleRule struct {
	path   []compound // the element, then what is around it
	look   look
	shows  bool // it says whether they are seen
	weight int  // the heaviest counts, of those that name as much the last
}

func sheetOf(doc *html.Node) *sheet {
	s, size, scripts := &sheet{rules: map[string][]*styleRule{}, shown: map[string]bool{}}, 0, 0
	for n := range doc.Descendants() {
		if n.FirstChild == nil {
			continue
		}
		text := n.FirstChild.Data
		switch {
		case n.DataAtom == atom.Script && scripts < maxSheet:
			scripts += len(text)
			s.learn(plaintext.Clip(text, maxSheet))
		case n.DataAtom == atom.Style && mediaApplies(dom.Attr(n, "media")):
			if size += len(text); size <= maxSheet {
				eachRule(bare(text), maxBlocks, s.add)
			}
		}
	}
	return s
}

// add adds what declarations say of how elements are seen.
func (s *sheet) add(selectors, declarations string) {
	r := styleRule{look: lookOf(declarations)}
	r.look.hidden = r.look.hidden && !r.look.tiny // those within it may be larger
	r.shows = r.look.hidden || r.look.display != "" || strings.Contains(declarations, "visibility")
	sign := signOf(declarations)
	if sign == "" && !r.shows && !r.look.struck && !r.look.raised && !r.look.lowered && !r.look.fixed {
		return
	}
	for selector := range strings.SplitSeq(selectors, ",") {
		selector, one := strings.TrimSpace(selector), r
		if sign != "" {
			one = styleRule{}
			selector = one.look.place(sign, selector)
		}
		key, ok := one.parse(selector)
		if !ok || s.count >= maxRules || len(s.rules[key]) >= maxAlike {
			continue
		}
		if strings.Contains(declarations, "!important") {
			one.weight += 1_000_000
		}
		one.weight = one.weight*maxRules + s.count
		s.rules[key] = append(s.rules[key], &one)
		s.count++
	}
}

// learn notes what a script shows.
func (s *sheet) learn(script string) {
	for _, statement := range []*regexp.Regexp{showsByStyle, showsByCall} {
		for _, found := range statement.FindAllStringSubmatch(script, 100) {
			s.shown[found[1]] = true
		}
	}
}

// look is what the rules of s say of n, in which hidden and display are of the
// heaviest that says anything of them.
func (s *sheet) look(n *html.Node) (l look) {
	if len(s.rules) == 0 {
		return l
	}
	best := -1
	consider := func(key string) {
		for _, r := range s.rules[key] {
			if !s.names(r, n) {
				continue
			}
			l.struck, l.raised, l.lowered, l.fixed = l.struck || r.look.struck, l.raised || r.look.raised, l.lowered || r.look.lowered, l.fixed || r.look.fixed
			if r.look.before != "" || r.look.after != "" {
				l.before, l.after = r.look.before, r.look.after
			}
			if r.shows && r.weight > best {
				best, l.hidden, l.display, l.block = r.weight, r.look.hidden, r.look.display, r.look.block
			}
		}
	}
	consider(n.Data)
	for _, a := range n.Attr {
		switch a.Key {
		case "class":
			for name := range strings.FieldsSeq(a.Val) {
				consider("." + name)
			}
		case "id":
			consider("#" + strings.TrimSpace(a.Val))
		}
	}
	l.hidden = l.hidden && !s.shown[strings.TrimSpace(dom.Attr(n, "id"))]
	return l
}

// names says whether n is what the selector of r names.
func (s *sheet) names(r *styleRule, n *html.Node) bool {
	if !r.path[0].is(n) {
		return false
	}
	child := r.path[0].child
	for _, c := range r.path[1:] {
		for n = n.Parent; n != nil && !c.is(n); n = n.Parent {
			if s.steps++; child || s.steps > maxSteps {
				return false
			}
		}
		if n == nil {
			return false
		}
		child = c.child
	}
	return true
}
