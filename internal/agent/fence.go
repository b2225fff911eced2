package agent

import (
	"crypto/rand"
	"strings"
	"unicode"
)

// Fence is the line that stands before and after text that anyone may have
// written. It is random, so that the text cannot write it and so end its own
// quotation.
type Fence string

// NewFence makes a fence of 120 random bits.
func NewFence() Fence { return fenceOf(newBoundary()) }

// newBoundary is random letters. With digits, which most models count one by one, the
// same question would take more of a window at one time than at another, and another
// line of a result would be the last that fits.
func newBoundary() string {
	return strings.Map(func(r rune) rune {
		if r < 'A' {
			return r - '2' + 'A'
		}
		return r
	}, rand.Text())
}

func fenceOf(boundary string) Fence { return Fence("----- " + boundary + " -----") }

// Clean is text as it may stand within the fence: without what a reader cannot
// see but a model would read, and without the fence itself.
func (f Fence) Clean(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(visible(text), string(f), ""))
}

// Quote is text between two fences. It was cleaned.
func (f Fence) Quote(text string) string { return string(f) + "\n" + text + "\n" + string(f) }

// shorten cuts what was quoted to most tokens, and leaves the fence behind it and
// what stands below that.
func (f Fence) shorten(content string, most int) string {
	i := strings.LastIndex(content, "\n"+string(f))
	if i < 0 {
		return cappedTokens(content, most)
	}
	if kept := cappedTokens(content[:i], most-Tokens(content[i:])); kept != dropped {
		return kept + content[i:]
	}
	return dropped
}

// visible takes out what a reader cannot see but a model would read: control
// and format characters, but for line breaks, tabs and the joiners that some
// scripts need.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t', r == '\u200c', r == '\u200d':
			return r
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}
