package extract

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	// maxSheet is how much of the style sheets of a page is read, in bytes.
	maxSheet = 256 << 10
	// maxRules is how many of their selectors are kept.
	maxRules = 2000
	// maxAlike is how many of these end with the same name.
	maxAlike = 20
	// maxPath is how many elements a selector may name.
	maxPath = 4
	// maxSteps is how many elements are looked at around those that a selector
	// names last.
	maxSteps = 2_000_000
	// screenWidth is the width of the window for which a page is read, in pixels.
	screenWidth = 1280
)

// sheet is what the style sheets within a page say of whether and how elements are
// seen, by the name that a selector ends with: .class, #id or the tag.
type sheet struct {
	rules map[string][]*styleRule
	shown map[string]bool // ids of what a script within the page shows
	steps int
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
	weight int  // the heaviest counts, of those of one weight the last
}

// compound is a part of a selector that names one element.
type compound struct {
	tag   string   // any when empty
	names []string // classes with their dot, ids with their hash
	child bool     // it is right below the element that the part before names
}

func sheetOf(doc *html.Node) *sheet {
	s, size, scripts, count := &sheet{rules: map[string][]*styleRule{}, shown: map[string]bool{}}, 0, 0, 0
	for n := range doc.Descendants() {
		if n.DataAtom == atom.Script && n.FirstChild != nil && scripts < maxSheet {
			scripts += len(n.FirstChild.Data)
			s.learn(Clip(n.FirstChild.Data, maxSheet))
		}
		if n.DataAtom != atom.Style || n.FirstChild == nil || !holds(attr(n, "media")) {
			continue
		}
		text := n.FirstChild.Data
		if size += len(text); size > maxSheet {
			break
		}
		eachRule(bare(text), maxPath, func(selectors, declarations string) {
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
				if !ok || count >= maxRules || len(s.rules[key]) >= maxAlike {
					continue
				}
				if strings.Contains(declarations, "!important") {
					one.weight += 1_000_000
				}
				s.rules[key] = append(s.rules[key], &one)
				count++
			}
		})
	}
	return s
}

// learn notes what a script shows.
func (s *sheet) learn(script string) {
	for _, statement := range []*regexp.Regexp{showsByStyle, showsByCall} {
		for _, found := range statement.FindAllStringSubmatch(script, 100) {
			s.shown[found[1]] = true
		}
	}
}

// eachRule calls do with the rules of a style sheet that hold on a wide screen, no
// deeper in blocks of rules than depth.
func eachRule(text string, depth int, do func(selectors, declarations string)) {
	for {
		at := strings.IndexAny(text, "{;}")
		if at < 0 {
			return
		}
		before, rest := strings.TrimSpace(text[:at]), text[at+1:]
		if text[at] != '{' {
			text = rest
			continue
		}
		end, open := 0, 1
		for ; end < len(rest); end++ {
			if rest[end] == '{' {
				open++
			} else if rest[end] == '}' {
				if open--; open == 0 {
					break
				}
			}
		}
		if !strings.HasPrefix(before, "@") {
			do(before, rest[:end])
		} else if depth > 0 && holdsBlock(before) {
			eachRule(rest[:end], depth-1, do)
		}
		text = rest[min(end+1, len(rest)):]
	}
}

// holdsBlock says whether the rules below an at-rule are those of a wide screen.
func holdsBlock(before string) bool {
	name, query, _ := strings.Cut(before, " ")
	switch strings.ToLower(name) {
	case "@supports", "@layer":
		return !strings.Contains(query, "not")
	case "@media":
		return holds(query)
	}
	at, _, _ := strings.Cut(before, "(")
	return strings.EqualFold(at, "@media") && holds(before[len(at):])
}

// holds says whether a media query is true of a wide screen. Of what it does not
// know it says no.
func holds(query string) bool {
	if strings.TrimSpace(query) == "" {
		return true
	}
	for one := range strings.SplitSeq(strings.ToLower(query), ",") {
		all := true
		for term := range strings.SplitSeq(one, " and ") {
			all = all && holdsTerm(strings.ReplaceAll(strings.TrimPrefix(strings.TrimSpace(term), "only "), " ", ""))
		}
		if all {
			return true
		}
	}
	return false
}

