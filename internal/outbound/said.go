package outbound

import (
	"regexp"
	"strings"

	"quotewire/internal/plaintext"
)

var (
	looksLikeKey = regexp.MustCompile(`(?i)\b(?:sk|pk|rk|gsk|xai|tvly|bsa|key|hf|api[_-]?key)[-_][\w*.-]{6,}|\b(?:key|api[_-]?key|token)[-_=:]\s*[\w*.-]{6,}` +
		`|\bAIza[\w-]{20,}|\bBSA[\w-]{12,}|\bBearer\s+\S+|\beyJ[\w-]{10,}\.[\w-]+(?:\.[\w-]+)?`)
	looksLikePage = regexp.MustCompile(`(?i)^\s*(?:<!doctype html|<html|<\?xml|<head|<body)`)
)

// Said is a source's own words, fit for a log but for their length: the key and what
// looks like one taken out, on one line, nothing of an HTML page.
func Said(words, key string) string {
	if IsPage(words) {
		return "an HTML page"
	}
	words = plaintext.Line(words)
	if key != "" {
		words = strings.ReplaceAll(words, key, "[redacted]")
	}
	return looksLikeKey.ReplaceAllString(words, "[redacted]")
}

// IsPage says whether words are an HTML page in the place of an answer.
func IsPage(words string) bool { return looksLikePage.MatchString(words) }
