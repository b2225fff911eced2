package agent

import (
	"strings"
	"unicode"

	"quotewire/internal/plaintext"
)

// maxSummary caps a tool's one line for the reader, in bytes.
const maxSummary = 200

// oneLine folds white space and control characters into single spaces and cuts
// at most bytes, so that foreign text cannot pass for a line of ours.
func oneLine(s string, most int) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
	if len(s) <= most {
		return s
	}
	return plaintext.Clip(s, max(0, most-len("…"))) + "…"
}
