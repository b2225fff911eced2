package engine

import (
	"regexp"
	"strings"

	"quotewire/internal/plaintext"
)

const maxSaid = 200 // characters of an engine's own words

var (
	looksLikeKey  = regexp.MustCompile(`(?i)\b(?:sk|pk|tvly|bsa|key|api[_-]?key|token)[-_=:]\s*[\w*.-]{6,}|\bBSA[\w-]{12,}|\bBearer\s+\S+`)
	looksLikePage = regexp.MustCompile(`(?i)^\s*(?:<!doctype html|<html|<\?xml|<head|<body)`)
)

// said is an engine's own words, fit for a log: the key and what looks like one
// taken out, on one line, nothing of an HTML page, short.
func (s source) said(text string) string {
	if looksLikePage.MatchString(text) {
		return "an HTML page"
	}
	if s.key != "" {
		text = strings.ReplaceAll(text, s.key, "[redacted]")
	}
	text = looksLikeKey.ReplaceAllString(text, "[redacted]")
	return shorten(plaintext.Line(text), maxSaid)
}
