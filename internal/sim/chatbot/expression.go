package chatbot

import (
	"regexp"
	"strings"
)

var (
	ofPercent   = regexp.MustCompile(`(\d[\d,]*(?:\.\d+)?) ?(?:%|percent|per cent) of \$?(\d[\d,]*(?:\.\d+)?)`)
	fromTo      = regexp.MustCompile(`(?:change|increase|decrease|growth|difference) (?:in percent )?from \$?(\d[\d,]*(?:\.\d+)?) to \$?(\d[\d,]*(?:\.\d+)?)`)
	rootOf      = regexp.MustCompile(`square root of (\d[\d,]*(?:\.\d+)?)`)
	meanOf      = regexp.MustCompile(`(?:average|mean) of (\d[\d., and]*\d)`)
	listBreak   = regexp.MustCompile(`,? and |, `)
	grouping    = regexp.MustCompile(`(\d),(\d{3})\b`)
	arithmetic  = regexp.MustCompile(`[\d(][\d\s.+\-*/^()]*[\d)]`)
	hasOperator = regexp.MustCompile(`\d\s*\)*\s*[+\-*/^]\s*\(*\s*-?\d`)
)

// expression is what a question in lower case asks to calculate, in the
// calculator's notation; empty when it asks for no calculation.
func expression(low string) string {
	plain := grouping.ReplaceAllString(grouping.ReplaceAllString(low, "$1$2"), "$1$2")
	if m := ofPercent.FindStringSubmatch(plain); m != nil {
		return m[1] + " / 100 * " + m[2]
	}
	if m := fromTo.FindStringSubmatch(plain); m != nil {
		return "change(" + m[1] + ", " + m[2] + ")"
	}
	if m := rootOf.FindStringSubmatch(plain); m != nil {
		return "sqrt(" + m[1] + ")"
	}
	if m := meanOf.FindStringSubmatch(plain); m != nil {
		return "mean(" + listBreak.ReplaceAllString(m[1], ", ") + ")"
	}
	if isoDate.MatchString(plain) {
		return ""
	}
	spoken := strings.NewReplacer(" plus ", " + ", " minus ", " - ", " times ", " * ", " multiplied by ", " * ", " divided by ", " / ",
		" over ", " / ", " to the power of ", " ^ ", " squared", " ^ 2", "×", "*", "÷", "/", "$", "", " x ", " * ").Replace(plain)
	longest := ""
	for _, e := range arithmetic.FindAllString(spoken, -1) {
		if hasOperator.MatchString(e) && len(e) > len(longest) {
			longest = e
		}
	}
	return strings.TrimSpace(longest)
}