func holdsTerm(term string) bool {
	if term == "screen" || term == "all" {
		return true
	}
	term = strings.Trim(term, "()")
	for _, from := range []string{"min-width:", "width>=", "width>"} {
		if value, ok := strings.CutPrefix(term, from); ok {
			size, sized := length(value)
			return sized && size <= screenWidth
		}
	}
	for _, upTo := range []string{"max-width:", "width<=", "width<"} {
		if value, ok := strings.CutPrefix(term, upTo); ok {
			size, sized := length(value)
			return sized && size >= screenWidth
		}
	}
	return false
}

// parse reads a selector such as "#a", "p.a.b" and ".a > .b" into r. Its key is the
// name by which the rule is found.
func (r *styleRule) parse(text string) (key string, ok bool) {
	if len(text) > 200 || strings.ContainsAny(text, "+~:[*\\&") {
		return "", false
	}
	named, child := false, false
	for part := range strings.FieldsSeq(strings.ReplaceAll(text, ">", " > ")) {
		if part == ">" {
			child = true
			continue
		}
		c := compoundOf(part)
		c.child, child = child, false
		named = named || len(c.names) > 0
		r.path = append([]compound{c}, r.path...)
		r.weight++
		for _, name := range c.names {
			r.weight += map[byte]int{'.': 100, '#': 10_000}[name[0]]
		}
		if len(r.path) > maxPath {
			return "", false
		}
	}
	if !named || child {
		return "", false
	}
	if last := r.path[0]; len(last.names) > 0 {
		return last.names[0], true
	}
	return r.path[0].tag, true
}

// content is what a style sheet writes around an element's text.
var content = regexp.MustCompile(`(?:^|[;\s])content\s*:\s*["']([^"']{1,20})["']`)

// signOf is the sign that declarations put before or after a text: of arrows and
// currencies, without which a figure is another. Empty for all other things.
func signOf(declarations string) string {
	found := content.FindStringSubmatch(declarations)
	if found == nil {
		return ""
	}
	text := strings.TrimSpace(found[1])
	if code, ok := strings.CutPrefix(text, `\`); ok {
		if r, err := strconv.ParseUint(strings.TrimSpace(code), 16, 32); err == nil && r <= unicode.MaxRune {
			text = string(rune(r))
		}
	}
	if text == "" || strings.Trim(text, "▲▼△▽▴▾⬆⬇↑↓↗↘+-−$€£¥%") != "" {
		return ""
	}
	return text
}

// place notes that the elements of selector have sign, and is the selector without
// the place that it names, empty when that is none.
func (l *look) place(sign, selector string) string {
	at := strings.LastIndexByte(selector, ':')
	if at < 0 {
		return ""
	}
	switch selector[at+1:] {
	case "before":
		l.before = sign
	case "after":
		l.after = sign
	default:
		return ""
	}
	return strings.TrimSuffix(selector[:at], ":")
}

func compoundOf(part string) (c compound) {
	start := 0
	for i := 1; i <= len(part); i++ {
		if i < len(part) && part[i] != '.' && part[i] != '#' {
			continue
		}
		if name := part[start:i]; name[0] == '.' || name[0] == '#' {
			c.names = append(c.names, name)
		} else {
			c.tag = strings.ToLower(name)
		}
		start = i
	}
	return c
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
			if r.shows && r.weight >= best {
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
	l.hidden = l.hidden && !s.shown[strings.TrimSpace(attr(n, "id"))]
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

func (c compound) is(n *html.Node) bool {
	if c.tag != "" && c.tag != n.Data {
		return false
	}
	for _, name := range c.names {
		key, found := "class", false
		if name[0] == '#' {
			key = "id"
		}
		for one := range strings.FieldsSeq(attr(n, key)) {
			if one == name[1:] {
				found = true
				break
			}
		}
		if !found {
			return false
		}
	}
	return true
}
