package extract

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

var (
	// pictured is how pictures of arrows are named, risen and fallen how they are
	// described.
	pictured  = regexp.MustCompile(`(?i)(^|[\s_#/-])(arrow|caret|triangle|trend(ing)?|icon|ico)s?([_-]\w+)?[_-]?(up|down)($|[\s_.-])|(^|[\s_#/-])(up|down)[_-]?(arrow|caret|triangle)`)
	described = regexp.MustCompile(`(?i)^\W*((arrow )?(up|down|upwards?|downwards?|increased?|decreased?|rise|fall|gain|loss)( arrow| by)?|▲|▼|↑|↓)\W*$`)
	falling   = regexp.MustCompile(`(?i)down|decrease|fall|loss|▼|↓`)
	signed    = regexp.MustCompile(`^\s*[($€£¥]*\s?\d`)
)

// arrow is the sign of a picture that says whether the figure after it is a rise or
// a fall, empty for everything else. Without it a fall reads as a rise.
func arrow(n *html.Node) string {
	switch n.DataAtom {
	case atom.I, atom.Img, atom.Svg, atom.Span, atom.Em:
	default:
		return ""
	}
	name, words := attr(n, "class"), attr(n, "alt")+attr(n, "aria-label")+attr(n, "title")
	if name == "" && words == "" && n.DataAtom != atom.Svg && n.DataAtom != atom.Img {
		return ""
	}
	switch n.DataAtom {
	case atom.Svg:
		for d := range n.Descendants() {
			if d.Data == "use" {
				name += " " + attr(d, "href") + attr(d, "xlink:href")
			}
		}
		words += textOf(n, 40)
	case atom.Img:
		name += " " + attr(n, "src")
	default:
		if textOf(n, 1) != "" {
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
			if text := textOf(next, 20); strings.TrimSpace(text) != "" || block(next) {
				return text
			}
		}
		if n = n.Parent; n == nil || !inline(n) {
			break
		}
	}
	return ""
}
