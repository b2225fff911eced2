package extract

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"quotewire/internal/extract/dom"
)

const (
	// maxWall is how long a page may be that only asks whether its reader is a
	// robot, and maxForm one with such a form that does not ask in words, in
	// characters.
	maxWall = 2000
	maxForm = 200
	// maxChecked is how much of the markup is looked at, in bytes: checks are small.
	maxChecked = 256 << 10
)

//go:embed wall/asks.txt
var asksText string

//go:embed wall/names.txt
var namesText string

//go:embed wall/help.txt
var helpText string

// anyLine is a pattern that matches what any line of text does, in letters of any case.
func anyLine(text string) string {
	return "(?i)" + strings.ReplaceAll(strings.TrimSpace(text), "\n", "|")
}

var (
	// asksProof is how a check speaks to its reader.
	asksProof = regexp.MustCompile(anyLine(asksText))
	// namesCheck is what checks are called, and what they are for. Where the reader
	// is not spoken to, it may be news.
	namesCheck = regexp.MustCompile(anyLine(namesText))
	// addresses is how a reader is spoken to.
	addresses = regexp.MustCompile(`(?i)\b(?:you|your|please|bitte|ihre[mnrs]?|ihr|sie sich|votre|vos|vous|veuillez|por favor|usted|su|tu|seu|sua|você|per favore|il tuo|proszę|lütfen|uw|u|je|jouw|din|ditt)\b|пожалуйста|(?:^|\PL)вы(?:\PL|$)|ваш|[您请請你]|ください|してください|주세요|십시오|당신`)
	// helpTalk is what else stands in a check: what to do about it, and whom to ask.
	helpTalk = regexp.MustCompile(anyLine(helpText))
	// toReader is a sentence that speaks to the reader of what they did. Pages of
	// offers and of help speak so too.
	toReader = regexp.MustCompile(`(?i)\byou(?:'re|’re|'ve|’ve|r)?\b`)
	sentence = regexp.MustCompile(`[^.!?。！？\n]+[.!?。！？\n]*`)
	quoted   = regexp.MustCompile(`“[^”]*”|"[^"\n]*"|«[^»]*»|„[^“”]*[“”]|「[^」]*」|‘[^’]*’`)
)

// challenges are what stands in the markup of checks, and in no page behind one.
const challenges = `_cf_chl_opt cf-browser-verification cf-challenge-running /orchestrate/chl_page /orchestrate/jsch/ px-captcha captcha-delivery.com
	distil_r_captcha gokuProps AwsWafIntegration sec-if-cpt bm-verify= /_sec/cp_challenge sucuri_cloudproxy_js ddos-guard/js-challenge
	KPSDK. _Incapsula_Resource?CWUDNSAI incident_id=`

// captchas are forms that pages may have for comments and such, too.
const captchas = `g-recaptcha h-captcha cf-turnstile recaptcha/api recaptcha/enterprise hcaptcha.com/ challenges.cloudflare.com/turnstile geetest
	smartcaptcha arkoselabs funcaptcha frc-captcha`

// checks is what the markup of a page says of a check for robots.
type checks struct {
	runs   bool // one that stands before a page
	form   bool // in a form that has no other fields
	fields int  // to be filled in
}

func checksOf(doc *html.Node) (c checks) {
	challenges, captchas := strings.Fields(challenges), strings.Fields(captchas)
	seen := 0
	for n := range doc.Descendants() {
		switch n.DataAtom {
		case atom.Textarea, atom.Select:
			c.fields++
		case atom.Input:
			if slices.Contains([]string{"", "text", "email", "password", "search", "tel"}, strings.ToLower(dom.Attr(n, "type"))) {
				c.fields++
			}
		}
		if n.Type == html.TextNode && n.Parent.DataAtom == atom.Script {
			seen += len(n.Data)
			c.runs = c.runs || seen < maxChecked && containsAny(n.Data, challenges...)
		}
		for _, a := range n.Attr {
			seen += len(a.Val)
			c.runs = c.runs || seen < maxChecked && containsAny(a.Val, challenges...)
			c.form = c.form || seen < maxChecked && n.DataAtom != atom.Script && containsAny(a.Val, captchas...)
		}
	}
	c.form = c.form && c.fields == 0
	return c
}

// isWall says whether d is no page but the question whether its reader is a robot,
// or the refusal to one. It is short, it speaks to its reader, and there is little
// in it to read beside that; an article about such checks is not.
func isWall(d Document, c checks) bool {
	length := utf8.RuneCountInString(d.Text)
	if length > maxWall {
		return false
	}
	if length < maxForm && (c.form || c.runs) {
		return true
	}
	text := d.Text
	if strings.ContainsAny(text, "“\"«„「‘") { // most pages have none, and the pattern is slow to find that out
		text = quoted.ReplaceAllString(text, "")
	}
	sentences, all := sentence.FindAllString(text, -1), 0
	for i, text := range sentences {
		sentences[i] = strings.Trim(text, " \t\n#*_>-|")
		all += utf8.RuneCountInString(sentences[i])
	}
	addressed := sync.OnceValue(func() bool { return addresses.MatchString(d.Text) })
	certain := c.runs || c.form || asksProof.MatchString(d.Title)
	checks := func(text string) bool { return !isNews(text) && isCheck(text, addressed) }
	// A form to fill in has a check as one part of many.
	if !certain && !checks(d.Title) && (c.fields > 1 || !slices.ContainsFunc(sentences, checks)) {
		return false
	}
	other := 0
	for _, text := range sentences {
		n := utf8.RuneCountInString(text)
		if isNews(text) || n > 25 && !checks(text) && !helpTalk.MatchString(text) && !(certain && toReader.MatchString(text)) {
			other += n
		}
	}
	return other*3 <= all
}

// isNews says whether a sentence says something of the world, whatever else it says.
func isNews(text string) bool {
	if strings.ContainsAny(text, "$€£¥%") {
		return true
	}
	return containsAny(" "+strings.ToLower(text), " we use cookies", " said", " says", " told", " reported", " announced", " according to", " analyst",
		" percent", " per cent", " million", " billion", " dollars", " euro", " shares")
}

// isCheck says whether text speaks as a check does, in a page that speaks to its
// reader or not.
func isCheck(text string, addressed func() bool) bool {
	return mayCheck(text) && (asksProof.MatchString(text) || namesCheck.MatchString(text) && addressed())
}

// mayCheck says whether text has a part of what checks say: most has none, which is
// seen a hundred times sooner than by their patterns. Other scripts than Latin may.
func mayCheck(text string) bool {
	text = strings.ToLower(text)
	return strings.IndexFunc(text, func(r rune) bool {
		return r >= 0x400 && r != '’' && r != '“' && r != '”' && r != '–' && r != '—'
	}) >= 0 ||
		containsAny(text, "bot", "human", "humain", "uman", "mens", "robo", "robô", "real person", "real visitor", "verif", "vérif", "confirm", "prov", "check",
			"automat", "threshold", "cloudflare", "moment", "attention", "challenge", "pardon", "denied", "block", "limited", "reject", "flagged",
			"restrict", "permission", "captcha", "puzzle", "characters", "hold", "enable", "rätsel", "browser", "naviga", "navega",
			"unusual", "suspicious", "abnormal", "unsuccessful", "ungewöhnlich", "verdächtig", "zugriff", "sicherheits", "inhabituel", "anormal",
			"suspect", "accès", "inusual", "sospech", "acceso", "insolit", "anomal", "sospett", "accesso", "incomum", "suspeit", "acesso",
			"ongebruikelijk", "ongewoon", "verdacht", "toegang", "odmowa", "erişim")
}
