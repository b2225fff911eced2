package extract

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"quotewire/internal/extract/dom"
	"quotewire/internal/plaintext"
)

var (
	needsScript = regexp.MustCompile(`(?i)(enable|requires?|needs?|turn on|activate|without|allow) java ?script|java ?script (is|to be|must be|has been|seems to be) (required|disabled|enabled|needed|turned off|blocked)`)
	// saysLoading is a line that stands where something is to come.
	saysLoading = regexp.MustCompile(`(?im)^[\s#*_>-]*` + LoadingWords + `[^\n]{0,40}$`)
	// saysConsent is how a page begins that stands before another until its reader
	// has chosen what cookies it may set, beside what asks for it.
	saysConsent = regexp.MustCompile(`(?i)\bbefore you continue\b|family of brands|\bbevor sie (?:fortfahren|weiter|zu)|\bavant (?:de continuer|d'accéder|d’accéder)|\bantes de continuar|\bprima di continuare|\bvoordat (?:je|u) (?:verder|doorgaat)`)
	// otherFrame is what is shown in a frame and not read.
	otherFrame = regexp.MustCompile(`(?i)` + OtherFrames + `|` + ConsentFrames)
)

// scripting is what the markup of a page says of what it shows in a browser alone.
type scripting struct {
	scripts bool // it runs some
	asks    bool // it says to those who run none that they miss them
	frames  bool // it shows others in it
	empty   bool // it has elements of its own that its scripts fill
	onward  bool // it leads on to another by itself
}

func scriptingOf(doc *html.Node) (s scripting) {
	for n := range doc.Descendants() {
		switch n.DataAtom {
		case atom.Script:
			kind := strings.ToLower(dom.Attr(n, "type"))
			s.scripts = s.scripts || kind == "" || kind == "module" || strings.Contains(kind, "javascript")
		case atom.Noscript:
			// With scripting on, as the parser has it, the content is one text.
			s.asks = s.asks || asksScript(dom.TextOf(n, 2000))
		case atom.Body:
			s.scripts = s.scripts || dom.Has(n, "onload")
		case atom.Meta:
			s.onward = s.onward || strings.EqualFold(dom.Attr(n, "http-equiv"), "refresh") && strings.Contains(strings.ToLower(dom.Attr(n, "content")), "url")
		case atom.Iframe, atom.Frame:
			s.frames = s.frames || showsText(n)
		case 0:
			s.empty = s.empty || n.Type == html.ElementNode && strings.Contains(n.Data, "-") && n.Namespace == "" && dom.TextOf(n, 1) == ""
		}
	}
	return s
}

// asksScript says whether text says to those who run no scripts that they miss them.
func asksScript(text string) bool {
	return strings.Contains(strings.ToLower(text), "script") && needsScript.MatchString(text) // most texts have no such word
}

// showsText says whether a frame is likely to be seen and read.
func showsText(frame *html.Node) bool {
	src := strings.TrimSpace(dom.Attr(frame, "src"))
	if dom.Attr(frame, "srcdoc") == "" && (src == "" || strings.HasPrefix(src, "about:") || strings.HasPrefix(src, "javascript:")) ||
		dom.Has(frame, "hidden") || lookOf(dom.Attr(frame, "style")).hidden {
		return false
	}
	width, err := strconv.Atoi(dom.Attr(frame, "width"))
	if err == nil && width < 200 {
		return false
	}
	height, err := strconv.Atoi(dom.Attr(frame, "height"))
	address, _, _ := strings.Cut(src, "?") // what it asks for is no name of its own
	return (err != nil || height >= 100) && !otherFrame.MatchString(address+" "+dom.Attr(frame, "id")+" "+dom.Attr(frame, "class")+" "+dom.Attr(frame, "title"))
}

// more says whether a page of which text could be read is likely to show more in a
// browser.
func (s scripting) more(text string) bool {
	length := utf8.RuneCountInString(text)
	if length < ThinText && (s.scripts || s.onward) {
		return true
	}
	if start := plaintext.Clip(text, 300); length < 8*ThinText && (saysConsent.MatchString(start) || asking.MatchString(start)) && strings.Contains(strings.ToLower(text), "cookie") {
		return true
	}
	return length < 4*ThinText && (s.asks || s.frames || s.scripts && (s.empty || saysLoading.MatchString(text)) || asksScript(text))
}
