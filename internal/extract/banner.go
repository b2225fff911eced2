package extract

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"quotewire/internal/extract/dom"
)

const (
	// maxBanner is more than a consent dialog says: a longer one is the page. One
	// that is named after who makes it may list all whom it asks for.
	maxBanner, maxVendors = 6000, 60_000
	// minBeside is how much text there is beside a dialog that says more than the
	// page, in bytes.
	minBeside = 120
	// maxNotice is more than a line says that asks for consent without a button.
	maxNotice = 800
	// maxBannerNodes is more than any consent dialog is made of.
	maxBannerNodes = 8000
)

var (
	privacyName = regexp.MustCompile(`privacy-?(banner|wall|notice|popup)`)
	// asking is how a page speaks of itself when it asks for consent.
	asking = regexp.MustCompile(`(?i)(we|partners|site|website|page|service)( and our (\w+ )?(partners|vendors))?( may| also)? (uses?|stores?|sets?|places?) (\w+ ){0,4}cookies|uses? cookies to|cookies (help us|to (give|improve|provide|ensure|enhance))|your (privacy|consent|cookie|choices)|(accept|allow|reject|manage|necessary|essential|all) (all )?cookies|by (continuing|clicking|using)|verwende[nt] (\w+ )?cookies|cookies? (verwenden|nutzen|zustimmen)|einwilligung|(utilis|usa|usi|utiliz)\w* (\w+ ){0,3}cookies?`)
	// answering is what stands on the buttons of those.
	answering = regexp.MustCompile(`(?i)^\W*((i |yes,? i )?(accept|agree|consent)|allow|reject|decline|deny|refuse|manage|customi[sz]e|(cookie |privacy )?(settings|preferences|options)|got it|ok(ay)?\b|understood|i understand|continue|close|dismiss|necessary|essential|only|more (info|options)|learn more|save|submit|alle? |akzeptieren|zustimmen|ablehnen|annehmen|einstellungen|tout |accepter|refuser|aceptar|rechazar|accett|rifiut)`)
)

// banner says whether n asks for consent: by its name and by what it does. Stories
// about consent have the name as well.
func (c *cleaner) banner(n *html.Node, l look) bool {
	switch n.DataAtom {
	case atom.Html, atom.Head, atom.Body, atom.Main, atom.Article, atom.Meta, atom.Link, atom.Script, atom.A, atom.Table, atom.Tr, atom.Td:
		return false
	}
	if len(n.Attr) == 0 || emphasis(n) {
		return false
	}
	named := bannerName(dom.Attr(n, "id")) || bannerName(dom.Attr(n, "class"))
	if named {
		c.named = n
	}
	over := l.fixed || overlay(n)
	if !named && !over {
		return false
	}
	limit := maxBanner
	if vendorName(dom.Attr(n, "id")) || vendorName(dom.Attr(n, "class")) {
		limit = maxVendors
	}
	text, answers, ok := speech(n, limit)
	if !ok {
		return false
	}
	asks := asking.MatchString(text)
	if !(named && (answers || asks && (over || len(text) < maxNotice)) || over && asks && answers) {
		return false
	}
	// It is never the only prose of its page, unless scripts are to bring that.
	size := c.textBelow(n)
	return 2*size < c.pageText() || asks && answers && (c.scripts || size+minBeside < c.pageText())
}

// bannerName says whether an id or class is one that consent dialogs have.
func bannerName(name string) bool {
	name = strings.ToLower(name)
	return containsAny(name, "cookie", "consent", "gdpr", "onetrust", "didomi", "usercentrics", "qc-cmp", "sp_message", "truste", "cmpbox") ||
		strings.Contains(name, "privacy") && privacyName.MatchString(name)
}

// vendorName says whether an id or class is one that the makers of such dialogs
// give them.
func vendorName(name string) bool {
	return containsAny(strings.ToLower(name), "onetrust-", "didomi-", "usercentrics-", "qc-cmp", "sp_message", "cybotcookiebot", "cmpbox", "cmplz-", "fc-consent",
		"iubenda-cs", "truste-")
}

// containsAny says whether text contains one of words. It takes a part of the time
// of a regular expression, and each name of each element is looked at.
func containsAny(text string, words ...string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(text, word) })
}

// overlay says whether n lies over the page by what it is.
func overlay(n *html.Node) bool {
	role := dom.Attr(n, "role")
	return role == "dialog" || role == "alertdialog" || n.DataAtom == atom.Dialog
}

// speech is what n says, and whether it has buttons that answer. It is not ok for
// what is no dialog by what it holds, or has more than limit bytes of text.
func speech(n *html.Node, limit int) (text string, answers, ok bool) {
	var b strings.Builder
	nodes := 0
	for d := range n.Descendants() {
		if nodes++; nodes > maxBannerNodes || b.Len() > limit {
			return "", false, false
		}
		switch d.DataAtom {
		case atom.Main, atom.Article, atom.H1, atom.Table:
			if limit == maxBanner {
				return "", false, false
			}
		case atom.Button, atom.A:
			answers = answers || answering.MatchString(dom.TextOf(d, 80))
		case atom.Input:
			answers = answers || answering.MatchString(dom.Attr(d, "value"))
		case atom.Span, atom.Div:
			answers = answers || dom.Attr(d, "role") == "button" && answering.MatchString(dom.TextOf(d, 80))
		}
		if d.Type == html.TextNode {
			b.WriteString(strings.TrimSpace(d.Data))
			b.WriteByte(' ')
		}
	}
	return strings.TrimSpace(b.String()), answers, true
}
