package engine

import (
	"html"
	"regexp"
	"strings"
	"unicode/utf8"

	"quotewire/internal/plaintext"
)

// Caps on what a result may say, in characters.
const (
	maxTitle   = 200
	maxSnippet = 600
)

var (
	unseen = regexp.MustCompile(`(?is)<(?:script|style)\b.*?</(?:script|style)\s*>|<!--.*?-->`)
	tag    = regexp.MustCompile(`</?[a-zA-Z!][^<>]*>`)
)

// plainText is a title or snippet without tags and entities. Engines mark the
// words asked for, and some escape that markup once more.
func plainText(text string, most int) string {
	if len(text) > 64<<10 {
		text = text[:64<<10]
	}
	for range 3 {
		before := text
		text = html.UnescapeString(tag.ReplaceAllString(unseen.ReplaceAllString(text, " "), ""))
		if text == before {
			break
		}
	}
	// What is markup after that was meant to be.
	text = tag.ReplaceAllString(unseen.ReplaceAllString(text, " "), "")
	return shorten(plaintext.Line(text), most)
}

// shorten cuts at a word's end.
func shorten(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	short := string([]rune(text)[:most-1])
	if i := strings.LastIndexByte(short, ' '); i > len(short)/2 {
		short = short[:i]
	}
	return strings.TrimRight(short, " ,;:-") + "…"
}
