package yahoo

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"unicode"
)

// uuid is an identifier made of a text alone.
func uuid(text string) string {
	sum := sha256.Sum256([]byte(text))
	return fmt.Sprintf("%x-%x-%x-%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}

// keyOf is a name as Yahoo's addresses have it: consumer-electronics.
func keyOf(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return strings.Join(words, "-")
}
