package extract

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"quotewire/internal/extract/dom"
)

var (
	// pictured is how pictures of arrows are named, described what is said of them
	// to those who do not see them, falling what either says of a fall.
	pictured  = regexp.MustCompile(`(^|[\s_#/-])(arrow|caret|triangle|trend(ing)?|icon|ico)s?([_-]\w+)?[_-]?(up|down)($|[\s_.-])|(^|[\s_#/-])(up|down)[_-]?(arrow|caret|triangle)`)
	described = regexp.MustCompile(`(?i)^\W*((arrow )?(up|down|upwards?|downwards?|increased?|decreased?|rise|fall|gain|loss)( arrow| by)?|▲|▼|↑|↓)\W*$`)
	falling   = regexp.MustCompile(`(?i)down|decrease|fall|loss|▼|↓`)
	// content is what a style sheet writes around an element's text.
	content = regexp.MustCompile(`(?:^|[;\s])content\s*:\s*["']([^"']{1,20})["']`)
	// signed is a figure, with what may stand before it.
	signed = regexp.MustCompile(`^\s*[($€£¥]*\s?\d`)
)

// arrow is the sign of a picture that says whether the figure after it is a rise or
// a fall, empty for everything else. Without it a fall reads as a rise.
func arrow(n *html.Node) string {
	switch n.DataAtom {
	case atom.I, atom.Img, atom.Svg, atom.Span, atom.Em:
	default:
		return ""
	}
	name, words := dom.Attr(n, "class"), dom.Attr(n, "alt")+dom.Attr(n, "aria-label")+dom.Attr(n, "title")
	if name == "" && words == "" && n.DataAtom != atom.Svg && n.DataAtom != atom.Img {
		return ""
	}
	switch n.DataAtom {
	case atom.Svg:
		for d := range n.Descendants() {
			if d.Data == "use" {
				name += " " + dom.Attr(d, "href") + dom.Attr(d, "xlink:href")
			}
		}
		words += dom.TextOf(n, 40)
	case atom.Img:
		name += " " + dom.Attr(n, "src")
	default:
		if dom.TextOf(n, 1) != "" {
			return ""
		}
	}
	by := words
	if !described.MatchString(words) {
		name = strings.ToLower(name)
		if by = pictured.FindString(name); by == "" {
			return ""
		}
	}
	if !signed.MatchString(textAfter(n)) {
		return ""
	}
	if falling.MatchString(by) {
		return "▼"
	}
	return "▲"
}

// textAfter is the beginning of the text that follows n on its line.
func textAfter(n *html.Node) string {
	for depth := 0; depth < 4; depth++ {
		for next := n.NextSibling; next != nil; next = next.NextSibling {
			if text := dom.TextOf(next, 20); strings.TrimSpace(text) != "" || block(next) {
				return text
			}
		}
		if n = n.Parent; n == nil || !inline(n) {
			break
		}
	}
	return ""
}

// signOf is the sign that declarations put before or after a text: of arrows and
// currencies, without which a figure is another. Empty for all other things.
func signOf(declarations string) string {
	if !strings.Contains(declarations, "content") {
		return ""
	}
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
