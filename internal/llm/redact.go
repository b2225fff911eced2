package llm

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"quotewire/internal/plaintext"
)

// maxMessage caps what a server's message contributes to a log line.
const maxMessage = 300

var (
	looksLikeKey = regexp.MustCompile(`(?i)\b(?:sk|pk|rk|gsk|xai|key|hf|api[_-]?key)[-_][\w*.-]{6,}|\bAIza[\w-]{20,}|\bBearer\s+\S+|\beyJ[\w-]{10,}\.[\w-]+(?:\.[\w-]+)?`)
	looksLikeWeb = regexp.MustCompile(`(?i)^\s*(?:<!doctype html|<html|<\?xml|<head|<body)`)
)

// oneLine makes a server's text fit for a log: the key and what looks like a
// key taken out, no control characters, no HTML, at most maxMessage bytes.
func (c *Client) oneLine(text string) string {
	if looksLikeWeb.MatchString(text) {
		return "an HTML page"
	}
	if c.opts.APIKey != "" {
		text = strings.ReplaceAll(text, c.opts.APIKey, "[redacted]")
	}
	text = looksLikeKey.ReplaceAllString(text, "[redacted]")
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' || r == utf8.RuneError {
			return ' '
		}
		return r
	}, text)
	text = strings.Join(strings.Fields(text), " ")
	if short := plaintext.Clip(text, maxMessage); short != text {
		return short + "..."
	}
	return text
}

// cause is an error whose text was made fit for a log; the error itself is
// still there for errors.Is and errors.As.
type cause struct {
	text string
	err  error
}

func (c *cause) Error() string { return c.text }
func (c *cause) Unwrap() error { return c.err }

func (c *Client) cause(err error) error {
	if err == nil {
		return nil
	}
	return &cause{text: c.oneLine(err.Error()), err: err}
}
